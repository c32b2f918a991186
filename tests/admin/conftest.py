"""Who looks at the admin: users with some permissions of ours, each with a client."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests import factories


@pytest.fixture
def client_of(root_page):
    """`client_of("view_voucher")`: a client signed in with these permissions and the admin's."""

    def signed_in(*codenames: str) -> Client:
        user = factories.user()
        ours = Permission.objects.filter(
            content_type__app_label="wagtail_birthday", codename__in=codenames
        )
        assert ours.count() == len(codenames), codenames
        user.user_permissions.add(*ours, Permission.objects.get(codename="access_admin"))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return signed_in


@pytest.fixture
def admin(root_page, admin_client):
    return admin_client
