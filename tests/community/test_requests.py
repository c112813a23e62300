"""What every request passes through: broken and too large ones are refused in plain words, members' pages are kept
from every cache, and errors have pages of their own that need nothing."""

import logging

import pytest
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connections
from django.http import Http404, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.limits import TooMany, hit
from config.wsgi import application

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
ERRORS = {
    "missing": Http404("secret words"),
    "forbidden": PermissionDenied("secret words"),
    "suspicious": SuspiciousOperation("secret words"),
    "broken": ZeroDivisionError("secret words"),
    "large": RequestDataTooBig(),
    "often": TooMany(61),
    "away": OperationalError("secret words"),
}


def echo(request):
    return JsonResponse({"post": dict(request.POST.lists()), "files": list(request.FILES), "size": len(request.GET)})


def fail(request, how):
    raise ERRORS[how]


def often(request):
    hit("often", "x", limit=1, seconds=600)
    return HttpResponse("in")


def body(request):
    return HttpResponse(len(request.body))


def me(request):
    response = HttpResponse(get_user(request).pk)
    if told := request.GET.get("told"):
        response["Cache-Control"] = told
    return response


urlpatterns = [
    path("echo/", echo),
    path("fail/<how>/", fail),
    path("often/", often),
    path("body/", body),
    path("who/", me),
    path("", include("config.urls")),
]
handler400 = "community.http.handler400"
handler403 = "community.http.handler403"
handler404 = "community.http.handler404"
handler500 = "community.http.handler500"

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser():
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


def post(browser, data, content_type, path="/echo/", **extra):
    return browser.generic("POST", path, data, content_type=content_type, **extra)


# --- broken requests ------------------------------------------------------------------------------------------


def part(name, value, head=""):
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{head}\r\n\r\n{value}\r\n'


def test_a_good_form_goes_through(browser):
    assert post(browser, "a=1&a=2&b=%E5%9B%9E", FORM).json()["post"] == {"a": ["1", "2"], "b": ["回"]}
    data = part("a", "1") + part("f", "x", '; filename="a.png"\r\nContent-Type: image/png') + "--b--\r\n"
    assert post(browser, data, MULTIPART).json() == {"post": {"a": ["1"]}, "files": ["f"], "size": 0}
    assert post(browser, "a=1", FORM + "; charset=UTF-8").status_code == 200
    assert post(browser, "\ud83d".encode("utf-8", "surrogatepass"), FORM).status_code == 200


@pytest.mark.parametrize(
    "charset", ["klingon", "utf-16", "utf-7", "base64", "rot13", "zip", "gb2312", "idna", "undefined"]
)
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=b", "text/plain", "application/json"])
def test_another_charset_is_refused(browser, charset, content_type):
    assert post(browser, "a=1", f"{content_type}; charset={charset}").status_code == 400


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("x", "multipart/form-data"),
        ("x", "multipart/form-data; boundary="),
        ("x", "multipart/form-data; boundary=" + "b" * 300),
        ("x", "multipart/form-data; boundary=\x00"),
        (part("f", "!!!", '; filename="a"\r\nContent-Transfer-Encoding: base64') + "--b--\r\n", MULTIPART),
    ],
)
def test_a_broken_multipart_is_refused(browser, data, content_type):
    assert post(browser, data, content_type).status_code == 400


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("a=x%00y", FORM),
        ("a%00=x", FORM),
        ("a=\x00", FORM),
        (part("a", "x\x00y") + "--b--\r\n", MULTIPART),
        (part("a\x00", "x") + "--b--\r\n", MULTIPART),
    ],
)
def test_nul_is_refused_in_forms(browser, data, content_type):
    assert post(browser, data, content_type).status_code == 400


def test_nul_is_refused_elsewhere(browser):
    assert browser.get("/echo/?a=%00").status_code == 400
    assert browser.get("/echo/?%00=1").status_code == 400
    assert browser.get("/groups/%00/").status_code == 400
    assert browser.get("/echo/", headers={"Cookie": 'sessionid="a\\000b"'}).status_code == 400
    assert browser.get("/echo/", headers={"Cookie": 'anything="\\000"'}).status_code == 400


def test_bad_utf8_does_not_fail(browser):
    assert post(browser, "a=%ff%fe", FORM).status_code == 200
    assert browser.get("/echo/?a=%ff").status_code == 200
    assert browser.get("/%ff/").status_code == 404
    assert browser.get("/", headers={"Cookie": "sessionid=%ff\xff; language=\xff; theme=a"}).status_code < 500


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1e9", "9" * 25, "٣"])
def test_numbers_beyond_all_measure_do_not_fail(browser, number):
    assert browser.get(f"/feedback/{number}/").status_code in {200, 404}
    assert browser.get(f"/feedback/?after={number}&page={number}&category={number}").status_code < 500


@pytest.mark.parametrize("length", ["abc", "-5", "1.5", "٣", "0x10", " "])
def test_a_senseless_length_is_refused(browser, length):
    assert post(browser, "a=1", FORM, CONTENT_LENGTH=length).status_code == 400


def test_too_many_fields_are_refused(browser):
    assert post(browser, "&".join(f"f{n}=1" for n in range(1200)), FORM).status_code == 413
    assert post(browser, "".join(part(f"f{n}", "1") for n in range(1200)) + "--b--\r\n", MULTIPART).status_code == 413
    assert browser.get("/echo/?" + "a=1&" * 1200).status_code == 413


def test_too_many_files_are_refused(browser):
    files = "".join(part(f"f{n}", "1", f'; filename="{n}.png"') for n in range(40))
    assert post(browser, files + "--b--\r\n", MULTIPART).status_code == 413


def test_too_many_bytes_are_refused(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.REQUEST_MAX_BYTES = 5000
    assert post(browser, "a=" + "x" * 2000, FORM).status_code == 413
    assert post(browser, '{"a": 1}' + " " * 2000, "application/json", "/body/").status_code == 413
    assert post(browser, part("a", "x" * 2000) + "--b--\r\n", MULTIPART).status_code == 413
    file = part("f", "x" * 6000, '; filename="a.png"') + "--b--\r\n"
    assert post(browser, file, MULTIPART).status_code == 413
    assert post(browser, "", FORM, CONTENT_LENGTH="9" * 400).status_code == 413
    assert post(browser, "", MULTIPART, CONTENT_LENGTH="999999999999").status_code == 413


def test_another_content_type_is_an_empty_form(browser):
    assert post(browser, "a=1", "text/plain").json()["post"] == {}
    assert post(browser, "a=1", "").status_code == 200
    assert post(browser, "a=1", "/;=;charset").status_code == 200


def test_a_foreign_host_is_refused(browser):
    assert browser.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert browser.get("/", headers={"Host": "a b\x00"}).status_code == 400


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(st.binary(max_size=300), st.text("ab=&%0f;\x00-\r\n\"'", max_size=200).map(str.encode)),
    content_type=st.sampled_from([FORM, MULTIPART, "application/json", 'multipart/form-data; boundary="a', "x", ""]),
    as_part=st.booleans(),
)
def test_no_body_brings_an_error(browser, data, content_type, as_part):
    if as_part:
        data = b"--b\r\nContent-Disposition: form-data; " + data + b"\r\n--b--\r\n"
    assert post(browser, data, content_type).status_code in {200, 400, 413}


@pytest.mark.parametrize(
    "path", ["/", "/feedback/new/", "/accounts/login/", "/admin/login/", "/receipt/", "/language/"]
)
def test_real_doors_refuse_rubbish_too(browser, path):
    for data, content_type in [
        ("a=1", FORM + "; charset=klingon"),
        ("email=%00&login=%00&text=%00", FORM),
        ("x", "multipart/form-data"),
        ("&".join(f"f{n}=1" for n in range(1200)), FORM),
    ]:
        assert post(browser, data, content_type, path).status_code in {400, 413}
    for data in (b"\xff\xfe\x00", "{" * 5000):
        assert post(browser, data, "application/json", path).status_code < 500


@pytest.mark.parametrize(
    "content_type",
    ["a/b; charset*=utf-8''x%00", "a/b; x*=klingon''%41", "a/b; charset=\u00e9", FORM + "; charset=\x00"],
)
def test_a_content_type_that_django_cannot_read_is_refused(content_type):
    """It fails before any middleware; the test browser takes another way, so the application itself is asked."""
    environ = RequestFactory().generic("POST", "/echo/", "a=1").environ | {"CONTENT_TYPE": content_type}
    answered = []
    body = application(environ, lambda status, headers: answered.append(status))
    body.close()
    assert answered[0].startswith("400")


# --- pages of errors ------------------------------------------------------------------------------------------

STATUSES = {"missing": 404, "forbidden": 403, "suspicious": 400, "broken": 500, "large": 413, "often": 429, "away": 503}


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_each_error_has_a_page_without_a_query(browser, how, status, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = browser.get(f"/fail/{how}/")
    assert response.status_code == status
    page = response.content.decode()
    assert '<html lang="en"' in page
    assert f">{status}<" in page
    assert "secret words" not in page
    assert "ZeroDivision" not in page
    assert "no-store" in response["Cache-Control"]
    chinese = browser.get(f"/fail/{how}/", headers={"Cookie": "language=zh-hans; theme=dark"}).content.decode()
    assert '<html lang="zh-hans" data-theme="dark"' in chinese
    assert "回首页" in chinese


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_htmx_gets_the_words_alone(browser, how, status):
    page = browser.get(f"/fail/{how}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'role="alert"' in page


def test_an_error_page_does_not_fail_without_templates(browser, monkeypatch):
    def fails(*args, **options):
        raise RuntimeError

    monkeypatch.setattr("community.http.render_to_string", fails)
    response = browser.get("/fail/broken/")
    assert response.status_code == 500
    assert "Our mistake" in response.content.decode()


def test_a_database_that_does_not_answer_is_told_as_away(browser, alice, monkeypatch):
    browser.force_login(alice)

    def away(*args, **options):
        raise OperationalError("no answer")

    monkeypatch.setattr(connections["default"], "cursor", away)
    response = browser.get("/who/")
    monkeypatch.undo()
    assert response.status_code == 503
    assert response["Retry-After"] == "60"


def test_too_many_says_when_to_come_back(browser):
    assert browser.get("/often/").content == b"in"
    response = browser.get("/often/")
    assert response.status_code == 429
    assert 540 <= int(response["Retry-After"]) <= 600
    assert "10 minutes" in response.content.decode()


def test_typed_words_do_not_reach_the_log(browser, caplog):
    with caplog.at_level(logging.DEBUG):
        post(browser, "text=" + "planted" * 3, FORM, "/fail/suspicious/")
        post(browser, "text=planted%00", FORM)
    assert "planted" not in caplog.text


# --- nobody else's page -----------------------------------------------------------------------------------------


def test_what_a_member_sees_is_stored_by_nobody(alice_client):
    for told in ("", "public, max-age=600", "max-age=600", "no-cache"):
        response = alice_client.get("/who/", {"told": told})
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
        assert "Cookie" in response["Vary"]


def test_what_a_view_says_about_private_storing_stands(alice_client):
    assert alice_client.get("/who/", {"told": "private, max-age=60"})["Cache-Control"] == "private, max-age=60"


def test_what_a_visitor_sees_is_asked_for_anew(browser):
    assert browser.get("/who/")["Cache-Control"] == "no-cache"
    assert browser.get("/who/", {"told": "public, max-age=60"})["Cache-Control"] == "public, max-age=60"
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in browser.get("/who/")["Vary"].split(",")}


def test_signing_in_is_stored_by_nobody(browser, alice):
    response = browser.post("/accounts/login/", {"login": alice.email, "password": "correct-horse-7"})
    assert response.status_code in {200, 302}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/feedback/", "/feedback/new/", "/fixed/", "/roadmap/", "/groups/", "/receipt/", "/healthz", "/readyz"],
)
def test_watchers_and_link_previews_may_look_at_the_head_alone(client, path):
    answer = client.head(path)
    assert answer.status_code == 200
    assert not answer.content
