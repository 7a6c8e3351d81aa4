"""Reads an agent as the fleet manager does: strictly typed, so that a missing or null member that is not optional is a failure.

Plays one round: list, apply, follow by WebSocket without sending a frame, follow by polling, look at the job, the host and the reboot need.
Only the standard library. Prints one line a step; ends with 1 at the first thing that the manager could not read or would act on wrongly.

Usage: manager.py ADDRESS FOLDER NAME...     (FOLDER: ca.pem, client.pem, client.key.pem; NAME: packages of the manager's last poll)
"""
import base64
import http.client
import json
import os
import re
import socket
import ssl
import struct
import sys
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


class Agent:
    def __init__(self, address, folder):
        self.address = address
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_3
        self.tls.load_verify_locations(f"{folder}/ca.pem")
        self.tls.load_cert_chain(f"{folder}/client.pem", f"{folder}/client.key.pem")

    def call(self, method, path, members, status=200, body=None):
        link = http.client.HTTPSConnection(self.address, PORT, timeout=TIMEOUT, context=self.tls)
        try:
            fields = {} if body is None else {"Content-Type": "application/json"}
            link.request(method, path, None if body is None else json.dumps(body), fields)
            answer = link.getresponse()
            raw = answer.read()
        finally:
            link.close()
        if answer.status != status:
            raise Unreadable(f"{method} {path}: {answer.status} {raw!r}")
        envelope = read(json.loads(raw), {"success": flag, "request_id": identity, "timestamp": moment}, path)
        if list(envelope) != ["success", "request_id", "timestamp", "data", "error"] or envelope["success"] != (status < 400):
            raise Unreadable(f"{path}: envelope {list(envelope)} {envelope['success']}")
        if status >= 400:
            return read(envelope["error"], {"code": text, "message": text, "retryable": flag}, path)
        return read(envelope["data"], members, path)


class Relay:
    """The manager's WebSocket client: it never sends a frame, but for the pongs of its library."""

    def __init__(self, agent):
        self.link = agent.tls.wrap_socket(socket.create_connection((agent.address, PORT), TIMEOUT), server_hostname=agent.address)
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


def follow(agent, relay, job):
    """Waits for the end of a job as the manager does: the first terminal frame ends it, whichever job it is of."""
    progress = []
    for frame in relay.frames():
        if isinstance(frame, int):
            raise Unreadable(f"closed with {frame} before the end of the job")
        if frame["job_id"] not in ("", job):
            raise Unreadable(f"a frame of another job: {frame}")
        if frame["status"] == "running":
            progress.append(time.monotonic())
        if frame["status"] in ENDED:
            read(frame, {"output": text}, "terminal frame")
            if frame["status"] == "failed":
                read(frame, {"error": text}, "terminal frame")
            break
    # One change of phase may come at once; progress itself at most once in ten seconds.
    if len(progress) > 3 + (progress[-1] - progress[0]) / 5:
        raise Unreadable(f"{len(progress)} frames of a running job")
    ended = time.monotonic()
    for frame in relay.frames():
        if isinstance(frame, int):
            if frame != 1000 or not 4 < time.monotonic() - ended < 8:
                raise Unreadable(f"closed with {frame} after {time.monotonic() - ended:.1f} s")
            return read(agent.call("GET", f"/api/v1/jobs/{job}", JOB), JOB, "job")
        raise Unreadable(f"a frame after the end: {frame}")
    raise Unreadable("not closed")


def poll(agent, job):
    for _ in range(60):
        seen = agent.call("GET", f"/api/v1/jobs/{job}", JOB)
        if seen["status"] in ENDED:
            return seen
        time.sleep(0.5)
    raise Unreadable(f"{job} does not end")


def play(agent, names):
    health = agent.call("GET", "/health", HEALTH)
    info = agent.call("GET", "/api/v1/system/info", INFO)
    print("host", info["os"], "clean" if info["package_db_clean"] else "unclean", "reboot" if info["pending_reboot"] else "no reboot",
          health["status"] in ("healthy", "degraded"))
    patches = agent.call("GET", "/api/v1/patches", PATCHES)
    upgradable = agent.call("GET", "/api/v1/packages?status=upgradable", PACKAGES)
    print("lists", patches["total"], upgradable["total"])
    agent.call("GET", "/api/v1/system/services/dbus.service", SERVICE)
    agent.call("GET", f"/api/v1/jobs/{uuid.uuid4()}", None, status=404)

    # Names of the last poll: one repeated, one gone; any 64-bit delay.
    relay = Relay(agent)
    body = {"packages": [*names, names[0], "gone-since"], "allow_reboot": False, "reboot_delay_seconds": 10 ** 7}
    job = agent.call("POST", "/api/v1/patches/apply", ACCEPTED, 202, body)["job_id"]
    done = follow(agent, relay, job)
    print("followed", done["status"], len(done["warnings"]))
    for warning in done["warnings"]:
        print("warning", warning)

    again = agent.call("POST", "/api/v1/patches/apply", ACCEPTED, 202, {"packages": names, "reboot_delay_seconds": -(2 ** 63)})["job_id"]
    print("polled", poll(agent, again)["status"])
    left = {patch["name"] for patch in agent.call("GET", "/api/v1/patches", PATCHES)["patches"]}
    print("left", sorted(left & set(names)))
    print("reboot", agent.call("GET", "/api/v1/system/info", INFO)["pending_reboot"])


if __name__ == "__main__":
    try:
        play(Agent(sys.argv[1], sys.argv[2]), sys.argv[3:])
    except Unreadable as problem:
        print("UNREADABLE", problem)
        sys.exit(1)
