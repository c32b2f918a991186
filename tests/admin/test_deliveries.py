"""Deliveries: what is stuck, and sending it again by a person who has looked."""

from itertools import count

import pytest
from django.urls import reverse

from tests.factories import NOW
from wagtail_birthday.models import Delivery
from wagtail_birthday.outbox.models import State

LIST = reverse("birthday_deliveries:index")
SEND_AGAIN = reverse("birthday_deliveries:send_again")
numbers = count(1)


def delivery(state, **fields) -> Delivery:
    number = next(numbers)
    return Delivery.objects.create(
        key=f"email:issued:{number}",
        channel="email",
        event="issued",
        subject_id=number,
        state=state,
        due_at=NOW,
        created_at=NOW,
        **fields,
    )


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


class TestList:
    def test_shows_attempts_and_the_last_error(self, admin):
        delivery(State.PARKED, attempts=8, last_error="SMTPServerDisconnected")

        text = admin.get(LIST).content.decode()

        assert "SMTPServerDisconnected" in text
        assert "parked" in text

    def test_filters_by_state(self, admin):
        parked = delivery(State.PARKED)
        delivery(State.SENT)

        assert list(admin.get(LIST, {"state": "parked"}).context["object_list"]) == [parked]

    @pytest.mark.parametrize(
        ("state", "is_offered"), [("parked", True), ("unsure", True), ("sent", False), ("", False)]
    )
    def test_offers_to_send_again_what_is_stuck(self, admin, state, is_offered):
        text = admin.get(LIST, {"state": state}).content.decode()

        assert (SEND_AGAIN in text) is is_offered

    def test_offers_nothing_to_those_who_only_look(self, client_of):
        text = client_of("view_delivery").get(LIST, {"state": "parked"}).content.decode()

        assert SEND_AGAIN not in text

    def test_takes_as_many_queries_for_many_as_for_few(self, admin, django_assert_max_num_queries):
        def queries() -> int:
            with django_assert_max_num_queries(60) as counted:
                admin.get(LIST)
            return len(counted)

        delivery(State.SENT)
        queries()
        few = queries()
        for _ in range(12):
            delivery(State.PARKED)

        assert queries() == few


class TestSendingAgain:
    def test_asks_first(self, admin):
        parked = delivery(State.PARKED)

        response = admin.get(f"{SEND_AGAIN}?delivery={parked.pk}")

        assert "1 delivery is queued again" in response.content.decode()
        assert states() == [State.PARKED]

    def test_opens_one(self, admin):
        parked, other = delivery(State.PARKED, attempts=8), delivery(State.PARKED)

        response = admin.post(f"{SEND_AGAIN}?delivery={parked.pk}")

        assert response.url == LIST
        parked.refresh_from_db()
        other.refresh_from_db()
        assert (parked.state, parked.attempts) == (State.PENDING, 0)
        assert other.state == State.PARKED

    def test_opens_all_of_a_state(self, admin):
        for state in (State.PARKED, State.PARKED, State.UNSURE, State.SENT):
            delivery(state)

        admin.post(f"{SEND_AGAIN}?state=parked")

        assert states() == [State.PENDING, State.PENDING, State.UNSURE, State.SENT]

    def test_warns_that_an_unsure_one_may_have_arrived(self, admin):
        delivery(State.UNSURE)

        text = admin.get(f"{SEND_AGAIN}?state=unsure").content.decode()

        assert "it may have arrived, and the member would get it twice" in text

    @pytest.mark.parametrize("query", ["", "state=sent", "state=", "delivery=x", "delivery=999"])
    def test_opens_nothing_that_is_not_stuck(self, admin, query):
        for state in (State.PARKED, State.SENT):
            delivery(state)

        admin.post(f"{SEND_AGAIN}?{query}")

        assert states() == [State.PARKED, State.SENT]

    def test_never_sends_again_what_was_sent(self, admin):
        sent = delivery(State.SENT)

        admin.post(f"{SEND_AGAIN}?delivery={sent.pk}")

        assert states() == [State.SENT]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_refused_to_those_who_only_look(self, client_of, method):
        delivery(State.PARKED)

        response = getattr(client_of("view_delivery"), method)(f"{SEND_AGAIN}?state=parked")

        assert (response.status_code, response.url) == (302, "/admin/")
        assert states() == [State.PARKED]

    def test_needs_the_token_against_forgery(self, admin_user, root_page):
        from django.test import Client

        delivery(State.PARKED)
        client = Client(enforce_csrf_checks=True)
        client.force_login(admin_user)

        assert client.post(f"{SEND_AGAIN}?state=parked").status_code == 403
        assert states() == [State.PARKED]
