"""The attackers: attack.py KIND PORT PKI COUNT SECONDS - one process, many connections, a line of JSON with what became of them.

Source addresses: 127.9.x.y is not on the allow-list. Half-open handshakes come from one address that is; clients with a certificate from
four (127.1.0.1 to 127.1.0.4), so that the limit for one address does not hide what more could do, at a rate that is usual for such tools. After the last connection is made the attack goes on for SECONDS.
"""

import asyncio
import json
import resource
import ssl
import sys

AT_ONCE = 200
SECURE_PER_SECOND = 400
ADDRESSES = {"half-open": 1}
SECURE_ADDRESSES = 4
DRIP_SECONDS = 1
# A client hello up to the middle of its first extension: the server has to wait for the rest.
HALF_HELLO = bytes.fromhex("16030102000100 01fc0303".replace(" ", "")) + bytes(range(32)) + b"\x20" + bytes(32) + b"\x00\x02\x13\x01\x01\x00"


class Attack:
    def __init__(self, kind, port, pki, count, seconds):
        self.kind, self.port, self.count, self.seconds = kind, port, count, seconds
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.made = self.refused = self.ended = self.received = 0
        self.over = asyncio.Event()
        self.tls = ssl.create_default_context(cafile=f"{pki}/ca.pem")
        self.tls.load_cert_chain(f"{pki}/client.pem", f"{pki}/client.key.pem")

    async def run(self):
        tasks = [asyncio.create_task(self.one(i)) for i in range(self.count)]
        while self.made + self.refused < self.count:
            await asyncio.sleep(0.05)
        await asyncio.sleep(self.seconds)
        self.over.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return {"made": self.made, "refused": self.refused, "ended_by_server": self.ended, "bytes_received": self.received}

    def source(self, index):
        return (f"127.9.{index // 250 % 250}.{index % 250 + 1}" if self.kind == "denied" else f"127.1.0.{index % ADDRESSES.get(self.kind, SECURE_ADDRESSES) + 1}", 0)

    async def one(self, index):
        secure = self.kind not in ("denied", "half-open")
        counted = False
        writer = None
        try:
            if secure:
                await asyncio.sleep(index / SECURE_PER_SECOND)
            async with self.gate:
                reader, writer = await asyncio.wait_for(
                    asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls if secure else None, local_addr=self.source(index),
                                            server_hostname="localhost" if secure else None, limit=4096), 20)
                self.made += 1
                counted = True
                if self.kind == "denied":
                    self.received += len(await asyncio.wait_for(reader.read(100), 20))
                    self.ended += 1
                    return
            await getattr(self, self.kind.replace("-", "_"))(reader, writer)
            if not self.over.is_set():
                self.ended += 1
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ssl.SSLError):
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
        writer.transport.pause_reading()
        writer.write(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
        while not writer.transport.is_closing():
            await asyncio.sleep(0.2)
            # What cannot be sent any more tells that the server has gone.
            writer.write(b"\r\n")


    async def list_unread(self, _, writer):
        writer.transport.pause_reading()
        writer.write(b"GET /api/v1/packages?status=all HTTP/1.1\r\nHost: a\r\n\r\n")
        while not writer.transport.is_closing():
            await asyncio.sleep(0.2)
            writer.write(b"\r\n")

    async def list_slow(self, reader, writer):
        writer.write(b"GET /api/v1/packages?status=all HTTP/1.1\r\nHost: a\r\n\r\n")
        while part := await reader.read(4096):
            self.received += len(part)
            await asyncio.sleep(1)

    async def large_bodies(self, reader, writer):
        body = b'{"packages":["' + b"a" * (1024 * 1024 - 100) + b'"]}'
        writer.write(b"POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.received += len(await reader.read(4096))


def main():
    kind, port, pki, count, seconds = sys.argv[1:]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(Attack(kind, int(port), pki, int(count), float(seconds)).run())))


main()
