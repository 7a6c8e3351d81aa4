"""A booted container of the test bed with the packaged agent in it, for sections that look at processes from the machine's side."""

import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SANDBOX = os.path.join(HERE, "..", "Support", "Sandbox", "sandbox")


class CommandFailed(RuntimeError):
    """A command did not succeed; the message has what it wrote to stderr."""


class Testbed:
    """Used as a context; it is taken down at the end, also when this process is killed."""

    # Of the verbs that bring it up.
    up_options, agent_options = (), ()

    def __init__(self, name, package):
        self.name, self.package = name, package
        self.facts = {}

    def __enter__(self):
        if not self.package:
            raise RuntimeError("no package was given (--package)")
        try:
            self.sandbox("up", *self.up_options, "--owner", str(os.getpid()))
            self.sandbox("agent", "--package", self.package, *self.agent_options)
            self.facts = dict(line.split("=", 1) for line in self.sandbox("info").splitlines())
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run([SANDBOX, "down", self.name], check=False, stdout=subprocess.DEVNULL)

    def prepare(self):
        """What else belongs to it, once it is up."""

    @property
    def root(self):
        return self.facts["root"]

    @property
    def leader(self):
        """The machine's process id of the container's PID 1."""
        return int(self.facts["pid"])

    def sandbox(self, verb, *arguments):
        done = subprocess.run([SANDBOX, verb, self.name, *arguments], check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise CommandFailed(f"sandbox {verb}: {done.stderr.strip()}")
        return done.stdout

    def inside(self, *command):
        return self.sandbox("sh", *command)

    def agent_pid(self):
        """The machine's process id of the agent that the unit runs."""
        own = self.inside("systemctl", "show", "--value", "-p", "MainPID", "linux-patch-api.service").strip()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{pid}/ns/pid") != os.readlink(f"/proc/{self.leader}/ns/pid"):
                    continue
                with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                    numbers = next(line for line in file if line.startswith("NSpid:")).split()[1:]
            except OSError:
                continue
            if numbers[-1] == own:
                return int(pid)
        raise RuntimeError("the agent in the container does not run")
