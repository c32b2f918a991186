"""Puts a sweep into the queue, as the schedule does: python -m tests.issuing.ask_for_sweep"""

import django

if __name__ == "__main__":
    django.setup()
    from django_q.tasks import async_task

    async_task("wagtail_birthday.issuing.tasks.sweep")
