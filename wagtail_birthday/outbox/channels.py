"""The channels of the outbox: a name, a handler, and whether sending twice does harm."""

from collections.abc import Callable
from dataclasses import dataclass


class Skip(Exception):  # noqa: N818 - not an error
    """There is nothing to send any more; the text says why, without naming anyone.

    It is kept as it is and translated when it is shown: mark it with `gettext_noop()`.
    """


class UnsureError(Exception):
    """Sending failed in a way that leaves open whether the message has arrived."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out of the house.

    `send(event, subject_id, key)` sends one message or raises: Skip where there is nothing to send,
    UnsureError where it may have arrived, and any other exception where it surely has not, which is
    tried again later. `is_repeatable` says whether a message that may have arrived is sent again all
    the same (a push is, an e-mail is not).
    """

    name: str
    send: Callable[[str, int, str], None]
    is_repeatable: bool = False


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Make `channel` known. Rooms do so in `AppConfig.ready()`; a host site may in its own.

    The last one registered under a name counts.
    """
    _channels[channel.name] = channel


def channel_named(name: str) -> Channel:
    """The channel, or LookupError."""
    try:
        return _channels[name]
    except KeyError:
        raise LookupError(f"no channel is registered as {name!r}") from None
