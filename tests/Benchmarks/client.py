"""A client that keeps its connection, as a manager does: what it measures is a request until the last byte of its answer, not its own start."""

import json
import os
import socket
import ssl
import time

PORT = 12443
TIMEOUT_SECONDS = 90
BUFFER_BYTES = 64 * 1024
# Of a 304, while what the list is made of is still being read in the background.
TRIES = 10
ENDED = ("completed", "failed", "cancelled")


class Unexpected(Exception):
    """An answer that no figure can be taken from."""


class Client:
    """One connection; the folder has ca.pem, client.pem and client.key.pem. Not for several threads."""

    def __init__(self, address, folder):
        tls = ssl.create_default_context(cafile=os.path.join(folder, "ca.pem"))
        tls.load_cert_chain(os.path.join(folder, "client.pem"), os.path.join(folder, "client.key.pem"))
        self.address = address
        raw = socket.create_connection((address, PORT), TIMEOUT_SECONDS)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = tls.wrap_socket(raw, server_hostname=address)
        self.buffer = memoryview(bytearray(BUFFER_BYTES))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()

    def timed(self, path, status=200, **fields):
        """Milliseconds and bytes of a GET, head included; raises when it has another status. `fields` are headers, with _ for -."""
        start = time.perf_counter()
        answered, pieces = self._exchange("GET", path, b"", fields)
        elapsed = (time.perf_counter() - start) * 1000
        if answered != status:
            raise Unexpected(f"GET {path}: {answered} {b''.join(pieces)[-400:]}")
        return elapsed, sum(map(len, pieces))

    def tag(self, path):
        """The ETag of a GET."""
        head = b"".join(self._exchange("GET", path, b"", {})[1]).partition(b"\r\n\r\n")[0].decode()
        return next(line.split(": ", 1)[1] for line in head.split("\r\n") if line.lower().startswith("etag:"))

    def not_modified(self, path):
        """Milliseconds of a GET that is answered 304 because the client has the list. A list that has just changed is asked for again."""
        for _ in range(TRIES):
            tag = self.tag(path)
            try:
                return self.timed(path, status=304, If_None_Match=tag)[0]
            except Unexpected:
                continue
        raise Unexpected(f"GET {path}: never 304")

    def call(self, method, path, body=None):
        """Data of the envelope; raises what is no success."""
        content = b"" if body is None else json.dumps(body).encode()
        _, pieces = self._exchange(method, path, content, {"Content_Type": "application/json"} if content else {})
        head, _, text = b"".join(pieces).partition(b"\r\n\r\n")
        document = json.loads(unchunked(text) if chunked(head) else text)
        if not document["success"]:
            raise Unexpected(f"{method} {path}: {document['error']}")
        return document["data"]

    def job(self, method, path, body=None):
        """Seconds from the request until the answer that tells the job's end, long-polled (wait=60), and the job."""
        start = time.perf_counter()
        job = self.call(method, path, body)
        while job["status"] not in ENDED:
            job = self.call("GET", f"/api/v1/jobs/{job['job_id']}?wait=60")
        elapsed = time.perf_counter() - start
        wrong = [change for change in job["changes"] if change["outcome"] != "applied"]
        if job["status"] != "completed" or wrong:
            raise Unexpected(f"{method} {path}: {job['status']}, {job['error']}, {wrong}")
        return elapsed, job

    def _exchange(self, method, path, body, fields):
        """Status and the pieces of the answer as they came, head first."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.address}"] + [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        if body or method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        self.stream.sendall("\r\n".join(lines + ["", ""]).encode() + body)
        first = self._receive()
        while b"\r\n\r\n" not in first:
            first += self._receive()
        head, _, rest = first.partition(b"\r\n\r\n")
        pieces = [first]
        if chunked(head):
            # JSON has no raw line end in it, so this is the last chunk and nothing else.
            while not (pieces[-1] if len(pieces[-1]) > 6 else b"".join(pieces[-2:])).endswith(b"\r\n0\r\n\r\n"):
                pieces.append(self._receive())
        else:
            missing = length(head) - len(rest)
            while missing > 0:
                pieces.append(self._receive())
                missing -= len(pieces[-1])
        return int(head.split(b" ", 2)[1]), pieces

    def _receive(self):
        count = self.stream.recv_into(self.buffer)
        if count == 0:
            raise Unexpected("the connection ended within an answer")
        return bytes(self.buffer[:count])


def chunked(head):
    return b"\r\ntransfer-encoding: chunked" in head.lower()


def length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def unchunked(text):
    body, at = [], 0
    while True:
        end = text.index(b"\r\n", at)
        size = int(text[at:end], 16)
        if size == 0:
            return b"".join(body)
        body.append(text[end + 2:end + 2 + size])
        at = end + 2 + size + 2
