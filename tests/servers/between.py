"""What stands between the site and its server: something that is late, or that speaks TLS."""

import contextlib
import select
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit


class Between:
    """What it is told goes on to the server: `delay` in seconds before each piece, `context` for TLS towards those
    who ask.
    """

    def __init__(self, url: str, delay: float = 0.0, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        self.delay, self.context = delay, context
        self.target = (str(parts.hostname), int(parts.port or 80))
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError):  # who asks does not trust the certificate
            asking = self.context.wrap_socket(client, server_side=True) if self.context else client
            with asking, socket.create_connection(self.target) as server:
                _exchange(asking, server, self.delay)


def _exchange(asking: socket.socket, server: socket.socket, delay: float) -> None:
    """Until one of them is done."""
    ways = ((asking, server, delay), (server, asking, 0.0))
    with contextlib.suppress(OSError):
        while True:
            ready, _writing, _broken = select.select([asking, server], [], [])
            for source, sink, wait in ways:
                if source not in ready:
                    continue
                data = source.recv(65536)
                if not data:
                    return
                time.sleep(wait)
                sink.sendall(data)


@contextlib.contextmanager
def late(url: str, delay: float) -> Iterator[Between]:
    found = Between(url, delay)
    try:
        yield found
    finally:
        found.listening.close()


@contextlib.contextmanager
def encrypted(url: str, folder: Path) -> Iterator[tuple[Between, Path]]:
    """The server behind a certificate of its own, and the file of whom to trust."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "rsa:2048", "-subj", "/CN=search"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    found = Between(url, context=context)
    try:
        yield found, certificate
    finally:
        found.listening.close()
