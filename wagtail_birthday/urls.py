"""The plugin's public addresses: `path("birthday/", include("wagtail_birthday.urls"))`."""

from django.urls import URLPattern

app_name = "wagtail_birthday"

urlpatterns: list[URLPattern] = []
