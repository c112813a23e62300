"""How long the digests of many members take when all are due in the same hour: gathering, handing out, sending.

    python3 -m bench.digests [--members 50000] [--notices 3] [--workers 1]

Everything happens in a data folder of its own that is thrown away; mails go to Django's dummy backend, so what is
measured is ours: queries, words and the two parts of each mail.
"""

import argparse
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"answers": "feedback.answered", "progress": "feedback.status_changed", "comments": "feedback.commented"}
WORDS = {"title": "下班赶到店里已经关门", "text": "我们看一看。", "status": "planned", "who": "林小满"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=50_000)
    parser.add_argument("--notices", type=int, default=3, help="how many each member gets")
    parser.add_argument("--workers", type=int, default=1, help="how many processes send")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        set_up()
        work()
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"HUIYIN_VAR": folder, "EMAIL_URL": "dummymail://", "LOG_LEVEL": "ERROR", "DEBUG": "0"}
        set_up()
        measure(options)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def measure(options) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from community import digests
    from community.models import Digest

    call_command("migrate", verbosity=0)
    with timed(f"making {options.members:,} members"):
        pks = make_members(options.members)
    with timed(f"gathering {options.notices} notices each"):
        for turn in range(options.notices):
            tell(pks, turn)
    with timed("a sweep with nothing due"):
        digests.hand_out_digests()
    Digest.objects.open().update(next_try_at=timezone.now())
    with timed("handing out what is due"):
        digests.hand_out_digests()
    with timed(f"building and sending, {options.workers} process(es)"):
        command = [sys.executable, "-m", "bench.digests", "--work"]
        workers = [subprocess.Popen(command, cwd=ROOT) for _n in range(options.workers)]
        if any(worker.wait() for worker in workers):
            sys.exit("a worker failed")
    sent = Digest.objects.filter(state=Digest.State.SENT, attempts=1)
    print(f"{sent.count():,} digests sent, once each; {sent.values('member').distinct().count():,} members")


def make_members(number: int) -> list[int]:
    from allauth.account.models import EmailAddress

    from community.models import MailChoice, Member

    members = Member.objects.bulk_create(
        (
            Member(email=f"bench-{n}@example.org", name=f"Bench {n}", name_key=f"bench{n}", password="!")
            for n in range(number)
        ),
        batch_size=2000,
    )
    pks = [member.pk for member in members]
    # Where mail really goes out, only proven addresses get any.
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members),
        batch_size=2000,
    )
    MailChoice.objects.bulk_create(
        (MailChoice(member_id=pk, kind=kind, frequency="daily") for pk in pks for kind in KINDS), batch_size=2000
    )
    return pks


def tell(pks: list[int], turn: int) -> None:
    from community.notices import notify

    mail_kind, kind = list(KINDS.items())[turn % len(KINDS)]
    notify(pks, kind=kind, cause_key=f"bench:{turn}", params=WORDS, url="/feedback/7/", mail_kind=mail_kind)


def work() -> None:
    """Take the jobs one after another, as a worker does, until none is left."""
    from django_q.models import OrmQ
    from django_q.signing import SignedPackage

    from community.tasks import deliver_digests

    while row := OrmQ.objects.order_by("pk").first():
        if OrmQ.objects.filter(pk=row.pk).delete()[0]:
            deliver_digests(*SignedPackage.loads(row.payload)["args"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"  one process: {used.ru_utime + used.ru_stime:.1f} s of CPU, {used.ru_maxrss / 1024:.0f} MB at the peak")


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    start, used = time.perf_counter(), time.process_time()
    yield
    cpu = time.process_time() - used
    print(f"{what}: {time.perf_counter() - start:.2f} s, {cpu:.2f} s of CPU in this process", flush=True)


if __name__ == "__main__":
    main()
