"""The one client for calls to other hosts: webhooks, robots, pictures of members.

Addresses come from people, so each call is made as if it were hostile: the host is resolved once, every address it has
must be public, and the connection goes to just that address (a second look-up could answer otherwise). No redirects,
ten seconds for everything from the look-up to the last byte, 64 kB of answer, nothing unpacked, no proxy from the
environment. Call it outside transactions.
"""

import http.client
import io
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10
READ_MAX = 64 * 1024
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutboundError(Exception):
    """A call that got no answer. `code`: bad_request, unresolved, forbidden_address, unreachable, tls, timeout,
    broken_answer. The text names neither the address nor anything sent, so that it may be shown and logged."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back; redirects are answers like any other. `is_complete` is False where the body was cut."""

    status: int
    body: bytes
    is_complete: bool
    headers: dict = field(default_factory=dict)

    @property
    def ok(self):
        return 200 <= self.status < 300


def get(url, headers=None, *, read_max=READ_MAX):
    return call("GET", url, headers=headers, read_max=read_max)


def post_json(url, body, headers=None, *, read_max=READ_MAX):
    """POST `body` as JSON; bytes go as they are, for those who signed them."""
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return call(
        "POST", url, body=data, headers={"Content-Type": "application/json"} | (headers or {}), read_max=read_max
    )


def call(method, url, *, body=None, headers=None, seconds=SECONDS, read_max=READ_MAX):
    """One HTTP call. Returns an Answer whatever its status, or raises OutboundError."""
    deadline = Deadline(seconds)
    scheme, host, port = split(url)
    try:
        address = checked_address(host, port, deadline)
        with closing(connect(address, host if scheme == "https" else None, deadline)) as sock:
            connection = http.client.HTTPConnection(host, port)
            connection.default_port = PORTS[scheme]
            connection.sock = PatientSocket(sock, deadline)
            send(connection, method, url, body, headers)
            answer = connection.getresponse()
            content = answer.read(read_max + 1)
            # `length` is what was announced and did not come.
            is_complete = len(content) <= read_max and not answer.length
            return Answer(answer.status, content[:read_max], is_complete, dict(answer.getheaders()))
    except TimeoutError as error:
        raise OutboundError("timeout") from error
    except ssl.SSLError as error:
        raise OutboundError("tls") from error
    except http.client.HTTPException as error:
        raise OutboundError("broken_answer") from error
    except OSError as error:
        raise OutboundError("unreachable") from error


def split(url):
    """Scheme, host and port of an address that may be called, or OutboundError."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise OutboundError("bad_request") from error
    if parts.scheme not in PORTS or not host or parts.username or parts.password or not url.isprintable():
        raise OutboundError("bad_request")
    return parts.scheme, host, port


def send(connection, method, url, body, headers):
    parts = urlsplit(url)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    # No packing: a small answer must not become a large one.
    headers = {"User-Agent": "Huiyin", "Accept-Encoding": "identity", "Connection": "close"} | (headers or {})
    try:
        connection.request(method, target if target.startswith("/") else f"/{target}", body=body, headers=headers)
    except (ValueError, UnicodeError, http.client.InvalidURL) as error:
        raise OutboundError("bad_request") from error


# --- where to ---------------------------------------------------------------------------------------


def checked_address(host, port, deadline):
    """The first address of `host`, provided that all of them may be called."""
    found = resolve(host, port, deadline)
    if not settings.OUTBOUND_ALLOW_PRIVATE and not all(is_public(where[0]) for _family, where in found):
        raise OutboundError("forbidden_address")
    return found[0]


def resolve(host, port, deadline):
    """[(family, socket address)]. The system's look-up knows no deadline, so it is left behind in its thread."""
    found = []

    def look_up():
        with suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    thread = threading.Thread(target=look_up, daemon=True, name="outbound-lookup")
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise OutboundError("timeout")
    if not found:
        raise OutboundError("unresolved")
    return [(family, where) for family, _type, _proto, _name, where in found]


def is_public(text):
    """Whether an address, and any address that travels inside it, belongs to the open internet."""
    address = ipaddress.ip_address(text.split("%")[0])
    if address.version == 6:
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            inner.append(ipaddress.ip_address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(str(one)) for one in inner):
            return False
        if address.ipv4_mapped or address in NAT64:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


# --- within the time --------------------------------------------------------------------------------


class Deadline:
    """One allowance of time for all steps of a call."""

    def __init__(self, seconds):
        self.ends = time.monotonic() + seconds

    def left(self):
        """Seconds left; TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        return left


class PatientSocket(io.RawIOBase):
    """What http.client needs of a socket. Each step gets only what is left of the time, so that dripping bytes do
    not stretch it. Closing is left to `call`, which owns the socket."""

    def __init__(self, sock, deadline):
        self.sock, self.deadline = sock, deadline

    def sendall(self, data):
        rest = memoryview(data)
        while rest:
            self.sock.settimeout(self.deadline.left())
            rest = rest[self.sock.send(rest) :]

    def makefile(self, mode):
        return io.BufferedReader(PatientSocket(self.sock, self.deadline))

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(self.deadline.left())
        return self.sock.recv_into(buffer)


def connect(address, tls_host, deadline):
    """A connection to just this address; over TLS with a peer that proves to be `tls_host`, where that is given."""
    family, where = address
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(deadline.left())
        sock.connect(where)
        if tls_host:
            sock = tls_context().wrap_socket(sock, server_hostname=tls_host, do_handshake_on_connect=False)
            sock.settimeout(deadline.left())
            sock.do_handshake()
    except BaseException:
        sock.close()
        raise
    return sock


@cache
def tls_context():
    return ssl.create_default_context()
