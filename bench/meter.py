"""A TCP relay on 127.0.0.1 that counts every byte between a browser and a server, headers and all."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

REQUEST = re.compile(rb"(?:GET|HEAD|POST) (\S+) HTTP/1\.1\r\n")


@dataclass
class Meter:
    """`received` and `sent` are bytes as the browser sees them."""

    address: str = ""
    received: int = 0
    sent: int = 0
    requests: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, data: bytes, upward: bool) -> None:
        with self.lock:
            if upward:
                self.sent += len(data)
                self.requests += [path.decode() for path in REQUEST.findall(data)]
            else:
                self.received += len(data)

    def pump(self, source: socket.socket, target: socket.socket, upward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.note(data, upward)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def relay(self, browser: socket.socket, server: tuple[str, int]) -> None:
        with browser, socket.create_connection(server) as upstream:
            up = threading.Thread(target=self.pump, args=(browser, upstream, True), daemon=True)
            up.start()
            self.pump(upstream, browser, False)
            up.join()


@contextmanager
def metered(address: str) -> Iterator[Meter]:
    """A relay to the server at `address`; use the meter's own address."""
    target = urlsplit(address)
    listener = socket.create_server(("127.0.0.1", 0))
    meter = Meter(f"http://127.0.0.1:{listener.getsockname()[1]}")

    def accept() -> None:
        with suppress(OSError):
            while True:
                browser, _ = listener.accept()
                threading.Thread(
                    target=meter.relay, args=(browser, (target.hostname, target.port)), daemon=True
                ).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield meter
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
