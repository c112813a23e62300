"""Before a certificate ends its holder is told 30 and 7 days ahead and at the end, once each."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from community.models import Delivery, MailChoice, Notification
from community.notices import build_mail, render_notice
from community.training import actions, tasks
from community.training.models import Certificate
from tests.training.conftest import make_course, take_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(course, tessa):
    take_course(course, tessa)
    return Certificate.objects.get()


def told():
    return [(notice.member.name, notice.kind) for notice in Notification.objects.order_by("pk")]


def sweep_at(certificate, *, days=0, seconds=0):
    """The sweep runs so long before the certificate ends; returns how many notices there are then."""
    with time_machine.travel(certificate.expires_at - timedelta(days=days, seconds=seconds), tick=False):
        tasks.sweep_certificates()
    return Notification.objects.count()


def test_each_reminder_comes_once_and_not_before_its_time(certificate):
    assert sweep_at(certificate, days=30, seconds=1) == 0
    assert sweep_at(certificate, days=30) == 1
    assert sweep_at(certificate, days=20) == 1
    assert sweep_at(certificate, days=7, seconds=1) == 1
    assert sweep_at(certificate, days=7) == 2
    assert sweep_at(certificate, seconds=1) == 2
    assert sweep_at(certificate) == 3
    assert sweep_at(certificate, days=-90) == 3
    assert told() == [("Tessa", "training.duty_expiring")] * 2 + [("Tessa", "training.duty_expired")]


def test_of_what_was_missed_only_the_last_is_told(certificate):
    assert sweep_at(certificate, days=5) == 1
    assert sweep_at(certificate, days=4) == 1
    assert sweep_at(certificate, days=-40) == 2


def test_a_job_may_run_twice_and_for_what_is_gone(certificate):
    with time_machine.travel(certificate.expires_at - timedelta(days=6)):
        tasks.remind(certificate.pk)
        tasks.remind(certificate.pk)
        tasks.remind(10**9)
        # As another worker would, who read the row before.
        assert actions.remind_of_expiry(certificate) is False
    assert Notification.objects.count() == 1


def test_a_renewed_certificate_reminds_nobody(certificate, course, tessa):
    with time_machine.travel(certificate.expires_at - timedelta(days=40)):
        take_course(course, tessa)
    assert sweep_at(certificate, days=7) == 0
    assert sweep_at(certificate) == 0
    newer = Certificate.objects.get(renewed_at=None)
    assert sweep_at(newer, days=7) == 1


@pytest.mark.parametrize("gone", ["left", "no longer staff", "course closed"])
def test_whom_it_no_longer_concerns_is_told_nothing(gone, certificate, course, tessa):
    if gone == "left":
        tessa.is_active = False
    elif gone == "no longer staff":
        tessa.is_staff = False
    tessa.save()
    course.is_active = gone != "course closed"
    course.save()
    assert sweep_at(certificate, days=7) == 0
    # Nor does it stand in the way of others.
    certificate.refresh_from_db()
    assert certificate.reminded == 7


def test_it_comes_by_mail_as_a_duty_and_to_hosts_as_progress(course, tessa, host, queue):
    for member in (tessa, host):
        take_course(course, member)
    MailChoice.objects.create(member=tessa, kind="duties", frequency="never")
    last = Certificate.objects.order_by("expires_at").last()
    sweep_at(last, days=7)
    assert told() == [("Tessa", "training.duty_expiring"), ("Hanna", "training.expiring")]
    assert Delivery.objects.get().notification.member == host
    MailChoice.objects.create(member=host, kind="progress", frequency="never")
    with time_machine.travel(last.expires_at):
        queue.run()
    assert not mail.outbox
    assert Delivery.objects.get().state == "dropped"


@pytest.mark.parametrize("kind", ["expiring", "expired", "duty_expiring", "duty_expired"])
def test_the_words_are_the_readers(kind, certificate, tessa):
    params = {"title": "语气 <b>", "title_en": "Tone & <b>", "expires_at": certificate.expires_at.isoformat()}
    notice = Notification(member=tessa, kind=f"training.{kind}", cause_key="x", params=params, url="/training/tone/")
    with time_machine.travel(certificate.expires_at - timedelta(days=7), tick=False):
        subject, body = render_notice(notice)
        with translation.override("zh-hans"):
            chinese, _body = render_notice(notice)
    end = "has expired" if kind.endswith("expired") else "expires in 7 days"
    assert subject == f"Your certificate for “Tone & <b>” {end}"
    assert body
    assert "语气 <b>" in chinese
    assert "证书" in chinese


def test_read_late_it_says_what_is_true_then(certificate, tessa):
    sweep_at(certificate, days=7)
    notice = Notification.objects.get()
    with time_machine.travel(certificate.expires_at + timedelta(days=1)):
        assert "has expired" in render_notice(notice)[0]


def test_the_mail_leads_to_the_course(certificate, tessa):
    sweep_at(certificate, days=7)
    message = build_mail(Delivery.objects.get())
    assert "/training/tone/" in message.body
    assert message.to == [tessa.email]


def test_the_sweep_reads_a_batch(course, tessa, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    for slug in ("one", "two", "three"):
        take_course(make_course(slug), tessa)
    last = Certificate.objects.order_by("expires_at").last()
    # One for the month and one for the week before.
    assert sweep_at(last, days=6) == 2
    assert sweep_at(last, days=6) == 3
