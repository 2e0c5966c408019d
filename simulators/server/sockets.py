"""The accepted connection of a client, found among this process's own descriptors.

Granian keeps its sockets to itself, but tells a client's address. What is found is duplicated, so
it stays the same connection whatever happens to Granian's descriptor.
"""

import os
import socket
import stat
import struct
from contextlib import suppress
from ipaddress import ip_address

Address = tuple[str, int]


def address(text: str) -> Address:
    """`127.0.0.1:80` and `[::1]:80`, without the scope of a link-local address."""
    host, _, port = text.rpartition(":")
    return str(ip_address(host.strip("[]").partition("%")[0])), int(port)


def find(client: Address, port: int) -> socket.socket | None:
    """A duplicate of the connection between `client` and our `port`; None where it is closed."""
    for name in os.listdir("/dev/fd"):
        with suppress(OSError):  # it is closed by now, or no socket that is connected
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            sock = socket.socket(fileno=os.dup(int(name)))
            if sock.family in (socket.AF_INET, socket.AF_INET6) and _is(sock, client, port):
                return sock
            sock.close()
    return None


def reset(sock: socket.socket) -> None:
    """Have it reset once its last descriptor is closed, and have the server close its own."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Sends nothing, but the server reads an end, as if the client had left.
    sock.shutdown(socket.SHUT_RD)


def _is(sock: socket.socket, client: Address, port: int) -> bool:
    with suppress(OSError):  # not connected
        host, peer_port, *_ = sock.getpeername()
        own_port: int = sock.getsockname()[1]
        return peer_port == client[1] and own_port == port and _plain(host) == client[0]
    return False


def _plain(host: str) -> str:
    return str(ip_address(host.partition("%")[0]))
