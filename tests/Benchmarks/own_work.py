"""The agent's own work beside what people use today for it: lists, changes, growth with the number of packages, latency meanwhile.

All in one booted container with real dpkg, apt and PackageKit. `own_work.py DEB [ROUNDS]` runs it alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

import changes
import client
import container
import growth
import lists
import made_database
from sections import Context, Section

NAME = "bench-work"
PARTS = (lists, changes, growth)


def run(context):
    """A part that cannot be measured is said to be so and does not keep the others from it."""
    figures, rows, text, begin = {}, [], ["## The agent's own work\n"], time.monotonic()
    with container.Container(NAME, context.package) as host:
        host.run("apt-get update -q && apt-get install -y packagekit-tools && apt-get upgrade -y")
        for part in PARTS:
            try:
                done = part.measure(host, context)
            except (container.CommandFailed, client.Unexpected, made_database.NoArchive, OSError, subprocess.CalledProcessError) as trouble:
                name = part.__name__
                figures[name] = {"not_measured": str(trouble)}
                text.append(f"### {name}\n\nnot measured: {trouble}\n")
                continue
            figures[done.name] = done.figures
            rows += done.rows
            text.append(done.markdown)
    figures["seconds"] = round(time.monotonic() - begin)
    text.append(f"This section took {figures['seconds']} s.\n")
    return Section("own_work", figures, rows, "\n".join(text))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(os.path.join(container.ROOT, "aot", "budgets.json"), encoding="utf-8") as file:
        budgets = json.load(file)
    out = os.path.join(container.ROOT, "artifacts", "bench")
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lpa-bench-") as work:
        rounds = int(sys.argv[2]) if len(sys.argv) == 3 else 5
        section = run(Context("", os.path.abspath(sys.argv[1]), rounds, work, out, budgets))
    print(section.markdown)
    with open(os.path.join(out, "own_work.json"), "w", encoding="utf-8") as file:
        json.dump({"figures": section.figures, "rows": [vars(row) for row in section.rows]}, file, indent=2)
    for row in section.rows:
        print(f"{row.what}: {row.measured:.3g} {row.unit}, budget {row.budget:g}: {'met' if row.met else 'MISSED'}")
    return any(not row.met for row in section.rows)


if __name__ == "__main__":
    sys.exit(main())
