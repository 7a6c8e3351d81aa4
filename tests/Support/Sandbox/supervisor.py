#!/usr/bin/env python3
"""One process per sandbox: runs systemd-nspawn, starts it again when the container reboots, and serves the container's package
repository, its changelogs and (by proxy) the distribution's archive on the host end of the veth.

It ends when the container powers off, on SIGTERM (a clean shutdown of the container), on SIGINT (the container is killed) or when the owner process is gone; in the last
case it also takes the sandbox down. Everything that it leaves (namespace, mount, cgroup) is removed by `sandbox down`.
"""

import argparse
import http.client
import http.server
import os
import select
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

REBOOTED = 133  # systemd-nspawn with --keep-unit ends with this code instead of booting the container again.
SHUTDOWN_SECONDS = 20  # for a clean shutdown, after that the container is killed.
UPSTREAM_SECONDS = 30  # for one step of a proxied transfer.


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root = ""
    allowed_hosts = frozenset()

    def do_GET(self):
        target = urllib.parse.urlsplit(self.path)
        if target.netloc:
            self.forward(target)
        else:
            self.local(target.path)

    do_HEAD = do_GET

    def local(self, path):
        """A file of the repository."""
        relative = os.path.normpath(urllib.parse.unquote(path)).lstrip("/")
        try:
            with open(os.path.join(self.root, relative), "rb") as file:
                content = file.read()
        except OSError:
            self.refuse(404, "not found")
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def forward(self, target):
        """The distribution's archive, and nothing else: this is the container's only way out."""
        if target.scheme != "http" or target.netloc not in self.allowed_hosts:
            self.refuse(403, "not the archive of the distribution")
            return
        headers = {k: v for k, v in self.headers.items() if k.lower() in ("accept", "range", "if-range", "if-modified-since", "user-agent")}
        upstream = http.client.HTTPConnection(target.netloc, timeout=UPSTREAM_SECONDS)
        try:
            upstream.request(self.command, urllib.parse.urlunsplit(("", "", target.path, target.query, "")), headers=headers)
            answer = upstream.getresponse()
        except (OSError, http.client.HTTPException) as error:
            upstream.close()
            self.refuse(502, str(error))
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "keep-alive"):
                self.send_header(name, value)
        if answer.getheader("Content-Length") is None:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "GET":
            while chunk := answer.read(65536):
                self.wfile.write(chunk)
        upstream.close()

    def refuse(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def address_string(self):
        return self.client_address[0]

    def log_message(self, format, *values):
        print(f"{time.strftime('%H:%M:%S')} {self.client_address[0]} {format % values}", flush=True)


class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True

    def server_bind(self):
        # HTTPServer would look the address up in DNS, which the machine may not have.
        self.socket.setsockopt(1, 2, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.server_address

    def handle_error(self, request, client_address):
        print(f"{client_address}: {sys.exc_info()[1]!r}", flush=True)


class Supervisor:
    def __init__(self, options, command):
        self.options = options
        self.command = command
        self.process = None
        self.stopping = False
        self.owner_gone = False

    def run(self):
        signal.signal(signal.SIGTERM, lambda *_: self.stop())
        signal.signal(signal.SIGINT, lambda *_: self.kill())
        if self.options.owner:
            threading.Thread(target=self.watch_owner, daemon=True).start()
        while not self.stopping:
            with open(os.path.join(self.options.state, "console.log"), "ab") as console:
                self.process = subprocess.Popen(
                    self.command, stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                    preexec_fn=self.enter_cgroups, start_new_session=True,
                    env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
            self.write("nspawn.pid", str(self.process.pid))
            code = self.process.wait()
            print(f"nspawn ended with {code}", flush=True)
            if code != REBOOTED:
                break
        if self.owner_gone:
            subprocess.Popen([os.path.join(os.path.dirname(os.path.abspath(__file__)), "sandbox"), "down", self.options.name],
                             start_new_session=True)

    def enter_cgroups(self):
        """Each container in a cgroup of its own: in a shared one the systemd instances would fight over the same unit names."""
        for hierarchy in ("/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup"):
            if os.path.exists(hierarchy + "/cgroup.procs"):
                group = f"{hierarchy}/lpa-{self.options.name}"
                os.makedirs(group, exist_ok=True)
                with open(group + "/cgroup.procs", "w", encoding="ascii") as file:
                    file.write(str(os.getpid()))

    def watch_owner(self):
        try:
            owner = os.pidfd_open(self.options.owner)
            select.select([owner], [], [])
        except OSError:
            pass
        print("the owner is gone", flush=True)
        self.owner_gone = True
        self.stop()

    def stop(self):
        if self.stopping:
            return
        self.stopping = True
        if self.process and self.process.poll() is None:
            self.process.terminate()
            threading.Timer(SHUTDOWN_SECONDS, self.process.kill).start()

    def kill(self):
        self.stopping = True
        if self.process and self.process.poll() is None:
            self.process.kill()

    def write(self, name, text):
        path = os.path.join(self.options.state, name)
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.replace(path + ".new", path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--listen", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--serve", required=True)
    parser.add_argument("--allow", action="append", default=[])
    parser.add_argument("--owner", type=int, default=0)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()

    Handler.root = options.serve
    Handler.allowed_hosts = frozenset(options.allow)
    server = Server((options.listen, options.port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Supervisor(options, options.command).run()
    # Timer and server threads do not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
