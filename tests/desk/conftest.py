"""A desk with its clock stopped at NOW, and one open branch."""

import pytest
import time_machine
from django.urls import reverse

from tests.factories import NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(staff_client, tashkent):
    """The desk of a cashier at the only branch."""
    return Desk(staff_client)


class Desk:
    """What a cashier does, in words."""

    def __init__(self, client):
        self.client = client

    def open(self, **kwargs):
        return self.client.get(reverse("wagtail_birthday_desk:index"), **kwargs)

    def scan(self, text, **kwargs):
        return self.client.post(reverse("wagtail_birthday_desk:look_up"), {"text": text}, **kwargs)

    def choose(self, member):
        return self.client.post(reverse("wagtail_birthday_desk:look_up"), {"member": member.pk})

    def give(self, answer, **kwargs):
        """Press the button of an answer that is on the screen."""
        data = {"voucher": answer.voucher.pk, "nonce": answer.nonce}
        return self.client.post(reverse("wagtail_birthday_desk:give"), data, **kwargs)
