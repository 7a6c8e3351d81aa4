"""Follows one job on the job socket with python3-websockets: one line a frame, "MILLISECONDS JSON", until the job's end.

Usage: watch.py WSS-URL FOLDER JOB-ID     (FOLDER: ca.pem, client.pem, client.key.pem)
"""
import asyncio
import json
import ssl
import sys
import time

import websockets


async def main(url, folder, job):
    tls = ssl.create_default_context(cafile=f"{folder}/ca.pem")
    tls.load_cert_chain(f"{folder}/client.pem", f"{folder}/client.key.pem")
    async with websockets.connect(url, ssl=tls, ping_interval=2, ping_timeout=10) as socket:
        await socket.send(json.dumps({"action": "subscribe", "job_id": job}))
        async for text in socket:
            print(int(time.monotonic() * 1000), text, flush=True)
            if json.loads(text)["status"] in ("completed", "failed", "cancelled"):
                return


asyncio.run(main(*sys.argv[1:]))
