"""Stands between a store and its server, and cuts the connection at a message that was named beforehand."""

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
    """Where to cut: at messages that say all of this, so many times; and how often that was done.

    Before the message is passed on; during it, with half of it sent; after it, without waiting; or once the server has
    answered, whose answer is dropped.
    """

    sentence: tuple[str, ...]
    where: str
    times: int = 1
    done: int = 0

    def wanted(self, message: bytes) -> bool:
        """Whether to cut at this message."""
        return self.done < self.times and all(text.encode() in message for text in self.sentence)


@dataclass
class Proxy:
    """Takes connections on a port of its own and passes them on."""

    server: tuple[str, int]
    listening: socket.socket
    cut: Cut | None = None
    _open: list[socket.socket] = field(default_factory=list)

    def serve(self) -> None:
        """Take connections until the port is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                behind = socket.create_connection(self.server)
                for one in (client, behind):
                    # Messages are passed on one by one, and each must not wait for the answer to the last.
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._open.append(one)
                drop: list[bool] = []
                Thread(target=self._ask, args=(client, behind, drop), daemon=True).start()
                Thread(target=self._answer, args=(client, behind, drop), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, drop: list[bool]) -> None:
        with suppress(OSError):
            said = messages(client)
            for message in said:
                if self.cut and self.cut.wanted(message):
                    self.cut.done += 1
                    _send_some(server, message + _up_to_sync(message, said), self.cut.where, drop)
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
        """Close the port, and what was connected."""
        # A thread that waits for what comes next holds a connection open that is only closed.
        _end(self.listening, *self._open)
        for one in (self.listening, *self._open):
            one.close()


@contextmanager
def between(address: str) -> Iterator[tuple[Proxy, str]]:
    """Stand before a database; return the proxy, and the address at which it is found."""
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


def _up_to_sync(message: bytes, said: Iterator[bytes]) -> bytes:
    """Return what follows a message until the server is asked to answer."""
    rest = b""
    while message[:1] not in (b"S", b"H", b"Q"):
        message = next(said, b"S")
        rest += message
    return rest


def messages(client: socket.socket) -> Iterator[bytes]:
    """Yield what a client says, message by message: the first is its length and text, the others have a kind first."""
    kind = 0
    while (head := _exactly(client, kind + 4)) is not None:
        length = int.from_bytes(head[kind:], "big")
        rest = _exactly(client, length - 4)
        if rest is None:
            return
        yield head + rest
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
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
