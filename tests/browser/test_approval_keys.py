"""The approval queue by keys alone: one is approved, one is refused with a reason."""

import pytest

from feedback.models import Approval, Channel, Feedback
from tests.browser.conftest import LAPTOP
from tests.factories import make_feedback

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_yes_and_no_without_a_mouse(open_page, sign_in, alice, tessa):
    Channel.objects.update(publishing="nothing")
    make_feedback(alice, "The first to wait.")
    make_feedback(alice, "The second to wait.")
    page = open_page(viewport=LAPTOP)
    sign_in(page, tessa)
    page.goto("/admin/feedback/feedback/approval/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("y")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first, second = Feedback.objects.order_by("pk")
    assert (first.visibility, first.approval.outcome) == ("public", Approval.Outcome.APPROVED)
    assert (second.approval.outcome, second.approval.decided_by) == (Approval.Outcome.WITHHELD, tessa)
    assert second.approval.reason
