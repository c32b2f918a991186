"""A ZIP archive of entries that are stored, not compressed, part of which is prepared beforehand.

A pass is a few kilobytes of text, and images that PNG has compressed already: compressing costs
more than all else but the signature and saves little. The images, which are the same in thousands
of passes, stand at the front, so that their bytes are the same ones each time.
"""

import struct
from dataclasses import dataclass
from zlib import crc32

# Signature, version, flags, method, time, date, CRC, sizes, lengths of name and of extra field.
_LOCAL = struct.Struct("<4s5H3L2H")
# The same again with the version that made it, and comment length, disk, attributes, offset.
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")

_VERSION = 20
_STORED = 0
# 1 January 1980, the first day that ZIP knows: the same content gives the same bytes.
_TIME, _DATE = 0, 0x21
_FILE_MODE = 0o100644 << 16
_MADE_BY_UNIX = 3 << 8


@dataclass(frozen=True, slots=True)
class Front:
    """The first entries of an archive: their local parts and their part of the directory."""

    local: bytes = b""
    directory: bytes = b""
    count: int = 0


def front(files: dict[str, bytes]) -> Front:
    """Prepare `files` {name: content} to be the first ones of many archives."""
    local, directory = _entries(files, offset=0)
    return Front(b"".join(local), b"".join(directory), len(files))


def archive(first: Front, files: dict[str, bytes]) -> bytes:
    """The archive of `first` and then `files` {name: content}. Names are ASCII."""
    local, directory = _entries(files, offset=len(first.local))
    start = len(first.local) + sum(map(len, local))
    size = len(first.directory) + sum(map(len, directory))
    count = first.count + len(files)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, size, start, 0)
    return b"".join([first.local, *local, first.directory, *directory, end])


def _entries(files: dict[str, bytes], offset: int) -> tuple[list[bytes], list[bytes]]:
    """The local parts and the directory of `files`, the first of which stands at `offset`."""
    local, directory = [], []
    for name, data in files.items():
        encoded, size = name.encode("ascii"), len(data)
        common = (0, _STORED, _TIME, _DATE, crc32(data), size, size, len(encoded))
        central = (*common, 0, 0, 0, 0, _FILE_MODE, offset)
        local += _LOCAL.pack(b"PK\3\4", _VERSION, *common, 0), encoded, data
        directory += _CENTRAL.pack(b"PK\1\2", _MADE_BY_UNIX | _VERSION, _VERSION, *central), encoded
        offset += _LOCAL.size + len(encoded) + size
    return local, directory
