"""Gifts: previewed as they will look, and kept once they were promised (oracle C9)."""

import pytest
from django.urls import reverse

from tests import factories
from wagtail_birthday.models import Gift

NAMESPACE = "wagtailsnippets_wagtail_birthday_gift"


def url(view, *args):
    return reverse(f"{NAMESPACE}:{view}", args=args)


def filled(**fields) -> dict:
    return {
        "title": "Free cappuccino",
        "description": "With a little heart on top.",
        "terms": "",
        "image": "",
        "kind": "drink",
        "percent_off": "",
        "bonus_stamps": 0,
        "staff_label": "Cappuccino, any size",
        "handover": "",
        **fields,
    }


class TestEditing:
    def test_publishes_a_new_gift(self, admin):
        response = admin.post(url("add"), filled(**{"action-publish": "1"}))

        assert response.status_code == 302
        assert Gift.objects.get().live

    def test_keeps_a_draft(self, admin):
        admin.post(url("add"), filled())

        assert not Gift.objects.get().live

    def test_lists_all_languages(self, admin):
        gift = factories.gift()
        factories.translated(gift, "uz", "Bepul kapuchino")

        text = admin.get(url("list")).content.decode()

        assert "Free cappuccino" in text
        assert "Bepul kapuchino" in text

    def test_filters_by_kind(self, admin):
        factories.gift("Coffee", kind="drink")
        factories.gift("Cake", kind="dessert")

        found = admin.get(url("list"), {"kind": "dessert"}).context["object_list"]

        assert [gift.title for gift in found] == ["Cake"]

    def test_the_list_adds_no_query_of_ours_for_each_gift(
        self, admin, django_assert_max_num_queries
    ):
        """Wagtail's column of the status takes two for each row, wagtail-localize's buttons two."""

        def queries() -> int:
            with django_assert_max_num_queries(60) as counted:
                admin.get(url("list"))
            return len(counted)

        factories.gift()
        queries()
        few = queries()
        for number in range(8):
            factories.gift(f"Gift {number}")

        assert queries() <= few + 8 * 4


class TestInspectView:
    def test_opens_for_those_who_only_look(self, client_of):
        gift = factories.gift(handover="Ring up as BDAY")

        response = client_of("view_gift").get(url("inspect", gift.pk))

        text = response.content.decode()
        assert "Ring up as BDAY" in text
        assert "None" not in text[text.index("<dl>") : text.index("</dl>")]

    def test_does_not_open_for_a_cashier(self, client_of):
        response = client_of("redeem_voucher").get(url("inspect", factories.gift().pk))

        assert (response.status_code, response.url) == (302, "/admin/")


class TestPreview:
    def preview(self, client, address, **fields) -> str:
        assert client.post(address, filled(**fields)).json()["is_valid"]
        return client.get(address).content.decode()

    def test_shows_a_gift_that_is_not_saved(self, admin):
        text = self.preview(admin, url("preview_on_add"))

        assert "With a little heart on top." in text
        assert "Cappuccino, any size" in text
        assert not Gift.objects.exists()

    def test_shows_what_is_typed_and_not_what_is_saved(self, admin):
        gift = factories.gift()

        text = self.preview(admin, url("preview_on_edit", gift.pk), title="Free tea")

        assert "Free tea" in text
        assert "Free cappuccino" not in text

    def test_marks_the_language_of_the_gift(self, admin):
        gift = factories.translated(factories.gift(), "uz", "Bepul kapuchino")

        text = self.preview(admin, url("preview_on_edit", gift.pk))

        assert '<article class="card" lang="uz">' in text

    def test_escapes_what_is_typed(self, admin):
        text = self.preview(admin, url("preview_on_add"), title="<script>alert(1)</script>")

        assert "<script>" not in text


class TestDeleting:
    def test_removes_a_gift_that_nobody_was_promised(self, admin):
        gift = factories.gift()

        admin.post(url("delete", gift.pk))

        assert not Gift.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_refused_with_the_number_of_vouchers(self, admin, method):
        voucher = factories.voucher()
        gift = voucher.snapshot.gift
        factories.voucher(snapshot=voucher.snapshot)

        response = getattr(admin, method)(url("delete", gift.pk))

        text = response.content.decode()
        assert response.status_code == 409
        assert "2 vouchers were issued for this gift." in text
        assert "1 campaign gives it." in text
        assert url("unpublish", gift.pk) in text
        assert Gift.objects.filter(pk=gift.pk).exists()

    def test_in_bulk_is_refused_too(self, admin):
        gift = factories.voucher().snapshot.gift
        other = factories.gift("Cake")
        bulk = reverse("wagtail_bulk_action", args=["wagtail_birthday", "gift", "delete"])

        response = admin.post(f"{bulk}?id={gift.pk}&id={other.pk}")

        assert response.status_code == 409
        assert Gift.objects.count() == 2

    def test_does_not_offer_to_unpublish_without_the_permission(self, client_of):
        gift = factories.voucher().snapshot.gift

        response = client_of("delete_gift").get(url("delete", gift.pk))

        assert response.status_code == 409
        assert url("unpublish", gift.pk) not in response.content.decode()

    def test_lets_a_translation_go(self, admin):
        source = factories.voucher().snapshot.gift
        translation = factories.translated(source, "uz", "Bepul kapuchino")

        admin.post(url("delete", translation.pk))

        assert list(Gift.objects.all()) == [source]
