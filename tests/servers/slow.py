"""A server that answers, but late: what it is told goes on to the real one after a while."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit


class Late:
    """`delay` in seconds, before each connection's first byte goes on."""

    def __init__(self, url: str, delay: float) -> None:
        parts = urlsplit(url)
        self.delay = delay
        self.target = (str(parts.hostname), int(parts.port or 80))
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.target) as server:
            back = threading.Thread(target=_copy, args=(server, client, 0.0), daemon=True)
            back.start()
            _copy(client, server, self.delay)


def _copy(source: socket.socket, sink: socket.socket, delay: float) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            time.sleep(delay)
            sink.sendall(data)


@contextlib.contextmanager
def late(url: str, delay: float) -> Iterator[Late]:
    found = Late(url, delay)
    try:
        yield found
    finally:
        found.listening.close()
