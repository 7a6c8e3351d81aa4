# An inventory of agents.
from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
name: hosts
short_description: Agents from a list, with what they know of their hosts
description:
  - Reads the C(hosts.txt) of the agent's own client, or names in the file itself. All hosts get C(ansible_connection=local), because the
    modules of this collection run on the controller.
  - With I(probe), each agent is asked once, and its answers are variables for groups.
  - The file must end in C(agents.yml) or C(agents.yaml).
author:
  - linux-patch-api authors
extends_documentation_fragment:
  - constructed
options:
  plugin:
    description:
      - The name of this plugin.
    required: true
    choices: [linux_patch_api.agent.hosts]
  file:
    description:
      - One host a line, a name or address, with C(:PORT) when that is not 12443; C(#) begins a comment. Relative to the inventory file.
    type: str
  hosts:
    description:
      - The same as a list.
    type: list
    elements: str
    default: []
  group:
    description:
      - The group of all hosts.
    type: str
    default: agents
  probe:
    description:
      - Ask each agent for health, system and the number of its updates. Variables C(agent_health), C(agent_system), C(agent_patches);
        hosts that do not answer are in the group C(agents_unreached), with C(agent_problem).
    type: bool
    default: false
  at_once:
    description:
      - Agents that are asked at the same time.
    type: int
    default: 32
  timeout:
    description:
      - Seconds that an answer may take.
    type: int
    default: 10
  ca_path:
    description:
      - For I(probe).
    type: path
    default: ~/.config/linux-patch-api/ca.pem
  client_cert:
    description:
      - For I(probe).
    type: path
    default: ~/.config/linux-patch-api/client.pem
  client_key:
    description:
      - For I(probe).
    type: path
    default: ~/.config/linux-patch-api/client.key.pem
"""

EXAMPLES = r"""
# web.agents.yml
plugin: linux_patch_api.agent.hosts
file: hosts.txt
probe: true
groups:
  reboot_needed: agent_system.pending_reboot
  security_waits: agent_patches.security_updates > 0
keyed_groups:
  - key: agent_system.os
    prefix: os
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible_collections.linux_patch_api.agent.plugins.module_utils.connection import Agent, AgentError
from ansible_collections.linux_patch_api.agent.plugins.module_utils.host_list import parse_list

UNREACHED = "agents_unreached"

# No change is sent, so nothing has to be waited for.
BUSY_SECONDS = 0


class InventoryModule(BaseInventoryPlugin, Constructable):
    NAME = "linux_patch_api.agent.hosts"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(("agents.yml", "agents.yaml"))

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        texts, origin = list(self.get_option("hosts")), path
        if self.get_option("file"):
            origin = os.path.join(os.path.dirname(path), os.path.expanduser(self.get_option("file")))
            try:
                with open(origin, encoding="utf-8-sig") as lines:
                    texts += lines.read().split("\n")
            except (OSError, UnicodeDecodeError) as wrong:
                raise AnsibleParserError("%s: %s" % (origin, wrong)) from wrong
        try:
            hosts = parse_list(texts)
        except ValueError as wrong:
            raise AnsibleParserError("%s: %s" % (origin, wrong)) from wrong
        group = self.inventory.add_group(self.get_option("group"))
        for host in hosts:
            self.inventory.add_host(host.name, group=group)
            for name, value in (
                    ("ansible_host", host.address), ("linux_patch_api_port", host.port), ("ansible_connection", "local"),
                    ("ansible_python_interpreter", sys.executable)):
                self.inventory.set_variable(host.name, name, value)
        if self.get_option("probe"):
            self._probe(hosts)
        strict = self.get_option("strict")
        for host in hosts:
            known = self.inventory.get_host(host.name).get_vars()
            self._set_composite_vars(self.get_option("compose"), known, host.name, strict=strict)
            self._add_host_to_composed_groups(self.get_option("groups"), known, host.name, strict=strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), known, host.name, strict=strict)

    def _probe(self, hosts):
        self.inventory.add_group(UNREACHED)
        common = {name: self.get_option(name) for name in ("ca_path", "client_cert", "client_key", "timeout")}
        for name in ("ca_path", "client_cert", "client_key"):
            common[name] = os.path.expanduser(common[name])

        def ask(host):
            agent = Agent(dict(common, host=host.address, port=host.port, busy_timeout=BUSY_SECONDS))
            patches = agent.get("/api/v1/patches", limit=1)
            return dict(
                agent_health=agent.get("/health"), agent_system=agent.get("/api/v1/system/info"),
                agent_patches={name: patches.get(name) for name in ("total", "security_updates", "requires_reboot", "stale")})

        with ThreadPoolExecutor(max_workers=max(1, self.get_option("at_once"))) as pool:
            asked = [(host, pool.submit(ask, host)) for host in hosts]
        for host, answer in asked:
            try:
                for name, value in answer.result().items():
                    self.inventory.set_variable(host.name, name, value)
            except AgentError as failure:
                self.display.warning(str(failure))
                self.inventory.set_variable(host.name, "agent_problem", str(failure))
                self.inventory.add_host(host.name, group=UNREACHED)
