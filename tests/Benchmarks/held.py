"""Connections of a client that has asked for one long list on each and keeps them open: what an idle agent then still holds for them."""

import os
import socket
import ssl
import time

CONNECTIONS = 200
# Each has its own limit of connections.
ADDRESSES = 40
SETTLE_SECONDS = 5
LIST = "/api/v1/packages"


class Held:
    """A context manager that holds the connections."""

    def __init__(self, server, pki, path=LIST, count=CONNECTIONS):
        self.server, self.path, self.count = server, path, count
        self.open = []
        self.bytes = 0
        self.context = ssl.create_default_context(cafile=os.path.join(pki, "ca.pem"))
        self.context.load_cert_chain(os.path.join(pki, "client.pem"), os.path.join(pki, "client.key.pem"))

    def __enter__(self):
        try:
            for number in range(self.count):
                self.open.append(self.ask(f"127.0.0.{2 + number % ADDRESSES}"))
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind, error, trace):
        for connection in self.open:
            connection.close()

    def ask(self, source):
        plain = socket.create_connection(("127.0.0.1", self.server.port), 10, source_address=(source, 0))
        connection = self.context.wrap_socket(plain, server_hostname="127.0.0.1")
        connection.sendall(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        self.bytes = read_answer(connection)
        return connection


def read_answer(connection):
    """Reads one answer to its end; the bytes of its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += more(connection)
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("ascii").lower().split("\r\n")
    if not lines[0].startswith("http/1.1 200"):
        raise RuntimeError(f"the list was refused: {lines[0]}")
    length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length:")), None)
    while len(body) < length if length is not None else not body.endswith(b"0\r\n\r\n"):
        body += more(connection)
    return len(body)


def more(connection):
    data = connection.recv(65536)
    if not data:
        raise RuntimeError("the agent closed the connection")
    return data


def kilobytes_each(server, pki):
    """Resident memory of each connection beyond what the agent had before them, after it has settled."""
    with Held(server, pki, count=1):
        pass  # The list itself is made and kept by the first that asks.
    time.sleep(SETTLE_SECONDS)
    before = server.memory_kb()[0]
    with Held(server, pki) as held:
        time.sleep(SETTLE_SECONDS)
        return (server.memory_kb()[0] - before) / held.count
