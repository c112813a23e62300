"""Finding texts: Chinese and English, on SQLite and PostgreSQL alike."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import SearchDoc
from community.search import find_ids, find_similar, index_text, index_texts, matched_words, remove_text, tokenize

KIND = "feedback"
CHECK_INDEX = "INSERT INTO community_searchindex(community_searchindex, rank) VALUES ('integrity-check', 1)"


def put(object_id, text, *, is_public=True, kind=KIND):
    index_text(kind, object_id, text, is_public=is_public)


# --- cutting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("对账单", ["对账", "账单"]),
        ("账", ["账"]),
        ("Login失败 2次", ["login", "失败", "2", "次"]),
        ("ＡＢＣ１２３ ｶﾞｷﾞ", ["abc123", "ガギ"]),
        ("退款退款", ["退款", "款退"]),
        ("STRASSE Straße", ["strasse"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("환불 요청", ["환불", "요청"]),
        ("  ——…!? \n", []),
        ("a_b-c'd", ["a", "b", "c", "d"]),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_texts_are_cut_into_pairs_and_words(text, tokens):
    assert tokenize(text) == tokens


# --- finding ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_all_words_must_be_there_and_the_latest_comes_first():
    put(1, "对账单导出失败")
    put(2, "导出对账单时崩溃 on iPhone")
    put(3, "打印失败")
    assert find_ids(KIND, "对账单") == [2, 1]
    assert find_ids(KIND, "对账单 失败") == [1]
    assert find_ids(KIND, "IPHONE 崩溃") == [2]
    assert find_ids(KIND, "对账单 微信") == []
    assert find_ids(KIND, "对账单", limit=1) == [2]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["账单不对", "查看账单", "请先对账", "账", "a账b"])
def test_one_character_finds_itself_wherever_it_stands(text):
    put(1, text)
    put(2, "别的事情")
    assert find_ids(KIND, "账") == [1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        '"',
        "*",
        "登录*",
        '"登录" OR NOT',
        "tokens:登录",
        "登录 AND",
        "NEAR(登录 失败)",
        "^登录",
        "(((",
        "登录 | !失败 & <->",
        "'; DROP TABLE x; --",
        "\\",
        ":*",
        "%",
        "{}",
        "\x00",
        "�",
        "登录\x00",
        "a" * 5000,
        "字" * 5000,
        "登 " * 5000,
    ],
)
def test_operators_do_nothing_and_nothing_fails(query):
    put(1, "登录失败")
    assert set(find_ids(KIND, query)) <= {1}
    assert set(find_similar(KIND, query)) <= {(1, 1.0)} or find_similar(KIND, query)[0][0] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", " ", "?!", "——", "🙂"])
def test_a_query_without_words_finds_nothing(query):
    put(1, "登录失败 🙂")
    assert find_ids(KIND, query) == []
    assert find_similar(KIND, query) == []


@pytest.mark.django_db
def test_hidden_texts_are_found_by_those_who_may_only():
    put(1, "登录失败", is_public=False)
    put(2, "登录失败了")
    assert find_ids(KIND, "登录") == [2]
    assert find_ids(KIND, "登录", public_only=False) == [2, 1]
    assert [pk for pk, _ in find_similar(KIND, "登录失败")] == [2]
    assert {pk for pk, _ in find_similar(KIND, "登录失败", public_only=False)} == {1, 2}
    put(1, "登录失败", is_public=True)
    put(2, "登录失败了", is_public=False)
    assert find_ids(KIND, "登录") == [1]


@pytest.mark.django_db
def test_kinds_are_apart():
    put(1, "登录失败")
    put(1, "登录失败", kind="article")
    remove_text(KIND, 1)
    assert find_ids(KIND, "登录") == []
    assert find_ids("article", "登录") == [1]
    assert find_similar(KIND, "登录失败") == []


@pytest.mark.django_db
def test_a_changed_text_is_found_by_its_new_words_only():
    put(1, "登录失败")
    put(2, "登录很慢")
    put(1, "退款没到")
    assert find_ids(KIND, "登录") == [2]
    assert find_ids(KIND, "退款") == [1]
    assert SearchDoc.objects.count() == 2
    remove_text(KIND, 1)
    remove_text(KIND, 99)
    assert find_ids(KIND, "退款") == []


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_found():
    put(1, "登录失败")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put(1, "退款没到")
        put(2, "登录很慢")
        raise ZeroDivisionError
    assert find_ids(KIND, "登录") == [1]
    assert find_ids(KIND, "退款") == []


@pytest.mark.django_db
def test_many_rows_go_in_at_once_in_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        index_texts(KIND, [(n, f"第{n}条 登录失败", n % 2 == 0) for n in range(1, 401)])
    assert find_ids(KIND, "登录", limit=3) == [400, 398, 396]


@pytest.mark.django_db
def test_searching_is_one_query_and_likeness_a_few(django_assert_max_num_queries):
    index_texts(KIND, [(n, f"第{n}条 登录失败 验证码收不到", True) for n in range(1, 301)])
    find_ids(KIND, "登录")  # PostgreSQL reads its statistics once
    with django_assert_max_num_queries(1):
        assert len(find_ids(KIND, "登录失败")) == 300
    # One small look-up per token on SQLite, one for all of them on PostgreSQL.
    with django_assert_max_num_queries(40):
        find_similar(KIND, "第7条 登录失败 验证码收不到")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), other=st.text(max_size=60))
def test_any_text_is_found_by_itself(text, other):
    put(1, text)
    assert find_ids(KIND, text) == ([1] if tokenize(text) else [])
    find_ids(KIND, other)
    find_similar(KIND, other)
    assert all(piece in other for piece in matched_words(text, other))


@pytest.mark.django_db
def test_the_index_of_sqlite_agrees_with_its_table():
    if connection.vendor != "sqlite":
        pytest.skip("FTS5 only")
    put(1, "登录失败")
    put(2, "退款没到")
    put(1, "登录很慢")
    remove_text(KIND, 2)
    with connection.cursor() as cursor:
        cursor.execute(CHECK_INDEX)  # raises where the two say different things
        cursor.execute("INSERT INTO community_searchindex(rowid, tokens) VALUES (4711, '只在索引里')")
        with pytest.raises(DatabaseError):
            cursor.execute(CHECK_INDEX)


# --- look-alikes --------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(db):
    texts = {
        1: "登录页面收不到验证码，换了手机也不行",
        2: "希望小组页面可以按时间排序",
        3: "退款三天了还没有到账",
        4: "The app crashes when I upload a picture",
        5: "页面很好看",
    }
    for number, text in texts.items():
        put(number, text)
    for number in range(100, 130):
        put(number, f"其他的第{number}件事情，和这里说的都没有关系 页面")
    return texts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("收不到登录验证码", 1),
        ("退款没有到账，已经三天", 3),
        ("App crashes uploading a picture", 4),
        ("小组能不能按时间排序", 2),
    ],
)
def test_the_nearest_text_comes_first(shelf, text, number):
    found = find_similar(KIND, text)
    assert found[0][0] == number
    assert all(0 < score <= 1 for _, score in found)
    assert found == sorted(found, key=lambda pair: -pair[1])


def test_equal_texts_score_one_and_strangers_are_left_out(shelf):
    assert find_similar(KIND, shelf[3])[0] == (3, 1.0)
    assert find_similar(KIND, "食堂的米饭太硬") == []
    assert find_similar(KIND, "页面打开要一分钟，流量很贵") == []
    assert len(find_similar(KIND, "其他的第几件事情和这里说的都没有关系", limit=3)) == 3


# --- highlighting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "other", "pieces"),
    [
        ("收不到验证码", "我的验证码一直收不到！", ["验证码", "收不到"]),
        ("Upload a PICTURE", "Uploading is broken: upload, Picture.", ["upload", "Picture"]),
        ("退款", "没有", []),
        ("账", "账 单", ["账"]),
        ("ＡＢＣ", "abc ＡＢＣ", ["abc", "ＡＢＣ"]),
        ("ﬁne", "ﬁne fine", ["fine"]),
        ("对账单", "对账", ["对账"]),
    ],
)
def test_shared_words_are_shown_as_written_in_the_other(text, other, pieces):
    assert matched_words(text, other) == pieces
