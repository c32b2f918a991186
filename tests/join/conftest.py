"""The web card offers a pass where the site can sign one."""

from tests.wallets.conftest import authority, configure, signing_site

__all__ = ["authority", "configure", "signing_site"]
