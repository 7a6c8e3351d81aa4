"""The agent's own work beside what people use today for it: lists, changes, growth with the number of packages, latency meanwhile.

All in one booted container with real dpkg, apt and PackageKit.
"""

import time

import changes
import client
import container
import growth
import lists
import made_database
from sections import Section

NAME = "bench-work"
PARTS = (lists, changes, growth)


def run(context):
    """A part that cannot be measured is said to be so and does not keep the others from it."""
    figures, rows, text, incomplete, begin = {}, [], ["## The agent's own work\n"], False, time.monotonic()
    with container.Container(NAME, context.package) as host:
        host.run("apt-get update -q && apt-get install -y packagekit-tools && apt-get upgrade -y")
        for part in PARTS:
            try:
                done = part.measure(host, context)
            except (container.CommandFailed, client.Unexpected, made_database.NoArchive, OSError) as trouble:
                name = part.__name__
                figures[name] = {"not_measured": str(trouble)}
                text.append(f"### {name.capitalize()}\n\nnot measured: {trouble}\n")
                incomplete = True
                continue
            figures[done.name] = done.figures
            rows += done.rows
            text.append(done.markdown)
    figures["seconds"] = round(time.monotonic() - begin)
    text.append(f"This section took {figures['seconds']} s.\n")
    return Section("own_work", figures, rows, "\n".join(text), incomplete)
