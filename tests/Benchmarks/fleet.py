"""Agents in network namespaces of their own, all on one core, in the file system and on the bus of one booted container."""

import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import threading
import time

import fleet_network
import idle
import processes
import servers

PORT = 12443
PLACE = "/var/lib/lpa-fleet"  # in the container
PROGRAM = "/usr/bin/linux-patch-api"
PROGRAM_UNIT = "linux-patch-api.service"
# Each agent watches its configuration and its certificates, with an inotify instance for each directory; a kernel's default is 128 for a user.
INOTIFY = "/proc/sys/fs/inotify/max_user_instances"
INOTIFY_ENOUGH = 1024
# PackageKit answers one agent after the other; the first list of each waits for it.
ANSWER_SECONDS = 60


class Fleet:
    """Used as a context, within that of the container and that of the network."""

    def __init__(self, container, network, work):
        self.container, self.network, self.work = container, network, work
        self.place = container.root + PLACE
        self.launched, self.pids = [], []
        self.sizes = (0, 0)  # of the bodies of the last answers for health and patches
        self.undo = contextlib.ExitStack()

    def __enter__(self):
        with self.undo:
            self.undo.callback(self.kill)
            self.undo.enter_context(enough_inotify())
            os.makedirs(self.place)
            self.pki()
            self.first_answers()
            self.container.inside("systemctl", "stop", PROGRAM_UNIT)
            self.undo.enter_context(Notices(self.place + "/notify"))
            self.undo = self.undo.pop_all()
        return self

    def __exit__(self, *_):
        self.undo.close()

    def pki(self):
        """One authority, a client, and a server certificate for each agent, all P-256 by the agent's own verbs."""
        verbs = [f"{PROGRAM} pki init --directory {PLACE}/pki --name fleet",
                 f"{PROGRAM} pki issue --directory {PLACE}/pki --client --name client"]
        verbs += [f"{PROGRAM} pki issue --directory {PLACE}/pki --server --name agent{number} --ip {fleet_network.address(number)}"
                  for number in self.network.numbers]
        self.container.inside("sh", "-ec", " && ".join(verbs) + f" && chmod -R a+rX {PLACE}/pki")
        self.client = os.path.join(self.place, "pki")
        self.tls = ssl.create_default_context(cafile=self.client + "/ca.pem")
        self.tls.load_cert_chain(self.client + "/client.pem", self.client + "/client.key.pem")

    def first_answers(self):
        """Waits until the container's own agent has the changelogs of its updates; the fleet gets a copy and does not fetch them again."""
        details = self.container.root + "/var/lib/linux_patch_api/update-details.json"
        deadline = time.monotonic() + ANSWER_SECONDS
        while not os.path.exists(details) and time.monotonic() < deadline:
            time.sleep(0.2)
        with open(details, "rb") as file:
            self.known = file.read()

    def prepare(self, number):
        """Configuration, allow-list, certificates and state of one agent, laid out as a package does; returns the configuration's name."""
        home = f"{self.place}/{number}"
        for directory in ("etc/certs", "state", "log", "run"):
            os.makedirs(f"{home}/{directory}")
        files = {"ca.pem": "ca.pem", "crl.pem": "crl.pem", f"agent{number}.pem": "server.pem", f"agent{number}.key.pem": "server.key.pem"}
        for source, name in files.items():
            with open(f"{self.client}/{source}", "rb") as file:
                self.write(f"{home}/etc/certs/{name}", file.read())
        self.write(f"{home}/state/update-details.json", self.known)
        self.write(f"{home}/etc/whitelist.yaml", f'entries:\n  - "{fleet_network.POLLER}"\n'.encode())
        self.write(f"{home}/etc/config.yaml", configuration(f"{PLACE}/{number}").encode())
        return f"{PLACE}/{number}/etc/config.yaml"

    @staticmethod
    def write(path, content):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)

    def start(self, numbers):
        """Starts these, and visits each of them as a manager does until it has answered for its health and its patches."""
        watchdog = self.watchdog_microseconds()
        for number in numbers:
            environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "RUNTIME_DIRECTORY": f"{PLACE}/{number}/run",
                           "NOTIFY_SOCKET": f"{PLACE}/notify", "WATCHDOG_USEC": watchdog}
            command = ["taskset", "-c", servers.SERVER_CORE, "nsenter", f"--net=/run/netns/{fleet_network.namespace(number)}",
                       "-t", str(self.container.leader), "-m", "-p", "-u", "-i", "-r", "-w", "--",
                       PROGRAM, "run", "--config", self.prepare(number)]
            with open(f"{self.work}/agent{number}.log", "wb") as log:
                self.launched.append(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        for number in numbers:
            self.sizes = self.visit(number)
        self.pids = [processes.family(process.pid)[1] for process in self.launched]

    def watchdog_microseconds(self):
        return str(idle.watchdog_seconds(self.container.root + idle.INSTALLED_UNIT) * 1_000_000)

    def visit(self, number):
        """Sizes of the bodies of both answers, health and patches."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            try:
                connection = http.client.HTTPSConnection(fleet_network.address(number), PORT, context=self.tls, timeout=ANSWER_SECONDS)
                with contextlib.closing(connection):
                    answers = [self.get(connection, path) for path in ("/api/v1/health", "/api/v1/patches")]
                if all(status == 200 for status, _ in answers):
                    return tuple(len(body) for _, body in answers)
                problem = answers
            except OSError as error:
                problem = error
            if time.monotonic() > deadline:
                raise RuntimeError(f"agent {number} does not answer: {problem}")
            time.sleep(0.02)

    @staticmethod
    def get(connection, path):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def packages(self):
        """How many are installed in the file system that the agents share."""
        return len(self.container.inside("dpkg-query", "-W").splitlines())

    def kill(self):
        """The whole container goes at once a moment later; what counts is that none is left if it does not."""
        for process in self.launched:
            with contextlib.suppress(OSError):
                for pid in processes.family(process.pid)[1:]:
                    os.kill(pid, signal.SIGKILL)
            process.kill()
            process.wait()


@contextlib.contextmanager
def enough_inotify():
    """In their containers agents have users of their own; here all of them are one."""
    with open(INOTIFY, encoding="ascii") as file:
        before = file.read()
    allow_inotify(str(max(int(before), INOTIFY_ENOUGH)))
    try:
        yield
    finally:
        allow_inotify(before)


def allow_inotify(instances):
    with open(INOTIFY, "w", encoding="ascii") as file:
        file.write(instances)


class Notices:
    """The service manager's end of the agents' watchdog messages, which are read and forgotten."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.count = 0

    def __enter__(self):
        threading.Thread(target=self.read, daemon=True).start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def read(self):
        try:
            while self.socket.recv(4096):
                self.count += 1
        except OSError:
            # Closed.
            return


def configuration(home):
    """As delivered, but for its places and the limit of requests: a poller in compressed time asks more often than any manager."""
    return f"""\
tls:
  ca_cert: {home}/etc/certs/ca.pem
  server_cert: {home}/etc/certs/server.pem
  server_key: {home}/etc/certs/server.key.pem
  crl_path: {home}/etc/certs/crl.pem
jobs:
  storage_path: {home}/state/jobs
logging:
  file_path: {home}/log/audit.log
whitelist:
  path: {home}/etc/whitelist.yaml
rate_limit:
  enabled: false
"""
