"""A site that signs passes, with a certificate authority of its own."""

import pytest
from django.conf import settings as django_settings

from tests.wallets.authority import Authority, settings_of


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def configure(settings):
    """`configure(**APPLE)`: put these into WAGTAIL_BIRTHDAY["APPLE"]."""

    def configure(**apple):
        settings.WAGTAIL_BIRTHDAY = {**django_settings.WAGTAIL_BIRTHDAY, "APPLE": apple}

    return configure


@pytest.fixture
def signing_site(authority, configure):
    """A site with a certificate in force."""
    configure(**settings_of(authority))
    return authority
