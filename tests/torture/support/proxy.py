"""A proxy before a server that cuts the connection at a chosen message."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

AT_MOST = 65_536
WHERE = ("before", "during", "after", "answered")


@dataclass
class Cut:
    """The messages at which to cut: those that contain all of the texts; and the cuts so far.

    `where` is before the message is sent; during it, with half of it sent; after it, without waiting; or answered, when
    the answer of the server is dropped.
    """

    texts: tuple[str, ...]
    where: str
    times: int = 1
    done: int = 0

    def applies_to(self, message: bytes) -> bool:
        """Return whether to cut at this message."""
        return self.done < self.times and all(text.encode() in message for text in self.texts)


@dataclass
class Proxy:
    """Accepts connections on its own port and forwards them to the server."""

    server: tuple[str, int]
    listening: socket.socket
    cut: Cut | None = None
    _open: list[socket.socket] = field(default_factory=list)

    def serve(self) -> None:
        """Accept connections until the port is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                behind = socket.create_connection(self.server)
                for connection in (client, behind):
                    # Each message is forwarded separately, without waiting for the answer to the previous message.
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._open.append(connection)
                drop: list[bool] = []
                Thread(target=self._ask, args=(client, behind, drop), daemon=True).start()
                Thread(target=self._answer, args=(client, behind, drop), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, drop: list[bool]) -> None:
        with suppress(OSError):
            received = messages(client)
            for message in received:
                if self.cut and self.cut.applies_to(message):
                    self.cut.done += 1
                    _send_some(server, message + _up_to_sync(message, received), self.cut.where, drop)
                    break
                server.sendall(message)
        if not drop:
            _end(client, server)

    def _answer(self, client: socket.socket, server: socket.socket, drop: list[bool]) -> None:
        with suppress(OSError):
            while (answer := server.recv(AT_MOST)) and not drop:
                client.sendall(answer)
        _end(client, server)

    def close(self) -> None:
        """Close the port and all connections."""
        # Closing alone does not end a connection on which a thread still waits to receive.
        _end(self.listening, *self._open)
        for connection in (self.listening, *self._open):
            connection.close()


@contextmanager
def between(address: str) -> Iterator[tuple[Proxy, str]]:
    """Run a proxy before a database; yield the proxy and its address."""
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy((parts.hostname, parts.port), listening)
    serving = Thread(target=proxy.serve, daemon=True)
    serving.start()
    place = f"{parts.username}@127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield proxy, urlunsplit(parts._replace(netloc=place, query="sslmode=disable&gssencmode=disable"))
    finally:
        proxy.close()
        serving.join()


def _send_some(server: socket.socket, request: bytes, where: str, drop: list[bool]) -> None:
    if where == "during":
        server.sendall(request[: len(request) // 2])
    elif where == "after":
        server.sendall(request)
    elif where == "answered":
        drop.append(True)
        server.sendall(request)


def _up_to_sync(message: bytes, received: Iterator[bytes]) -> bytes:
    """Return the messages up to the next that asks the server to answer."""
    remainder = b""
    while message[:1] not in (b"S", b"H", b"Q"):
        message = next(received, b"S")
        remainder += message
    return remainder


def messages(client: socket.socket) -> Iterator[bytes]:
    """Yield the messages of a client. The first is a length and a text; later messages start with a kind."""
    kind = 0
    while (head := _exactly(client, kind + 4)) is not None:
        length = int.from_bytes(head[kind:], "big")
        remainder = _exactly(client, length - 4)
        if remainder is None:
            return
        yield head + remainder
        kind = 1


def _exactly(client: socket.socket, size: int) -> bytes | None:
    read = b""
    while len(read) < size:
        more = client.recv(size - len(read))
        if not more:
            return None
        read += more
    return read


def _end(*sockets: socket.socket) -> None:
    for connection in sockets:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
