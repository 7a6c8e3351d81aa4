"""The load generator (verbs: Commands.cs), as a process that is spoken to by lines."""

import os
import subprocess

import servers

HERE = os.path.dirname(os.path.abspath(__file__))
GENERATOR = os.path.join(HERE, "bin", "Release", "net10.0", "LoadGenerator.dll")


def build():
    subprocess.run(["dotnet", "build", os.path.join(HERE, "LoadGenerator.csproj"), "-c", "Release", "-v", "quiet", "--nologo"],
                   check=True, stdout=subprocess.DEVNULL)


class Load:
    """One run of it. A context manager: the process is gone after the block, whatever happened in it."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(["taskset", "-c", servers.LOAD_CORE, "dotnet", "exec", GENERATOR, *map(str, arguments)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.process.kill()
        self.process.stdin.close()
        code = self.process.wait()
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
