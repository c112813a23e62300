"""What the tests share: a visitor who reads English; for imports staff who may, a file to write, a job set up."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from feedback.channels import importing
from feedback.channels.actions import keep_upload
from feedback.models import Channel
from tests.factories import make_member

# It asserts as tests do.
pytest.register_assert_rewrite("tests.feedback.demo_checks")

IMPORT_ROWS = "编号,内容,分类\n" + "".join(f"{n},电梯太慢了 {n},\n" for n in range(1, 36)) + "36,,\n"


@pytest.fixture
def english_visitor():
    """A browser without a session, set to English."""
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def write(tmp_path):
    """A function that writes a file and gives its path."""

    def writing(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writing


@pytest.fixture
def ivy(db):
    """A member of staff who may import and nothing else."""
    member = make_member("Ivy", is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="import_feedback"))
    return member


@pytest.fixture
def ivy_client(ivy, sign_in):
    return sign_in(ivy)


@pytest.fixture
def social(db):
    return Channel.objects.get(slug="social")


@pytest.fixture
def import_job(ivy, social):
    """35 sound rows and a bad one, sent by Ivy and not begun."""
    return keep_upload(SimpleUploadedFile("反馈.csv", IMPORT_ROWS.encode()), channel=social, actor=ivy)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
