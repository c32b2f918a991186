"""Setting a birthday: the history behind oracle.md F5 to F11."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from wagtail_birthday.calendar import Birthday
from wagtail_birthday.members.birthdays import set_birthday, waive_cool_off
from wagtail_birthday.models import BirthdayChange, Member

pytestmark = pytest.mark.django_db


def change(member, text, at=NOW, by=None):
    return set_birthday(member, text and Birthday.parse(text), by=by, at=at)


def logged():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


class TestSetting:
    def test_the_first_one_starts_no_cool_off(self):
        member = factories.member(birthday=None)
        assert change(member, "--06-10")
        member.refresh_from_db()
        assert member.birthday == Birthday(6, 10)
        assert member.birthday_changed_at is None

    def test_another_day_does(self):  # F5
        member = factories.member()
        assert change(member, "--06-11")
        member.refresh_from_db()
        assert (member.birth_md, member.birthday_changed_at) == (611, NOW)

    def test_the_same_again_is_no_change(self):
        member = factories.member()
        assert not change(member, "--06-10")
        assert not BirthdayChange.objects.exists()

    def test_a_year_that_becomes_known_does_not(self):
        member = factories.member()
        assert change(member, "1990-06-10")
        member.refresh_from_db()
        assert (member.birth_year, member.birthday_changed_at) == (1990, None)

    def test_clearing_and_setting_again_is_a_change(self):  # F11
        member = factories.member()
        change(member, None)
        change(member, "--06-10", at=NOW + timedelta(days=1))
        member.refresh_from_db()
        assert member.birthday_changed_at == NOW + timedelta(days=1)

    def test_works_on_what_is_in_the_database_now(self):
        member = factories.member()
        Member.objects.filter(pk=member.pk).update(birth_md=1224)
        assert change(member, "--06-10")

    def test_is_logged_with_the_actor(self, admin_user):
        member = factories.member()
        change(member, "--06-11", by=admin_user)
        assert logged() == ["wagtail_birthday.birthday_change"]
        assert member.birthday_changes.get().by == admin_user


class TestHistory:
    def test_holds_no_old_birthday(self):  # F11
        member = factories.member(birthday="1987-09-23")
        change(member, "--12-24")
        kept = str(BirthdayChange.objects.values_list().get())
        kept += str(ModelLogEntry.objects.get().data)
        for form in ("09-23", "923,", "1987", "9, 23"):
            assert form not in kept

    def test_tells_that_a_birthday_went_back_to_what_it_was(self):
        member, other = factories.member(), factories.member()
        for text in ("--12-24", "--06-10", "--12-24"):
            change(member, text)
        change(other, "--12-24")
        first, second, third = member.birthday_changes.all()
        assert first.old_fingerprint == third.old_fingerprint != second.old_fingerprint
        assert other.birthday_changes.get().old_fingerprint != first.old_fingerprint


class TestWaiving:
    def test_needs_a_reason_and_is_logged(self, admin_user):  # F9
        member = factories.member()
        with pytest.raises(ValueError, match="reason"):
            waive_cool_off(member, by=admin_user, reason="", at=NOW)
        waive_cool_off(member, by=admin_user, reason="A typo at the till", at=NOW)
        member.refresh_from_db()
        assert member.cool_off_waived_at == NOW
        entry = BirthdayChange.objects.get()
        assert (entry.waives_cool_off, entry.by, entry.reason) == (
            True,
            admin_user,
            "A typo at the till",
        )
        assert logged() == ["wagtail_birthday.waive_cool_off"]
