"""The attackers: attack.py KIND PORT PKI COUNT SECONDS - one process, many connections, a line of JSON with what became of them.

Source addresses: 127.9.x.y is not on the allow-list. Half-open handshakes come from one address that is; clients with a certificate from
four (127.1.0.1 to 127.1.0.4), with four certificates, so that the limit for one of them does not hide what more could do, at a rate that is usual
for such tools. Refused certificates come from 64 addresses, or from as many of one IPv6 /64 as there are connections. After the last connection is
made the attack goes on for SECONDS.
"""

import asyncio
import json
import resource
import socket
import ssl
import sys

AT_ONCE = 200
SECURE_PER_SECOND = 400
REFUSED_PER_SECOND = 200
ADDRESSES = {"half-open": 1}
SECURE_ADDRESSES = 4
REFUSED_ADDRESSES = 64
CERTIFICATES = 4
DRIP_SECONDS = 1
# tcp_info's first byte, of linux/tcp.h.
ESTABLISHED = 1
NETWORK = "fd00:9::"
# What is refused, and by which certificate.
REFUSED = {
    "refused-foreign": "foreign",
    "refused-chain-6": "chain-6",
    "refused-chain-95": "chain-95",
    "refused-large-12": "large-12",
    "refused-large-40": "large-40",
    "refused-network": "chain-6",
}
# A client hello up to the middle of its first extension: the server has to wait for the rest.
HALF_HELLO = bytes.fromhex("16030102000100 01fc0303".replace(" ", "")) + bytes(range(32)) + b"\x20" + bytes(32) + b"\x00\x02\x13\x01\x01\x00"
LIST = b"GET /api/v1/packages?status=all HTTP/1.1\r\nHost: a\r\n\r\n"


def identity(pki, name):
    tls = ssl.create_default_context(cafile=f"{pki}/ca.pem")
    tls.load_cert_chain(f"{pki}/{name}.pem", f"{pki}/{name}.key.pem")
    return tls


class Attack:
    def __init__(self, kind, port, pki, count, seconds):
        self.kind, self.port, self.count, self.seconds = kind, port, count, seconds
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.made = self.refused = self.ended = self.received = 0
        self.reasons = {}
        self.over = asyncio.Event()
        names = [REFUSED[kind]] if kind in REFUSED else ["long-subject"] if kind == "long-subject" else [f"attacker-{i}" for i in range(CERTIFICATES)]
        self.tls = [identity(pki, name) for name in names]

    async def run(self):
        tasks = [asyncio.create_task(self.one(i)) for i in range(self.count)]
        while self.made + self.refused < self.count:
            await asyncio.sleep(0.05)
        await asyncio.sleep(self.seconds)
        self.over.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return {"made": self.made, "refused": self.refused, "ended_by_server": self.ended, "bytes_received": self.received, "reasons": self.reasons}

    def source(self, index):
        if self.kind == "denied":
            return f"127.9.{index // 250 % 250}.{index % 250 + 1}", 0
        if self.kind == "refused-network":
            return f"{NETWORK}{index + 2:x}", 0
        addresses = REFUSED_ADDRESSES if self.kind in REFUSED else ADDRESSES.get(self.kind, SECURE_ADDRESSES)
        return f"127.1.0.{index % addresses + 1}", 0

    async def one(self, index):
        secure = self.kind not in ("denied", "half-open")
        counted = False
        writer = None
        try:
            if secure:
                await asyncio.sleep(index / (REFUSED_PER_SECOND if self.kind in REFUSED else SECURE_PER_SECOND))
            async with self.gate:
                target = f"{NETWORK}1" if self.kind == "refused-network" else "127.0.0.1"
                reader, writer = await asyncio.wait_for(
                    asyncio.open_connection(target, self.port, ssl=self.tls[index % len(self.tls)] if secure else None, local_addr=self.source(index),
                                            server_hostname="localhost" if secure else None, limit=4096), 20)
                self.made += 1
                counted = True
                if self.kind == "denied":
                    self.received += len(await asyncio.wait_for(reader.read(100), 20))
                    self.ended += 1
                    return
            handler = self.until_refused if self.kind in REFUSED else getattr(self, self.kind.replace("-", "_"))
            await handler(reader, writer)
            if not self.over.is_set():
                self.ended += 1
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ssl.SSLError) as error:
            told = getattr(error, "reason", None) or type(error).__name__
            self.reasons[told] = self.reasons.get(told, 0) + 1
            if counted:
                self.ended += not self.over.is_set()
            else:
                self.refused += 1
        finally:
            if writer is not None:
                writer.transport.abort()

    async def half_open(self, reader, writer):
        writer.write(HALF_HELLO)
        self.received += len(await reader.read(100))

    async def until_refused(self, reader, writer):
        """In TLS 1.3 the client is done before the server has judged it."""
        writer.write(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        self.received += len(await asyncio.wait_for(reader.read(4096), 20))

    async def drip(self, reader, writer, head, drop):
        writer.write(head)
        ended = asyncio.create_task(reader.read(4096))
        while not ended.done():
            writer.write(drop)
            await asyncio.wait([ended], timeout=DRIP_SECONDS)
        self.received += len(ended.result())

    async def slow_header(self, reader, writer):
        await self.drip(reader, writer, b"GET /health HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n")

    async def slow_body(self, reader, writer):
        await self.drip(reader, writer, b"POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", b" ")

    async def never_reads(self, _, writer):
        await self.unread(writer, b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 200)

    async def unread(self, writer, request):
        """Until the kernel says that the server has gone: asyncio does not, while reading is paused."""
        connection = writer.get_extra_info("socket")
        writer.transport.pause_reading()
        writer.write(request)
        while connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED:
            await asyncio.sleep(0.2)

    async def socket_unread(self, _, writer):
        """A WebSocket that asks for everything again and again, and takes nothing of the answers nor of the heartbeat."""
        subscribe = b'{"action":"subscribe"}'
        frame = bytes([0x81, 0x80 | len(subscribe)]) + bytes(4) + subscribe
        await self.unread(writer, b"GET /api/v1/ws/jobs HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                          b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n" + frame * 200)

    async def events_unread(self, _, writer):
        """Streams of a job's events, one behind another on each connection: what comes of the first is never taken."""
        await self.unread(writer, b"GET /api/v1/jobs/00000000-0000-7000-8000-000000000001/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n" * 2000)

    async def list_unread(self, _, writer):
        await self.unread(writer, LIST)

    async def list_slow(self, reader, writer):
        writer.write(LIST)
        while part := await reader.read(4096):
            self.received += len(part)
            await asyncio.sleep(1)

    async def long_subject(self, reader, writer):
        """Requests that the audit log tells of, with the name in each line."""
        while not self.over.is_set():
            writer.write(b"DELETE /api/v1/jobs/00000000-0000-7000-8000-000000000000 HTTP/1.1\r\nHost: a\r\n\r\n")
            part = await reader.read(4096)
            self.received += len(part)
            if not part:
                return
            await asyncio.sleep(0.2)

    async def large_bodies(self, reader, writer):
        body = b'{"packages":["' + b"a" * (1024 * 1024 - 100) + b'"]}'
        writer.write(b"POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.received += len(await reader.read(4096))

    async def kept_answers(self, reader, writer):
        """Lists and bodies at once, on an agent whose kept answers are all that may be kept."""
        await (self.list_slow(reader, writer) if id(writer) // 64 % 2 else self.large_bodies(reader, writer))


def main():
    kind, port, pki, count, seconds = sys.argv[1:]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(Attack(kind, int(port), pki, int(count), float(seconds)).run())))


main()
