import pytest
from tests import factories as f
from wagtail_birthday.issuing.run import run_here
from wagtail_birthday.outbox.send import send_due
from wagtail_birthday.models import *

@pytest.mark.django_db
def test_it(mailoutbox):
    c=f.campaign(); m=f.member(language="uz")
    run=run_here(f.NOW)
    assert run.issued==1, (run.reasons, run.considered)
    run=run_here(f.NOW)
    assert run.issued==0
    v=Voucher.objects.get(); print(v.__dict__)
    print(send_due(clock=lambda: f.NOW), Delivery.objects.get().__dict__)
    print(mailoutbox[0].subject, mailoutbox[0].body)
