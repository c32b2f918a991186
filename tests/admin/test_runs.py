"""Runs: what each did, and why not more, in words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from wagtail_birthday.issuing.decide import Reason
from wagtail_birthday.models import Chunk, Run

LIST = reverse("birthday_runs:index")


def run_with(*reasons: dict, done=True, **fields) -> Run:
    """A run with one chunk for each of `reasons`."""
    campaign = fields.pop("campaign", None) or factories.campaign(is_live=False)
    chunk = {key: fields.pop(key) for key in ("failures", "fallbacks") if key in fields}
    run = Run.objects.create(now=NOW, started_at=NOW, **fields)
    for number, counts in enumerate(reasons, start=1):
        Chunk.objects.create(
            run=run,
            campaign=campaign,
            number=number,
            member_ids=[1, 2, 3],
            done_at=NOW if done else None,
            reasons=counts,
            **chunk,
        )
    return run


def inspect(client, run):
    return client.get(reverse("birthday_runs:inspect", args=[run.pk]))


def cells(response) -> dict[str, str]:
    """The first row, by the name of the column."""
    row = next(iter(response.context["table"].rows))
    return {name: str(column.get_value(row.instance)) for name, column in row.columns.items()}


class TestList:
    def test_counts_over_all_chunks(self, admin):
        run_with({"issued": 3, "no_consent": 1}, {"issued": 2, "failed": 1}, already_issued=4)

        row = cells(admin.get(LIST))

        assert (row["issued"], row["skipped"], row["failed"]) == ("5", "1", "1")
        assert row["progress"] == "2 of 2"

    def test_shows_how_far_it_has_come(self, admin):
        run_with({}, {}, done=False)

        assert cells(admin.get(LIST))["progress"] == "0 of 2"

    def test_can_leave_out_runs_without_work(self, admin):
        busy = run_with({"issued": 1})
        run_with()

        assert list(admin.get(LIST, {"had_work": "true"}).context["object_list"]) == [busy]

    def test_filters_by_state(self, admin):
        done = run_with(state="done")
        run_with()

        assert list(admin.get(LIST, {"state": "done"}).context["object_list"]) == [done]

    def test_takes_as_many_queries_for_many_as_for_few(self, admin, django_assert_max_num_queries):
        def queries() -> int:
            with django_assert_max_num_queries(60) as counted:
                admin.get(LIST)
            return len(counted)

        campaign = factories.campaign()
        run_with({"issued": 1}, campaign=campaign)
        queries()
        few = queries()
        for _ in range(8):
            run_with({"issued": 1}, {"issued": 2}, campaign=campaign)

        assert queries() == few


class TestInspectView:
    @pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.ISSUED])
    def test_gives_every_reason_in_words(self, admin, reason):
        response = inspect(admin, run_with({reason.value: 7}))

        assert (str(reason.label), 7) in [
            (str(words), count) for words, count in response.context["reasons"]
        ]

    def test_says_that_vouchers_were_issued(self, admin):
        assert "A voucher was issued." in inspect(admin, run_with({"issued": 1})).content.decode()

    def test_shows_a_reason_of_a_later_version_as_it_is(self, admin):
        assert "moon_phase" in inspect(admin, run_with({"moon_phase": 1})).content.decode()

    def test_names_languages_that_were_missing(self, admin):  # oracle D2
        response = inspect(admin, run_with({"issued": 2}, fallbacks={"uz": 2}))

        assert response.context["fallbacks"] == [("Uzbek", 2)]

    def test_leads_to_the_members_that_failed(self, admin):  # oracle E7
        member = factories.member()
        failures = [{"member": member.pk, "error": "ValueError"}]

        text = inspect(admin, run_with({"failed": 1}, failures=failures)).content.decode()

        assert reverse("birthday_members:edit", args=[member.pk]) in text
        assert "ValueError" in text

    def test_warns_of_a_clock_that_moved_back(self, admin):  # oracle E12
        text = inspect(admin, run_with(warnings=["clock_moved_back"])).content.decode()

        assert "The clock was behind the run before it." in text

    def test_leads_only_where_the_reader_may_go(self, client_of):
        run = run_with({"failed": 1}, failures=[{"member": 1, "error": "ValueError"}])

        text = inspect(client_of("view_run"), run).content.decode()

        assert "/birthday/vouchers/" not in text
        assert "/birthday/members/" not in text


class TestPanel:
    """What the dashboard tells those who may see vouchers."""

    HOME = "/admin/"

    def test_tells_the_state_of_things(self, admin):
        run_with({"issued": 3})
        factories.voucher(closes_at=NOW + timedelta(days=9999))

        text = admin.get(self.HOME).content.decode()

        assert "It issued 3 vouchers." in text
        assert f"{reverse('birthday_vouchers:index')}?standing=waiting" in text

    def test_says_so_before_the_first_run(self, admin):
        assert "The job has not run yet" in admin.get(self.HOME).content.decode()

    def test_is_for_nobody_else(self, client_of):
        run_with({"issued": 3})

        text = client_of("redeem_voucher", "view_member").get(self.HOME).content.decode()

        assert "It issued 3 vouchers." not in text

    def test_links_only_where_the_reader_may_go(self, client_of):
        run = run_with({"issued": 3})

        text = client_of("view_voucher").get(self.HOME).content.decode()

        assert "It issued 3 vouchers." in text
        assert reverse("birthday_runs:inspect", args=[run.pk]) not in text

    def test_takes_as_many_queries_for_many_as_for_few(self, admin, django_assert_max_num_queries):
        def queries() -> int:
            with django_assert_max_num_queries(60) as counted:
                admin.get(self.HOME)
            return len(counted)

        campaign = factories.campaign()
        run_with({"issued": 1}, campaign=campaign)
        queries()
        few = queries()
        run_with({"issued": 1}, {"issued": 1}, {"issued": 1}, campaign=campaign)
        for _ in range(5):
            factories.voucher()

        assert queries() == few
