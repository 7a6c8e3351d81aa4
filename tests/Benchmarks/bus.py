"""A message bus of its own for a run. An agent without one looks for it again and again, which no host makes it do."""

import os
import subprocess
import time

START_SECONDS = 5


class Bus:
    """A context manager; address is what DBUS_SYSTEM_BUS_ADDRESS is set to. Nothing is on it: no PackageKit, no systemd."""

    def __init__(self, work):
        self.socket = os.path.join(work, "bus")
        self.address = f"unix:path={self.socket}"
        self.process = None

    def __enter__(self):
        self.process = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", f"--address={self.address}"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not os.path.exists(self.socket):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.__exit__(None, None, None)
                raise RuntimeError("dbus-daemon does not start")
            time.sleep(0.01)
        return self

    def __exit__(self, kind, error, trace):
        self.process.terminate()
        self.process.wait()
