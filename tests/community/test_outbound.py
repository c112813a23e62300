"""Calls to other hosts: only to where they may go, only for as long and as much as they may."""

import gzip
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from community import outbound
from community.outbound import OutboundError, call, get, is_public, post_json


@contextmanager
def serving(answer):
    """A server on a free port that hands each connection to `answer`; yields its address and what it was sent."""
    received, stop = [], threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.1)

        def serve():
            while not stop.is_set():
                try:
                    sock, _ = server.accept()
                except TimeoutError:
                    continue
                with sock:
                    sock.settimeout(5)
                    try:
                        received.append(read_request(sock))
                        answer(sock, stop)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", received
        finally:
            stop.set()
            thread.join()


def read_request(sock):
    """A whole request with a small body; of one with a large body only its beginning."""
    data = sock.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    announced = [int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")]
    while announced and announced[0] < 65536 and len(body) < announced[0]:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def saying(data):
    return lambda sock, stop: sock.sendall(data)


def whole(body=b"ok", status="200 OK", headers=""):
    return saying(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)


@pytest.fixture
def at_home(settings):
    settings.OUTBOUND_ALLOW_PRIVATE = True


@pytest.fixture
def names(monkeypatch):
    """What hosts resolve to, instead of the network's answer."""
    known = {}
    real = socket.getaddrinfo

    def look_up(host, port, **options):
        if host not in known:
            return real(host, port, **options)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in known[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def refused(url, **options):
    with pytest.raises(OutboundError) as error:
        call("GET", url, **options)
    assert str(error.value) == error.value.code
    return error.value.code


# --- a plain call -------------------------------------------------------------------------------------------


def test_json_is_posted_and_the_answer_read(at_home):
    with serving(whole(b'{"ok":1}', headers="X-Request-Id: 7\r\n")) as (url, received):
        answer = post_json(f"{url}/hook?a=1#part", {"text": "回音"}, {"X-Signature": "s"})
    assert (answer.status, answer.body, answer.is_complete, answer.ok) == (200, b'{"ok":1}', True, True)
    assert answer.headers["X-Request-Id"] == "7"
    head, _, body = received[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert b"X-Signature: s" in head
    assert b"Accept-Encoding: identity" in head
    assert b"Content-Type: application/json" in head
    assert f"Host: {url[7:]}".encode() in head
    assert json.loads(body) == {"text": "回音"}


def test_signed_bytes_go_as_they_are(at_home):
    with serving(whole()) as (url, received):
        post_json(url, b'{"a" : 1}')
    assert received[0].endswith(b'{"a" : 1}')
    assert received[0].startswith(b"POST / HTTP/1.1")


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "204 No Content", "429 Slow"])
def test_any_status_is_an_answer(at_home, status):
    with serving(whole(b"", status)) as (url, _):
        answer = get(url)
    assert answer.status == int(status[:3])
    assert answer.ok == status.startswith("2")


def test_redirects_are_not_followed(at_home):
    with serving(whole(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n")) as (url, received):
        assert get(url).status == 302
    assert len(received) == 1


def test_chunks_are_joined(at_home):
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with serving(saying(data)) as (url, _):
        assert get(url).body == b"abcde"


def test_no_proxy_of_the_environment_is_used(at_home, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(whole()) as (url, _):
        assert get(url).ok


# --- where to -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "0",
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[::]",
        "224.0.0.1",
        "255.255.255.255",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::127.0.0.1]",
        "１２７.0.0.1",
        "127。0。0。1",
    ],
)
def test_nothing_inside_is_reached(host, monkeypatch):
    monkeypatch.setattr(outbound, "connect", lambda *_: pytest.fail("connected"))
    assert refused(f"http://{host}:8000/") in {"forbidden_address", "unresolved", "bad_request"}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("::ffff:10.0.0.1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
        ("fe80::1%eth0", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
    assert ipaddress.ip_address(address)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:10.0.0.1"], ["169.254.169.254", "8.8.8.8"]]
)
def test_a_name_that_points_inside_is_refused(names, addresses):
    names["rebind.example"] = addresses
    assert refused("http://rebind.example/") == "forbidden_address"


def test_the_address_that_was_checked_is_the_one_called(names, monkeypatch):
    asked, called = [], []
    names["once.example"] = ["93.184.215.14"]
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: (asked.append(args), real(*args, **options))[1])

    def connect(address, tls_host, deadline):
        called.append((address, tls_host))
        raise ConnectionRefusedError

    monkeypatch.setattr(outbound, "connect", connect)
    assert refused("https://once.example/") == "unreachable"
    assert len(asked) == 1
    assert called == [((socket.AF_INET, ("93.184.215.14", 443)), "once.example")]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "//a.example",
        "a.example",
        "",
        "http://",
        "http:///x",
        "http://user:pass@a.example/",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://a.example/\r\nX: y",
        "http://[::1",
        "http://" + "a" * 70 + ".example/",
        "http://a..example/",
        "http://a.example/\x00",
        "javascript:1",
    ],
)
def test_what_is_no_address_is_refused(url):
    assert refused(url) == "bad_request"


def test_headers_cannot_be_smuggled(at_home):
    with serving(whole()) as (url, received):
        assert refused(url, headers={"X-A": "b\r\nX-C: d"}) == "bad_request"
        assert refused(f"{url}/a b") == "bad_request"
    assert not any(b"X-C" in one for one in received)


def test_an_unknown_host_is_told_apart(names, monkeypatch):
    def fails(*args, **options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    assert refused("http://nowhere.example/") == "unresolved"


def test_a_closed_door_is_told_apart(at_home):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}/") == "unreachable"


# --- how long and how much ----------------------------------------------------------------------------------


def waits(sock, stop):
    stop.wait(5)


def drips(start, drop):
    def answer(sock, stop):
        sock.sendall(start)
        while not stop.wait(0.02):
            sock.sendall(drop)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        waits,
        drips(b"", b"H"),
        drips(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["hangs", "status", "header", "body", "chunks", "continues"],
)
def test_dripping_does_not_stretch_the_time(at_home, answer):
    with serving(answer) as (url, _):
        began = time.monotonic()
        assert refused(url, seconds=0.4) in {"timeout", "broken_answer"}
        assert time.monotonic() - began < 1


def test_a_tls_handshake_has_no_longer(at_home):
    with serving(drips(b"", b"\x16")) as (url, _):
        began = time.monotonic()
        assert refused(url.replace("http:", "https:"), seconds=0.4) in {"timeout", "tls"}
        assert time.monotonic() - began < 1


def test_a_look_up_has_no_longer(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: release.wait(5) and [])
    began = time.monotonic()
    assert refused("http://slow.example/", seconds=0.3) == "timeout"
    assert time.monotonic() - began < 1
    release.set()


def test_a_receiver_that_does_not_read_is_left(at_home):
    def holds(sock, stop):
        stop.wait(5)

    with serving(holds) as (url, _):
        began = time.monotonic()
        assert refused(url, body=b"x" * 30_000_000, seconds=0.4) == "timeout"
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("headers", ["Content-Length: 1000000000\r\n", "", "Transfer-Encoding: chunked\r\n"])
def test_a_huge_answer_is_cut(at_home, headers):
    sent = []

    def pours(sock, stop):
        sock.sendall(f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode())
        block = b"a" * 65536
        if "chunked" in headers:
            block = b"10000\r\n" + block + b"\r\n"
        while not stop.is_set() and len(sent) < 2000:
            sock.sendall(block)
            sent.append(len(block))

    with serving(pours) as (url, _):
        answer = get(url)
    assert (answer.status, len(answer.body), answer.is_complete) == (200, 64 * 1024, False)
    assert sum(sent) < 20_000_000


def test_endless_headers_are_refused(at_home):
    def pours(sock, stop):
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.is_set():
            sock.sendall(b"X-A: b\r\n" * 1000)

    with serving(pours) as (url, _):
        assert refused(url) == "broken_answer"


def test_a_packed_bomb_stays_packed(at_home):
    bomb = gzip.compress(bytes(20_000_000))
    with serving(whole(bomb, headers="Content-Encoding: gzip\r\n")) as (url, _):
        answer = get(url)
    assert answer.body == bomb[: 64 * 1024]


@pytest.mark.parametrize("data", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00\xff" * 100])
def test_nonsense_is_a_broken_answer(at_home, data):
    with serving(saying(data)) as (url, _):
        assert refused(url) == "broken_answer"


def test_a_body_cut_short_is_told(at_home):
    with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")) as (url, _):
        answer = get(url)
    assert (answer.body, answer.is_complete) == (b"ab", False)


# --- TLS ----------------------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_refused(at_home, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pem)

    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve():
            for _ in range(3):
                sock, _ = server.accept()
                try:
                    with server_side.wrap_socket(sock, server_side=True) as secure:
                        secure.recv(65536)
                        secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                except OSError:
                    sock.close()

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        assert refused(f"https://localhost:{port}/") == "tls"
        outbound.tls_context().load_verify_locations(pem)
        try:
            assert get(f"https://localhost:{port}/").body == b"ok"
            # Vouched for, but for another name.
            assert refused(f"https://127.0.0.1:{port}/") == "tls"
        finally:
            outbound.tls_context.cache_clear()
            thread.join()
