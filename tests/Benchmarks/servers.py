"""A server under test: started on a core of its own, read from outside and stopped; and the agent as one of them."""

import os
import signal
import socket
import subprocess
import time

import processes

SERVER_CORE = "0"
LOAD_CORE = "1"
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
    # It answers the agent's long list.
    has_lists = False

    def __init__(self, work, pki):
        self.directory = os.path.join(work, self.name)
        self.pki = pki
        self.port = free_port()
        self.process = None
        self.environment = {}
        os.makedirs(self.directory, exist_ok=True)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        raise NotImplementedError

    def launch(self):
        """Starts the process and returns at once."""
        with open(os.path.join(self.directory, "output.log"), "ab") as log:
            self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *self.command()], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env={**os.environ, **self.environment})
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
        raise RuntimeError(f"{self.name} does not start: {self.last_words()}")

    def last_words(self):
        """The end of what it printed; its directory is gone when the report is read."""
        with open(os.path.join(self.directory, "output.log"), encoding="utf-8", errors="replace") as log:
            return " / ".join(log.read().strip().splitlines()[-3:]) or "it said nothing"

    def stop(self):
        RUNNING.remove(self)
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def pids(self):
        return processes.family(self.process.pid)

    def cpu_seconds(self):
        return processes.cpu_seconds(self.pids())

    def memory_kb(self):
        return processes.memory_kb(self.pids())

    def private_dirty_kb(self):
        return processes.private_dirty_kb(self.pids())


class Ours(Server):
    """The agent as delivered, but for the limits of rate: they are not what is measured."""

    name = "linux-patch-api"
    has_lists = True

    def __init__(self, work, pki, binary):
        super().__init__(work, pki)
        self.binary = binary
        # A directory of its own, as delivered: the configuration's is watched.
        os.makedirs(os.path.join(self.directory, "log"), exist_ok=True)
        self.write("whitelist.yaml", 'entries:\n  - "127.0.0.0/24"\n')
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
