# Options that every module of this collection has.
from __future__ import absolute_import, division, print_function

__metaclass__ = type


class ModuleDocFragment(object):
    DOCUMENTATION = r"""
options:
  host:
    description:
      - Name or address of the agent. Its certificate must carry it.
    type: str
    required: true
  port:
    description:
      - Port of the agent.
    type: int
    default: 12443
  ca_path:
    description:
      - The authority that the agent's certificate is held against, as PEM. No other authority is trusted, and the check cannot be turned
        off.
    type: path
    default: ~/.config/linux-patch-api/ca.pem
  client_cert:
    description:
      - The client certificate as PEM.
    type: path
    default: ~/.config/linux-patch-api/client.pem
  client_key:
    description:
      - The key of I(client_cert) as PEM, without a password.
    type: path
    default: ~/.config/linux-patch-api/client.key.pem
  timeout:
    description:
      - Seconds that a read may take. A plan may take 15 minutes, because the package manager makes it.
    type: int
    default: 30
  busy_timeout:
    description:
      - Seconds for which a request is sent again when the agent refuses it for the moment, such as while another program holds the lock
        of the package database.
    type: int
    default: 120
notes:
  - Runs on the controller, so the play needs C(connection=local) or the task C(delegate_to=localhost). Nothing is installed on the host
    but the agent.
  - The group C(linux_patch_api.agent.agent) of C(module_defaults) takes I(host) and the certificates once for all modules.
author:
  - linux-patch-api authors
"""

    # Of the modules that make a job.
    JOB = r"""
options:
  run:
    description:
      - Names this run, such as the number of a change. When the controller dies, the same task with the same I(run) goes on with the job
        that it began, and reports what became of it. The agent recognises it for 24 hours, for the same client certificate.
      - A job that had ended before is not taken for this run's result; the task looks at the host again.
      - Without it each run of the task is a new one. It waits for what is under way on the host before it plans.
    type: str
  wait:
    description:
      - Whether to wait for the end of the job. Without, C(changed) is false, because nothing is verified yet; the module
        M(linux_patch_api.agent.job) reports the outcome by I(job_id).
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait for the end of the job. The job goes on after that.
    type: int
    default: 7200
  silence_timeout:
    description:
      - Seconds for which a host with a job may be silent, because it reboots or replaces its agent.
    type: int
    default: 900
attributes:
  check_mode:
    description: Is the dry run of the agent; nothing changes.
    support: full
  diff_mode:
    description: Shows the plan; after a change, what was verified.
    support: full
"""

    READ = r"""
attributes:
  check_mode:
    description: Changes nothing in any mode.
    support: full
  diff_mode:
    description: Nothing to show.
    support: none
"""
