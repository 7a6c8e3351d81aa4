"""The servers under test: how each is configured, started, measured and stopped."""

import json
import os
import signal
import socket
import subprocess
import time

SERVER_CORE = "0"
LOAD_CORE = "1"
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 10
RUNNING = []


def stop_all():
    """Whatever is still up when a run ends, however it ends."""
    for server in list(RUNNING):
        server.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server process with its children, pinned to one core."""

    name = ""

    def __init__(self, work, pki):
        self.directory = os.path.join(work, self.name)
        self.pki = pki
        self.port = free_port()
        self.process = None
        os.makedirs(self.directory, exist_ok=True)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        raise NotImplementedError

    def launch(self):
        """Starts the process and returns at once."""
        with open(os.path.join(self.directory, "output.log"), "ab") as log:
            self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *self.command()], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        RUNNING.append(self)

    def start(self):
        self.launch()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.01)
        raise RuntimeError(f"{self.name} does not start, see {self.directory}/output.log")

    def stop(self):
        RUNNING.remove(self)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def pids(self):
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [pid, *map(int, file.read().split())]

    def cpu_seconds(self):
        """User and system time of all processes so far."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def memory_kb(self):
        """Resident and proportional memory of all processes."""
        rss = pss = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                for line in file:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
        return rss, pss


class Ours(Server):
    name = "linux-patch-api"

    def __init__(self, work, pki, binary):
        super().__init__(work, pki)
        self.binary = binary
        # A directory of its own, as delivered: the configuration's is watched.
        os.makedirs(os.path.join(self.directory, "log"), exist_ok=True)
        self.write("whitelist.yaml", 'entries:\n  - "127.0.0.1"\n')
        # Limits of rate are not what is measured; everything else is as delivered.
        self.write("config.yaml", f"""\
server:
  port: {self.port}
  bind: 127.0.0.1
  handshakes_per_second: 10000
tls:
  ca_cert: {pki}/ca.pem
  server_cert: {pki}/server.pem
  server_key: {pki}/server.key.pem
  crl_path: {pki}/crl.pem
jobs:
  storage_path: {self.directory}/jobs
logging:
  file_path: {self.directory}/log/audit.log
whitelist:
  path: {self.directory}/whitelist.yaml
rate_limit:
  enabled: false
""")

    def write(self, name, text):
        with open(os.path.join(self.directory, name), "w", encoding="ascii") as file:
            file.write(text)

    def command(self):
        return [self.binary, "run", "--config", os.path.join(self.directory, "config.yaml")]


class Nginx(Server):
    name = "nginx"

    def __init__(self, work, pki, answer):
        super().__init__(work, pki)
        with open(os.path.join(self.directory, "answer.json"), "wb") as file:
            file.write(answer)
        with open(os.path.join(self.directory, "nginx.conf"), "w", encoding="ascii") as file:
            file.write(self.configuration(answer.decode()))

    def configuration(self, answer):
        quoted = json.dumps(answer)[1:-1].replace("'", "\\'").replace("$", "")
        return f"""\
daemon off;
worker_processes 1;
pid {self.directory}/nginx.pid;
error_log {self.directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {self.directory}/body;
    proxy_temp_path {self.directory}/proxy;
    fastcgi_temp_path {self.directory}/fastcgi;
    scgi_temp_path {self.directory}/scgi;
    uwsgi_temp_path {self.directory}/uwsgi;
    server {{
        listen {self.address} ssl;
        ssl_protocols TLSv1.3;
        ssl_certificate {self.pki}/server.pem;
        ssl_certificate_key {self.pki}/server.key.pem;
        ssl_client_certificate {self.pki}/ca.pem;
        ssl_crl {self.pki}/crl.pem;
        ssl_verify_client on;
        default_type application/json;
        location = /health {{ return 200 '{quoted}'; }}
    }}
}}
"""

    def command(self):
        return ["nginx", "-p", self.directory, "-c", os.path.join(self.directory, "nginx.conf"), "-e", os.path.join(self.directory, "error.log")]
