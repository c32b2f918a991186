"""Where the staff member stands: chosen once for each device, kept in a signed cookie."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wagtail_birthday.members.models import Location

COOKIE = "birthday_desk_location"
SALT = "wagtail_birthday.desk.location"
ONE_YEAR_SECONDS = 365 * 24 * 3600


def open_locations() -> list[Location]:
    return list(Location.objects.filter(is_open=True))


def chosen(request: HttpRequest, locations: list[Location]) -> Location | None:
    """Which of the open `locations` this device stands at; None: not chosen, or closed since.

    Where there is only one, nobody is asked.
    """
    if len(locations) == 1:
        return locations[0]
    kept = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    return next((location for location in locations if str(location.pk) == kept), None)


def remember(response: HttpResponse, request: HttpRequest, location: Location) -> None:
    """Keep the choice on this device, past signing out: the till does not move with the person."""
    response.set_signed_cookie(
        COOKIE,
        str(location.pk),
        salt=SALT,
        max_age=ONE_YEAR_SECONDS,
        path=reverse("wagtail_birthday_desk:index"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
