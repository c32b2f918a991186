"""What can stand in the way of a signed pass, said so that an administrator can put it right."""

from django.utils.translation import gettext as _


class SigningError(Exception):
    """No pass can be signed. `code` is for machines, `hint` says what to do."""

    code = "signing"

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotConfiguredError(SigningError):
    """No certificate is configured: a choice that a site may make."""

    code = "not_configured"


class IncompleteError(SigningError):
    """A certificate is configured in part."""

    code = "incomplete"


class UnreadableError(SigningError):
    """A file is missing, cannot be read, or does not hold what it should."""

    code = "unreadable"


class MismatchError(SigningError):
    """The files can be read, but do not belong together or to the identifiers in the settings."""

    code = "mismatch"


class ValidityError(SigningError):
    """A certificate has expired or is not valid yet."""

    code = "not_in_force"


def see_docs() -> str:
    return _("docs/admins.md tells how to get and configure a certificate.")
