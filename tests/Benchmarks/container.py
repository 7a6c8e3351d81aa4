"""A test bed for the agent's own work: with the archive, a shell in it that stays open, and what its processes have used."""

import os
import subprocess
import time

import client
import processes
from testbed import SANDBOX, CommandFailed, Testbed

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
UNIT = "linux-patch-api.service"
# The benchmark asks far more often than a manager.
CONFIGURATION = "rate_limit:\n  enabled: false\n"
# Changelogs of the distribution's own updates lie outside of what the container may reach. They are refused at once instead of being tried
# again, which would keep PackageKit busy for a minute after each change.
APT = 'Acquire::https::Proxy "http://{host}:8080";\nAcquire::Retries "0";\n'
# Run once in the shell. Times are wall time inside of the container, start of the process included, output thrown away.
FUNCTIONS = r"""
timed() {
    local start=$EPOCHREALTIME end code
    "$@" </dev/null >/dev/null 2>/var/tmp/bench-stderr; code=$?
    end=$EPOCHREALTIME
    echo "$code $(( ${end/./} - ${start/./} ))"
}
"""
SETTLE_STEP_SECONDS, SETTLE_QUIET_STEPS, SETTLE_SECONDS = 0.25, 4, 20
# In one step, of the agent and packagekitd together: below this they do nothing that disturbs.
SETTLE_CPU_SECONDS = 0.005
AGENT, PACKAGEKIT = "linux-patch-api", "packagekitd"


class Container(Testbed):
    """Used as a context, as every test bed."""

    up_options, agent_options = ("--archive",), ("--no-start",)
    shell = None

    def prepare(self):
        with open(self.root + "/etc/linux_patch_api/config.yaml", "w", encoding="ascii") as file:
            file.write(CONFIGURATION)
        with open(self.root + "/etc/apt/apt.conf.d/92-bench", "w", encoding="ascii") as file:
            file.write(APT.format(**self.facts))
        self.shell = subprocess.Popen([SANDBOX, "sh", self.name, "bash", "--norc"],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._write(FUNCTIONS)
        self.run("systemctl start " + UNIT)

    def __exit__(self, *_):
        if self.shell:
            self.shell.stdin.close()
            try:
                self.shell.wait(10)
            except subprocess.TimeoutExpired:
                self.shell.kill()
                self.shell.wait()
        super().__exit__()

    @property
    def files(self):
        """Where the client certificate and its authority lie."""
        return os.path.join(ROOT, "artifacts", "sandbox", self.name)

    def client(self):
        return client.Client(self.facts["address"], self.files)

    def run(self, command):
        """Output of a command line in the container's shell; what it does to the shell's variables is forgotten."""
        self._write(f"output=$( {{ {command}\n}} 2>/var/tmp/bench-stderr </dev/null); echo $?; echo \"$output\"; echo __end__\n")
        lines = list(iter(self._line, "__end__"))
        if lines[0] != "0":
            raise CommandFailed(f"{command}: {lines[0]}: {self._stderr()}")
        return "\n".join(lines[1:])

    def timed(self, command):
        """Milliseconds that a command takes, measured inside."""
        self._write(f"timed {command}\n")
        code, microseconds = self._line().split()
        if code != "0":
            raise CommandFailed(f"{command}: {code}: {self._stderr()}")
        return int(microseconds) / 1000

    def settle(self):
        """Waits until the agent and packagekitd are done with what they do after a change; after 20 s goes on all the same."""
        quiet, before, deadline = 0, None, time.monotonic() + SETTLE_SECONDS
        while quiet < SETTLE_QUIET_STEPS and time.monotonic() < deadline:
            pids = self._pids(AGENT, PACKAGEKIT)
            now = pids, processes.cpu_seconds(pids)
            quiet = quiet + 1 if before and now[0] == before[0] and now[1] - before[1] < SETTLE_CPU_SECONDS else 0
            before = now
            time.sleep(SETTLE_STEP_SECONDS)

    def restart_agent(self):
        # systemd counts starts and refuses the sixth within ten seconds.
        self.run(f"systemctl reset-failed {UNIT}; systemctl restart {UNIT}")

    def agent_cpu_ms(self):
        """CPU time of the agent since its start."""
        return processes.cpu_seconds(self._pids(AGENT)) * 1000

    def agent_memory_kb(self):
        """RSS and PSS."""
        return processes.memory_kb(self._pids(AGENT))

    def _pids(self, *names):
        """Of the machine, of those processes of the container that have one of these names."""
        space, found = os.stat(f"/proc/{self.facts['pid']}/ns/pid").st_ino, []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                    if file.read().strip() in names and os.stat(f"/proc/{pid}/ns/pid").st_ino == space:
                        found.append(int(pid))
            except FileNotFoundError:
                continue
        return found

    def _write(self, text):
        self.shell.stdin.write(text)
        self.shell.stdin.flush()

    def _line(self):
        line = self.shell.stdout.readline()
        if not line:
            raise CommandFailed("the container's shell ended")
        return line.rstrip("\n")

    def _stderr(self):
        with open(self.root + "/var/tmp/bench-stderr", encoding="utf-8", errors="replace") as file:
            return " ".join(file.read().split("\n")[-4:]).strip()
