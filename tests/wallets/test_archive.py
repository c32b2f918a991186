"""The ZIP writer, against the one of the standard library."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from wagtail_birthday.wallets.apple.archive import Front, archive, front

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789@-._/", min_size=1, max_size=40)
files = st.dictionaries(names, st.binary(max_size=300), max_size=6)


@given(files, files)
def test_zipfile_reads_what_was_written(images, texts):
    whole = zipfile.ZipFile(io.BytesIO(archive(front(images), texts)))
    assert whole.testzip() is None
    assert whole.namelist() == [*images, *texts]
    for entry, data in zip(whole.infolist(), [*images.values(), *texts.values()], strict=True):
        assert whole.read(entry) == data
        assert entry.compress_type == zipfile.ZIP_STORED


def test_the_same_files_give_the_same_bytes():
    assert archive(Front(), {"a": b"1"}) == archive(Front(), {"a": b"1"})


def test_a_prepared_front_gives_what_writing_all_of_it_gives():
    assert archive(front({"a": b"1"}), {"b": b"2"}) == archive(Front(), {"a": b"1", "b": b"2"})
