"""The regression that learns what another machine gets wrong."""

import pytest

from feedback.analysis.softmax import AGREE, Check, Example, Weights, check, fit

# Grams 1 and 2 stand in texts of the first label, 3 and 4 in those of the second, 9 in all.
ONE = [Example([1, 2, 9], 0, 0), Example([1, 9], 0, 0), Example([2, 9], 0, 0)] * 6
WRONG = [Example([3, 4, 9], 0, 1), Example([3, 9], 0, 1), Example([4, 9], 0, 1)] * 6


def likeliest(weights, numbers, before=0):
    shares = weights.judge(numbers, before)
    assert sum(shares) == pytest.approx(1)
    return shares.index(max(shares))


def test_it_begins_where_the_machine_before_stands():
    weights = fit([Example([], 1, 1)], 3)
    shares = weights.judge([5, 6], before=1)
    assert shares[1] > 0.75
    assert shares[0] == pytest.approx(shares[2])
    assert weights.before[0][0] == pytest.approx(AGREE, abs=0.1)


def test_nothing_teaches_nothing():
    assert fit([], 3).judge([5], before=2)[2] > 0.75


def test_it_learns_what_that_gets_wrong():
    weights = fit(ONE + WRONG, 2)
    assert [likeliest(weights, example.numbers) for example in ONE] == [0] * len(ONE)
    assert [likeliest(weights, example.numbers) for example in WRONG] == [1] * len(WRONG)
    assert weights.leaning(3, 1, 0) > 0 > weights.leaning(1, 1, 0)
    assert weights.leaning(777, 1, 0) == 0


def test_what_it_never_saw_changes_nothing():
    weights = fit(ONE + WRONG, 2)
    assert weights.judge([50, 51]) == pytest.approx(weights.judge([]))


def test_a_gram_of_one_text_alone_is_not_learnt():
    weights = fit([Example([1], 0, 0), Example([1], 0, 0), Example([2], 0, 1)], 2)
    assert set(weights.places) == {1}


def test_weights_count():
    twice = fit([Example([1], 0, 1, 2.0), Example([1], 0, 1, 2.0)], 2)
    half = fit([Example([1], 0, 1, 0.5), Example([1], 0, 1, 0.5)], 2)
    assert twice.judge([1])[1] > half.judge([1])[1]


def test_the_same_comes_back_from_bytes():
    weights = fit(ONE + WRONG, 2)
    again = Weights.from_bytes(weights.to_bytes())
    assert again.to_bytes() == weights.to_bytes() == fit(ONE + WRONG, 2).to_bytes()
    assert again.judge([3, 9]) == weights.judge([3, 9])


def test_the_check_judges_what_it_was_not_shown():
    """Each wrong text has a gram of its own beside the common one: there is nothing to learn for others."""
    lonely = [Example([9, 100 + n], 0, n % 2) for n in range(40)]
    checked = check(lonely, 2)
    assert checked.total == 40
    assert not checked.is_better
    found = check(ONE + WRONG, 2)
    assert (found.mended, found.broken, found.is_better) == (18, 0, True)
    assert found.shares == (0.5, 1)


@pytest.mark.parametrize(
    ("mended", "broken", "is_better"), [(0, 0, False), (1, 0, False), (2, 0, True), (10, 6, False), (10, 5, True)]
)
def test_chance_is_not_enough(mended, broken, is_better):
    assert Check(100, 50, mended, broken).is_better is is_better
