"""A group chat's end of the line: a server on this machine that notes what it is sent and answers as told."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Chat:
    """What came in (`paths`, `bodies`), and what is answered: `status`, `said` (bytes, or JSON), `headers`, and after
    how many seconds."""

    url: str = ""
    status: int = 200
    said: object = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    headers: dict = field(default_factory=dict)
    wait: float = 0
    paths: list = field(default_factory=list)
    bodies: list = field(default_factory=list)

    @property
    def query(self):
        """The query of the last call."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.paths[-1]).query).items()}

    @property
    def body(self):
        return json.loads(self.bodies[-1])


@contextmanager
def chatting(**answer):
    """A Chat that listens as long as the block runs."""
    chat = Chat(**answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.headers["Content-Type"] == "application/json"
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.paths.append(self.path)
            chat.bodies.append(body)
            time.sleep(chat.wait)
            said = chat.said if isinstance(chat.said, bytes) else json.dumps(chat.said, ensure_ascii=False).encode()
            self.send_response(chat.status)
            for name, value in chat.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args):
            pass

    class Server(HTTPServer):
        def handle_error(self, _request, _address):
            """Whoever called hung up first."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    chat.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield chat
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hmac_sha256(key, text):
    """HMAC-SHA256 by its definition (RFC 2104), in Base64: written a second time, so that a mistake shows."""
    block = key.encode() if len(key.encode()) <= 64 else hashlib.sha256(key.encode()).digest()
    block = block.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text.encode()).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()
    return base64.b64encode(outer).decode()
