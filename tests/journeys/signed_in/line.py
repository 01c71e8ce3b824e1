"""A connection that can be cut and mended, between a browser and a site that stays up."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

LETTERS = 65_536


class Line:
    """Passes bytes on while it holds; cut, it is as if there were nobody at the other end."""

    def __init__(self, site: str) -> None:
        self.site = urlsplit(site).port
        self.port = 0
        self.ends: list[socket.socket] = []
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._let_in, args=(self.door,), daemon=True).start()

    def cut(self) -> None:
        for each in (self.door, *self.ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.ends.clear()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):  # Cut.
            while True:
                here, _ = door.accept()
                there = socket.create_connection(("127.0.0.1", self.site))
                self.ends += [here, there]
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while letters := source.recv(LETTERS):
            target.sendall(letters)
        target.shutdown(socket.SHUT_WR)
