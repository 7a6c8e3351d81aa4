"""What the fleet manager reads of an agent, and how it connects: strictly typed, so that a missing or null member that is not optional is a
failure. Only the standard library. Used by manager.py, rows.py and update.py.
"""
import base64
import http.client
import json
import os
import pathlib
import re
import socket
import ssl
import struct
import time
import uuid

PORT = 12443
TIMEOUT = 30
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


class Unreadable(Exception):
    pass


def uint(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def text(value):
    return isinstance(value, str)


def flag(value):
    return isinstance(value, bool)


def moment(value):
    return isinstance(value, str) and TIME.match(value) is not None


def texts(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def identity(value):
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def one_of(*words):
    return lambda value: value in words


def optional(kind):
    return lambda value: value is None or kind(value)


def items(members):
    def each(value):
        for index, item in enumerate(value if isinstance(value, list) else [None]):
            read(item, members, f"[{index}]")
        return True
    return each


def read(document, members, path):
    """Holds a document against the members that the manager declares. Others are ignored, as it does."""
    if not isinstance(document, dict):
        raise Unreadable(f"{path}: not an object: {document!r}")
    for name, kind in members.items():
        if name not in document:
            raise Unreadable(f"{path}: no {name}")
        if not kind(document[name]):
            raise Unreadable(f"{path}.{name}: {document[name]!r}")
    return document


STATUS = one_of("pending", "running", "rebooting", "completed", "failed", "cancelled")
HEALTH = {"status": one_of("healthy", "degraded"), "uptime_seconds": uint, "version": text,
          "gpg_key_status": optional(text), "gpg_key_expires_at": optional(moment)}
INFO = {"hostname": text, "os": text, "os_version": text, "kernel": text, "architecture": text, "last_update_check": optional(moment),
        "last_update_apply": optional(moment), "pending_reboot": flag, "package_db_clean": flag}
PACKAGE = {"name": text, "version": text, "status": one_of("installed", "upgradable", "available"), "upgradable": flag, "description": text}
PATCH = {"name": text, "current_version": text, "available_version": text,
         "severity": one_of("critical", "high", "medium", "low", "unknown"), "description": text, "requires_reboot": flag}
PACKAGES = {"packages": items(PACKAGE), "total": uint}
PATCHES = {"patches": items(PATCH), "total": uint, "security_updates": uint, "requires_reboot": flag}
SERVICE = {"name": text, "display_name": text, "active_state": text, "sub_state": text, "load_state": text, "enabled_state": text,
           "healthy": flag}
ACCEPTED = {"job_id": identity, "status": STATUS}
JOB = {"job_id": identity, "status": STATUS, "output": text, "error": optional(text), "warnings": texts}
FRAME = {"event": text, "job_id": text, "status": text}
ENDED = ("completed", "failed", "cancelled")


def opened(status, raw, path):
    """The data of a good envelope, the error of another one."""
    envelope = read(json.loads(raw), {"success": flag, "request_id": identity, "timestamp": moment}, path)
    if list(envelope) != ["success", "request_id", "timestamp", "data", "error"] or envelope["success"] != (status < 400):
        raise Unreadable(f"{path}: envelope {list(envelope)} {envelope['success']}")
    return envelope["data"] if status < 400 else read(envelope["error"], {"code": text, "message": text, "retryable": flag}, path)


def terminal(frame):
    """A frame that ends what the manager waits for, with the members that it stores."""
    if frame["status"] not in ENDED:
        return False
    read(frame, {"output": text, **({"error": text} if frame["status"] == "failed" else {})}, "terminal frame")
    return True


class Agent:
    def __init__(self, address, folder):
        self.address = address
        self.folder = folder
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_3
        self.tls.load_verify_locations(f"{folder}/ca.pem")
        self.tls.load_cert_chain(f"{folder}/client.pem", f"{folder}/client.key.pem")

    def exchange(self, method, path, body=None):
        """One call on a connection of its own: the status, and the data or the error of an envelope that was read."""
        link = http.client.HTTPSConnection(self.address, PORT, timeout=TIMEOUT, context=self.tls)
        try:
            fields = {} if body is None else {"Content-Type": "application/json"}
            link.request(method, path, None if body is None else json.dumps(body), fields)
            answer = link.getresponse()
            raw = answer.read()
        finally:
            link.close()
        return answer.status, opened(answer.status, raw, f"{method} {path}")

    def call(self, method, path, members, status=200, body=None):
        seen, content = self.exchange(method, path, body)
        if seen != status:
            raise Unreadable(f"{method} {path}: {seen} {content}")
        return content if status >= 400 else read(content, members, path)

    def connect(self):
        """A bare connection, for requests that no HTTP library sends."""
        return self.tls.wrap_socket(socket.create_connection((self.address, PORT), TIMEOUT), server_hostname=self.address)


def change_of_host(agent):
    """Lets the test change the host at this moment: says so by a file, and waits for another."""
    said, done = pathlib.Path(agent.folder, "ready"), pathlib.Path(agent.folder, "done")
    said.touch()
    while not done.exists():
        time.sleep(0.1)
    done.unlink()


class Relay:
    """The manager's WebSocket client: it never sends a frame, but for the pongs of its library."""

    def __init__(self, agent):
        self.link = agent.connect()
        self.link.settimeout(TIMEOUT)
        key = base64.b64encode(os.urandom(16)).decode()
        self.link.sendall((f"GET /api/v1/ws/jobs HTTP/1.1\r\nHost: {agent.address}:{PORT}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.buffer = b""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        if not head.startswith(b"HTTP/1.1 101 "):
            raise Unreadable(head.decode("latin1"))

    def take(self, count):
        while len(self.buffer) < count:
            more = self.link.recv(65536)
            if not more:
                raise Unreadable("the WebSocket was cut without a closing frame")
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def frames(self):
        """Yields each frame; ends with the closing code."""
        while True:
            first, second = self.take(2)
            length = second & 127
            if length == 126:
                length, = struct.unpack(">H", self.take(2))
            elif length == 127:
                length, = struct.unpack(">Q", self.take(8))
            payload = self.take(length)
            if first & 15 == 9:
                mask = os.urandom(4)
                masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
                self.link.sendall(bytes([0x8A, 0x80 | len(payload)]) + mask + masked)
            elif first & 15 == 8:
                yield struct.unpack(">H", payload[:2])[0]
                return
            elif first == 0x81:
                yield read(json.loads(payload), FRAME, "frame")
