"""What Ansible costs its controller for each host: the collection's modules against the agents of the density bench, beside a module that does
nothing. Takes about ten minutes; needs root, ansible-core, and the package. CONTROLLER_AGENTS is the number of agents, 100 unless told otherwise."""

import os
import re
import resource
import subprocess
import time

import fleet
import fleet_network
import processes
import sections
import testbed

NAME = "bench-controller"
AGENTS = int(os.environ.get("CONTROLLER_AGENTS", "100"))
# Agents that start at the same time share PackageKit for their first lists.
STEP = 10
# Twice Ansible's default: the modules mostly wait for an answer.
FORKS = 10
SAMPLE_SECONDS = 0.5
COLLECTION = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "integrations", "ansible")

# The name in the report, and the task.
TASKS = {
    "a module that does nothing": "ansible.builtin.ping: {}",
    "info: health, system, patches": "linux_patch_api.agent.info: {gather: [health, system, patches]}",
    "plan of everything": "linux_patch_api.agent.plan: {}",
}

PLAY = """\
- hosts: all
  gather_facts: false
  module_defaults:
    group/linux_patch_api.agent.agent: {{host: "{{{{ inventory_hostname }}}}"}}
  tasks:
    - {task}
"""


def run(context):
    with testbed.Testbed(NAME, context.package) as container, fleet_network.Network(AGENTS) as network:
        with fleet.Fleet(container, network, context.work) as agents:
            for first in range(1, AGENTS + 1, STEP):
                agents.start(range(first, min(first + STEP, AGENTS + 1)))
            figures = measure(context, agents)
    return sections.Section("controller", figures, [], markdown(figures))


def measure(context, agents):
    environment = prepare(context.work, agents)
    figures = {"agents": AGENTS, "forks": FORKS, "ansible": version(environment)}
    for name, task in TASKS.items():
        play = os.path.join(context.work, "play.yml")
        with open(play, "w", encoding="utf-8") as file:
            file.write(PLAY.format(task=task))
        runs = [play_once(environment, play, context.work, agents) for _ in range(context.rounds)]
        figures[name] = {key: sections.Spread(tuple(one[key] for one in runs)).as_json() for key in runs[0]}
    return figures


def prepare(work, agents):
    """A controller's home: the collection, the client's files where the modules look for them, the hosts."""
    home = os.path.join(work, "controller")
    own = os.path.join(home, ".config", "linux-patch-api")
    os.makedirs(own)
    for name in ("ca.pem", "client.pem", "client.key.pem"):
        os.symlink(os.path.join(agents.client, name), os.path.join(own, name))
    with open(os.path.join(home, "hosts.ini"), "w", encoding="ascii") as file:
        file.writelines(fleet_network.address(number) + "\n" for number in agents.network.numbers)
        file.write("[all:vars]\nansible_connection=local\nansible_python_interpreter=/usr/bin/python3\n")
    environment = os.environ | {"HOME": home, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "1", "ANSIBLE_FORKS": str(FORKS),
                                "ANSIBLE_INVENTORY": os.path.join(home, "hosts.ini"), "LC_ALL": "C.UTF-8"}
    for command in (["build", COLLECTION, "--output-path", home], ["install", os.path.join(home, archive())]):
        subprocess.run(["ansible-galaxy", "collection", *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    return environment


def archive():
    with open(os.path.join(COLLECTION, "galaxy.yml"), encoding="utf-8") as file:
        return f"linux_patch_api-agent-{re.search('^version: (.*)$', file.read(), re.MULTILINE).group(1)}.tar.gz"


def version(environment):
    return subprocess.run(["ansible", "--version"], check=True, env=environment, capture_output=True, text=True).stdout.splitlines()[0]


def play_once(environment, play, work, agents):
    """One run over all hosts. Time of the whole run and CPU of the controller and of the agent in ms a host, memory in MB."""
    agent, used, begun, most = processes.cpu_seconds(agents.pids), own_seconds(), time.monotonic(), 0
    with open(os.path.join(work, "play.log"), "w+", encoding="utf-8") as log:
        with subprocess.Popen(["ansible-playbook", play], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
            while running(process):
                most = max(most, memory_of(process.pid))
        seconds = time.monotonic() - begun
        log.seek(0)
        reached = len(re.findall(r"(?m)^10\.214\.\S+ +: ok=1 .*unreachable=0 +failed=0 ", log.read()))
    if process.returncode or reached != AGENTS:
        raise RuntimeError(f"ansible-playbook ended with {process.returncode} and reached {reached} of {AGENTS}")
    return {
        "wall_ms": seconds / AGENTS * 1000,
        "controller_cpu_ms": (own_seconds() - used) / AGENTS * 1000,
        "agent_cpu_ms": (processes.cpu_seconds(agents.pids) - agent) / AGENTS * 1000,
        "controller_pss_mb": most / 1024,
    }


def running(process):
    try:
        process.wait(SAMPLE_SECONDS)
        return False
    except subprocess.TimeoutExpired:
        return True


def own_seconds():
    """CPU of the processes that this one has started and that have ended, with theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def memory_of(pid):
    """Of the controller with all its workers at this moment, kB; the ones that end meanwhile are left out."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += processes.memory_kb([one])[1]
            waiting += processes.family(one)[1:]
        except OSError:
            continue
    return total


def markdown(figures):
    rows = [(name, *(spread(figures[name][key]) for key in ("wall_ms", "controller_cpu_ms", "agent_cpu_ms", "controller_pss_mb")))
            for name in TASKS]
    head = ("task", "time, ms a host", "CPU of the controller, ms a host", "CPU of the agent, ms", "memory of the controller, MB at most")
    return f"""\
## Controller

{figures['ansible']} with {figures['forks']} forks against {figures['agents']} agents (see Density), one task a run; the time is that of the
whole run divided by the hosts. The module that does nothing shows what Ansible itself takes for a task on a host.

{sections.table(head, rows)}"""


def spread(figure):
    return str(sections.Spread(tuple(figure["rounds"])))
