"""The plugin's public addresses: `path("birthday/", include("wagtail_birthday.urls"))`."""

from django.urls import URLPattern, path

from wagtail_birthday.join import views

app_name = "wagtail_birthday"

urlpatterns: list[URLPattern] = [
    path("card/<str:token>/", views.web_card, name="web_card"),
    path("card/<str:token>/pass.pkpass", views.card_pass, name="card_pass"),
]
