"""The load generator (verbs: Commands.cs), as a process that is spoken to by lines."""

import os
import subprocess
import threading

import servers

HERE = os.path.dirname(os.path.abspath(__file__))
GENERATOR = os.path.join(HERE, "bin", "Release", "net10.0", "LoadGenerator.dll")
# Longer than any run of it takes; a server that answers no more must not hold up the benchmark for ever.
LIMIT_SECONDS = 300


def build():
    subprocess.run(["dotnet", "build", os.path.join(HERE, "LoadGenerator.csproj"), "-c", "Release", "-v", "quiet", "--nologo"],
                   check=True, stdout=subprocess.DEVNULL)


class Load:
    """One run of it. A context manager: the process is gone after the block, whatever happened in it."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(["taskset", "-c", servers.LOAD_CORE, "dotnet", "exec", GENERATOR, *map(str, arguments)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.limit = threading.Timer(LIMIT_SECONDS, self.process.kill)
        self.limit.daemon = True
        self.limit.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.process.kill()
        self.process.stdin.close()
        code = self.process.wait()
        self.limit.cancel()
        self.process.stdout.close()
        if kind is None and code != 0:
            raise RuntimeError(f"the load generator ended with {code}")

    def line(self):
        """What it prints next; it waits for that line's sake."""
        text = self.process.stdout.readline()
        if not text:
            raise RuntimeError(f"the load generator ended with {self.process.wait()}")
        return text.strip()

    def go(self):
        """Lets it go on from where it waits for a line."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
