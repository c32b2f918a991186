"""Fill the sample site with its pages and gifts, in three languages."""

from django.core.management.base import BaseCommand

from cafe.content.load import load


class Command(BaseCommand):
    help = "Loads the pages and gifts of the sample site in English, Chinese and Uzbek."

    def handle(self, *args, **options):
        load()
        self.stdout.write("The pages and gifts are in place, in three languages.")
