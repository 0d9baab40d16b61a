"""The line between Halqa and its database: it may be cut, or hang, as a server that takes all and is silent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536


class Wire:
    """Listens on a port of its own and hands on what it gets. `whole` is cleared while nothing goes through."""

    def __init__(self, host: str, port: int) -> None:
        self.end = (host, port)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.whole = threading.Event()
        self.whole.set()
        self.refuses = False
        self.lines: list[tuple[socket.socket, socket.socket]] = []
        self.run(self.accept)

    def run(self, work, *given) -> None:
        threading.Thread(target=work, args=given, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _ = self.server.accept()
                if self.refuses:
                    near.close()
                    continue
                self.run(self.connect, near)

    def connect(self, near: socket.socket) -> None:
        self.whole.wait()
        far = socket.create_connection(self.end)
        self.lines.append((near, far))
        self.run(self.hand_on, near, far)
        self.run(self.hand_on, far, near)

    def hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(CHUNK):
                self.whole.wait()
                other.sendall(data)
        hang_up(one, other)

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Every connection breaks, new ones are closed at once; both ends know."""
        self.refuses = True
        for line in self.lines:
            hang_up(*line)
        try:
            yield
        finally:
            self.refuses = False

    @contextmanager
    def hang(self) -> Iterator[None]:
        """Nothing goes through and nobody is told: what was asked meanwhile arrives afterwards."""
        self.whole.clear()
        try:
            yield
        finally:
            self.whole.set()

    def close(self) -> None:
        self.server.close()
        self.whole.set()
        for line in self.lines:
            hang_up(*line)


def hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
