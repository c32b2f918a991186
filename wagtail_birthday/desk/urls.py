"""The addresses of the staff desk. None of them ever holds a code."""

from django.urls import path

from wagtail_birthday.desk import views

app_name = "wagtail_birthday_desk"

urlpatterns = [
    path("", views.DeskView.as_view(), name="index"),
    path("look-up/", views.LookUpView.as_view(), name="look_up"),
    path("give/", views.GiveView.as_view(), name="give"),
    path("given/<int:redemption_id>/", views.GivenView.as_view(), name="given"),
    path("location/", views.LocationView.as_view(), name="location"),
]
