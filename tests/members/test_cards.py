"""Every member has one card, whoever asks first."""

import pytest
from django.db import IntegrityError

from tests import factories
from wagtail_birthday.members import cards
from wagtail_birthday.members.cards import card_of, ensure_cards
from wagtail_birthday.models import Card, Member

pytestmark = pytest.mark.django_db


class TestCardOf:
    def test_makes_the_card_that_is_missing(self):
        member = factories.member()
        card = card_of(member)
        assert Card.objects.get(member=member) == card

    def test_gives_the_same_card_each_time(self):
        member = factories.member()
        assert card_of(member).pk == card_of(member).pk

    def test_comes_with_its_member(self, django_assert_num_queries):
        member = factories.member()
        factories.card(member)
        with django_assert_num_queries(1):
            assert card_of(member).member.name == member.name

    def test_two_at_once_get_the_same_card(self, monkeypatch):
        """The other one's card appears between our look and our insert."""
        member = factories.member()

        def get_too_early(queryset, **fields):
            monkeypatch.undo()
            factories.card(member)
            raise Card.DoesNotExist

        monkeypatch.setattr(type(Card.objects.all()), "get", get_too_early)
        assert card_of(member) == Card.objects.get()


class TestEnsureCards:
    def test_makes_those_that_are_missing(self):
        with_card, without = factories.member(), factories.member()
        card = factories.card(with_card)
        ensure_cards([with_card.pk, without.pk])
        assert Card.objects.get(member=with_card).code == card.code
        assert Card.objects.filter(member=without).exists()

    def test_run_twice_makes_them_once(self):
        members = [factories.member() for _ in range(3)]
        for _ in range(2):
            ensure_cards(member.pk for member in members)
        assert Card.objects.count() == 3

    def test_passes_over_members_that_are_gone(self):
        ensure_cards([987654])
        assert not Card.objects.exists()

    def test_takes_two_queries_for_each_batch(self, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(cards, "BATCH_SIZE", 2)
        pks = [factories.member().pk for _ in range(4)]
        with django_assert_num_queries(4, exact=False) as queries:
            ensure_cards(pks)
        selects_and_inserts = [
            query for query in queries if query["sql"].startswith(("SELECT", "INSERT"))
        ]
        assert len(selects_and_inserts) == 4
        assert Card.objects.count() == 4

    def test_a_card_that_appears_meanwhile_stays(self, monkeypatch):
        member = factories.member()
        bulk_create = type(Card.objects.all()).bulk_create

        def bulk_create_too_late(queryset, new, **options):
            monkeypatch.undo()
            factories.card(member, stamps=7)
            return bulk_create(queryset, new, **options)

        monkeypatch.setattr(type(Card.objects.all()), "bulk_create", bulk_create_too_late)
        ensure_cards([member.pk])
        assert Card.objects.get(member=member).stamps == 7


def test_the_database_allows_one_card_a_member():
    member = factories.member()
    factories.card(member)
    with pytest.raises(IntegrityError):
        Card.objects.create(member=Member.objects.get())
