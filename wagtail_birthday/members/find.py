"""Finding one member from what an administrator types on a command line."""

from wagtail_birthday.members.models import Member


class MemberNotFoundError(LookupError):
    """No member, or more than one; the text says which, and what to do."""


def find_member(text: str) -> Member:
    """The member whose primary key or e-mail address is `text`. Raises MemberNotFoundError."""
    members = Member.objects.select_related("home_location")
    if text.isascii() and text.isdigit():
        found = list(members.filter(pk=int(text)))
    else:
        found = list(members.filter(email__iexact=text)[:3])
    if not found:
        raise MemberNotFoundError(
            f"no member has the number or e-mail address {text!r}: the list of members in the "
            "Wagtail admin shows both"
        )
    if len(found) > 1:
        numbers = ", ".join(str(member.pk) for member in found)
        raise MemberNotFoundError(f"several members have that address: name one of {numbers}")
    return found[0]
