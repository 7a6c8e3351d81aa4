"""The HTTPS door beside others: same certificates, mutual TLS 1.3, same answer, interleaved rounds in one run.

A server runs on one core, the load on another, and the server's own CPU time is what is read: the result depends little on how fast the
load generator is.
"""

import json
import os
import ssl
import subprocess
import urllib.request

import builds
import bus
import contestants
import doors_report
import idle
import limit
import load
import processes
import servers
from rounds import Rounds
from sections import Section, Spread

HERE = os.path.dirname(os.path.abspath(__file__))


def make_pki(work):
    pki = os.path.join(work, "pki")
    os.makedirs(pki)
    subprocess.run(["bash", os.path.join(HERE, "pki.sh"), pki], check=True)
    return pki


def get_health(server, pki, certificate=True):
    context = ssl.create_default_context(cafile=os.path.join(pki, "ca.pem"))
    if certificate:
        context.load_cert_chain(os.path.join(pki, "client.pem"), os.path.join(pki, "client.key.pem"))
    with urllib.request.urlopen(f"https://{server.address}/health", context=context, timeout=10) as response:
        return response.read()


def lets_strangers_in(server, pki):
    try:
        get_health(server, pki, certificate=False)
        return True
    # An alert, a closed connection, or an answer of 400 as nginx gives.
    except OSError:
        return False


def started_once(server, pki):
    """Its answer, and the files that it maps once it has given one. One that asks for no certificate does other work than ours."""
    server.start()
    try:
        if lets_strangers_in(server, pki):
            raise RuntimeError("it answers without a client certificate")
        return get_health(server, pki), processes.mapped_code(server.pids())
    finally:
        server.stop()


def line_up(context, pki, address_of_bus):
    """The agent, the contestants that could be built and answer the same, and {name: what there is to say of it} for all of them."""
    ours = servers.Ours(context.work, pki, context.binary)
    ours.environment = {"DBUS_SYSTEM_BUS_ADDRESS": address_of_bus}
    answer, mapped = started_once(ours, pki)
    path = os.path.join(context.work, "answer.json")
    with open(path, "wb") as file:
        file.write(answer)
    present = [ours]
    about = {ours.name: describe(mapped, version_of(context.binary), "checked", "one core seen by its pool", context.binary)}
    for kind in contestants.ALL:
        try:
            program, version = builds.program(kind.name, os.path.join(context.out, "contestants"))
            server = kind(context.work, pki, path, program)
            same, mapped = started_once(server, pki)
            if same != answer:
                raise RuntimeError("its answer is another one")
        except (builds.NotBuilt, RuntimeError, OSError) as error:
            about[kind.name] = {"not_measured": str(error)}
            continue
        present.append(server)
        about[kind.name] = describe(mapped, version, kind.revocation, kind.threads, server.program_path())
    return present, about, len(answer)


def version_of(binary):
    return subprocess.run([binary, "--version"], stdout=subprocess.PIPE, text=True, timeout=10, check=True).stdout.split(" build-id")[0].strip()


def describe(mapped, version, revocation, threads, program):
    return {"version": version, "revocation_list": revocation, "threads": threads, "binary_bytes": os.path.getsize(program),
            "installed_bytes": sum(mapped.values()), "mapped": {os.path.basename(path): size for path, size in mapped.items()}}


def run(context):
    load.build()
    pki = make_pki(context.work)
    try:
        with bus.Bus(context.work) as private:
            present, about, answer_bytes = line_up(context, pki, private.address)
            operations = limit.speeds(servers.SERVER_CORE)
            spreads = Rounds(present, pki, context.rounds).run()
            idleness, seconds, busy = measure_idle(present, pki)
    finally:
        servers.stop_all()
    for name, values in idleness.items():
        about[name].update(wakeups_per_watchdog_period=values["wakeups"], wakeups_per_minute=sum(values["wakeups"]) * 60 / seconds,
                           cpu_seconds_per_hour=values["cpu_seconds"] * 3600 / seconds, wakeups_by_thread=values["threads"])
    figures = {
        "answer_bytes": answer_bytes,
        "limit": {"openssl": limit.version(), "openssl_seconds": operations, "handshake_us": limit.handshake_us(operations)},
        "contestants": about,
        "idle_seconds": seconds,
        "idle_machine_busy": busy,
        "servers": {name: {key: spread.as_json() for key, spread in values.items()} for name, values in spreads.items()},
    }
    with open(os.path.join(context.out, "doors.json"), "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)
    return section(context, figures)


def measure_idle(present, pki):
    for server in present:
        server.start()
        get_health(server, pki)
    result = idle.measure(present)
    for server in present:
        server.stop()
    return result


def section(context, figures):
    """Out of the figures alone, so that a report can be written again without a run."""
    spreads = {name: {key: Spread(tuple(value["rounds"])) for key, value in values.items()} for name, values in figures["servers"].items()}
    return Section("doors", figures, doors_report.judge(context.budgets, spreads, figures["contestants"]),
                   doors_report.markdown(context.out, spreads, figures))
