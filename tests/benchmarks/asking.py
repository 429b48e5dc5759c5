"""A load generator, as a process of its own: `python -m tests.benchmarks.asking PORT PATH SECONDS CONNECTIONS`.

It keeps so many connections to this machine's own port busy, one request at a time on each, and prints JSON: requests
per second and the median of their milliseconds. Bounded in time and in number; any answer but 200 ends it.
"""

import json
import selectors
import socket
import statistics
import sys
import time

MOST = 200_000


class Connection:
    """One connection that is kept; what of the answer has come so far."""

    def __init__(self, port: int, request: bytes) -> None:
        self.request = request
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.got, self.wanted, self.began = b"", 0, 0.0

    def ask(self) -> None:
        self.got, self.wanted, self.began = b"", 0, time.perf_counter()
        self.socket.sendall(self.request)

    def read(self) -> bool:
        """Whether the answer is there as a whole. Raises SystemExit for one that is not 200."""
        part = self.socket.recv(262_144)
        if not part:
            raise SystemExit("the server closed a connection")
        self.got += part
        if not self.wanted:
            head, found, _body = self.got.partition(b"\r\n\r\n")
            if not found:
                return False
            if b" 200 " not in head[:16]:
                raise SystemExit(f"answered {head[:200]!r}")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.wanted = len(head) + 4 + int(length.partition(b":")[2])
        return len(self.got) >= self.wanted


def ask(port: int, path: str, seconds: float, connections: int) -> dict[str, float]:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: zh-CN,zh;q=0.9\r\n\r\n".encode()
    taken: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for _number in range(connections):
            connection = Connection(port, request)
            waiting.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        began = time.perf_counter()
        until = began + seconds
        while (now := time.perf_counter()) < until and len(taken) < MOST:
            for key, _events in waiting.select(1):
                connection = key.data
                if connection.read():
                    taken.append(time.perf_counter() - connection.began)
                    connection.ask()
        for key in list(waiting.get_map().values()):
            key.data.socket.close()
    return {"rate": len(taken) / (now - began), "median": statistics.median(taken) * 1000 if taken else 0.0}


if __name__ == "__main__":
    port, path, seconds, connections = sys.argv[1:]
    print(json.dumps(ask(int(port), path, float(seconds), int(connections))))
