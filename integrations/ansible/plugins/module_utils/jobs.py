"""Begins a change so that it happens once, and follows its job to the end."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import uuid

from ansible.module_utils.basic import AnsibleModule

from .connection import AGENT_OPTIONS, MAX_PAUSE, PAUSE, PLAN_SECONDS, Agent, AgentError, NotReached, Refused
from .plans import ENDED, diff, entries, changes_of, has_changed, key_of, outcome, summary

# Seconds that one request for a job waits in the agent.
WAIT_SECONDS = 30

# Pause between two requests for a job. Origin: two reads a second are what the agent lets one client do for long.
POLL_PAUSE = 0.5

# Attempts under the name of one run. Origin: the agent lets a client change something 20 times a minute; each takes a read and a change.
MAX_ATTEMPTS = 16

# Jobs looked at for unfinished ones. Origin: the default of jobs.max_queue_depth.
NEWEST = 100

JOB_OPTIONS = dict(
    run=dict(type="str"),
    wait=dict(type="bool", default=True),
    wait_timeout=dict(type="int", default=7200),
    silence_timeout=dict(type="int", default=900),
)

REUSED = "IDEMPOTENCY_KEY_REUSED"


class Request:
    """One change: what is sent, and how the same is asked as a dry run."""

    def __init__(self, method, path, body=None, query=None, digest=None, once=False):
        self.method, self.path, self.body, self.query, self.digest = method, path, body, query, digest
        # Nothing on the host tells whether this was done already, so the run does: a restart, a reboot.
        self.once = once

    def arguments(self, dry_run):
        extra = dict(dry_run=True) if dry_run else dict(plan_digest=self.digest) if self.digest else {}
        if self.method == "DELETE":
            query = dict(self.query or {}, **extra)
            return dict(query={name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()})
        return dict(body=dict(self.body or {}, **extra))

    def identity(self):
        return [self.method, self.path, self.body, self.query, self.digest]


class Work:
    """The host while one module works on it."""

    def __init__(self, module, agent):
        self.module, self.agent = module, agent
        self.run = module.params.get("run")
        self.waited_for = []

    def plan(self, request, key=None):
        if not self.agent.reached:
            # A plan may take long; that nobody is there should not.
            self.agent.get("/health")
        return self.agent.patient(
            request.method, request.path, key=key or str(uuid.uuid4()), timeout=PLAN_SECONDS, **request.arguments(dry_run=True))

    def settle(self):
        """A plan that is made while something else changes the host is worth nothing: waits for what is under way."""
        listed = self.agent.patient("GET", "/api/v1/jobs", query=dict(limit=NEWEST)).get("jobs") or []
        for job in reversed(listed):
            if job.get("status") not in ENDED:
                self.waited_for.append(job["job_id"])
                self.follow(job["job_id"])

    def find(self, request):
        """
        The job of an earlier attempt of this run that has not ended, or None; the plan when there is none; and the key to begin with.
        A dry run with a key that was used for the change is refused, so asking does nothing.
        """
        if not self.run:
            self.settle()
            key = str(uuid.uuid4())
            return None, self.plan(request, key), key
        for attempt in range(MAX_ATTEMPTS):
            key = key_of(self.run, self.agent.name, request.identity(), attempt)
            try:
                plan = self.plan(request, key)
            except Refused as refusal:
                if refusal.code != REUSED:
                    raise
                job = self.job(self.send(request, key)["job_id"])
                if job is None:
                    continue
                if job["status"] not in ENDED or (request.once and job["status"] == "completed"):
                    return job, None, key
                continue
            before = len(self.waited_for)
            self.settle()
            return None, plan if len(self.waited_for) == before else self.plan(request, key), key
        raise AgentError("the run %s has begun %d jobs for this already: give it another name" % (self.run, MAX_ATTEMPTS))

    def send(self, request, key):
        return self.agent.patient(request.method, request.path, key=key, **request.arguments(dry_run=False))

    def job(self, job_id):
        try:
            return self.agent.patient("GET", "/api/v1/jobs/%s" % job_id)
        except Refused as refusal:
            if refusal.code == "JOB_NOT_FOUND":
                return None
            raise

    def follow(self, job_id):
        """By long poll to the end. Whatever ends this does not end the job."""
        agent, params = self.agent, self.module.params
        begun = heard = agent.clock()
        wait = None
        how = "go on with it: linux_patch_api.agent.job with job_id %s" % job_id
        while True:
            try:
                job = agent.get("/api/v1/jobs/%s" % job_id, wait=wait, timeout=params["timeout"] + (wait or 0))
                heard, wait, pause = agent.clock(), WAIT_SECONDS, POLL_PAUSE
                if job.get("status") in ENDED:
                    return job
                last = "%s, %s%%, %s" % (job.get("status"), job.get("progress"), job.get("message"))
            except (NotReached, Refused) as silence:
                if isinstance(silence, Refused) and not silence.result["retryable"]:
                    raise AgentError("%s; %s" % (silence, how), job_id=job_id, **silence.result) from silence
                if agent.clock() - heard > params["silence_timeout"]:
                    raise AgentError(
                        "%s, for %d s; %s" % (silence, agent.clock() - heard, how), job_id=job_id, **silence.result) from silence
                pause = min(getattr(silence, "retry_after", None) or PAUSE, MAX_PAUSE)
                last = str(silence)
            if agent.clock() - begun > params["wait_timeout"]:
                raise AgentError(
                    "the job has not ended within %d s (%s); %s" % (params["wait_timeout"], last, how), job_id=job_id, finished=False)
            agent.sleep(pause)

    def finish(self, job_id, resumed=False, **result):
        """Follows the job and ends the module with what became of it."""
        result.update(resumed=resumed, waited_for=self.waited_for)
        if not self.module.params["wait"]:
            self.module.exit_json(
                changed=False, job_id=job_id, finished=False, msg="job %s is begun; nothing is verified yet" % job_id, **result)
        known = self.job(job_id)
        ended_before = resumed and known is not None and known["status"] in ENDED
        job = known if ended_before else self.follow(job_id)
        self.report(job, changed=has_changed(job) and not ended_before, **result)

    def report(self, job, changed, **result):
        for warning in job.get("warnings") or []:
            self.module.warn("%s: %s" % (self.agent.name, warning))
        result.update(outcome(job), changed=changed, msg=summary(job))
        if self.module._diff:
            result["diff"] = diff(changes_of(job), self.agent.name)
        if job["status"] != "completed":
            self.module.fail_json(**result)
        self.module.exit_json(**result)

    def show(self, plan, changed=None, **result):
        """Ends the module with a plan: check mode, or nothing to do."""
        planned = entries(plan)
        result.update(
            plan=plan, planned=planned, digest=plan.get("digest"), waited_for=self.waited_for,
            changed=bool(planned) if changed is None else changed)
        if self.module._diff:
            result["diff"] = diff(planned, self.agent.name)
        self.module.exit_json(**result)


def run_module(options, work, **more):
    """Runs `work(module, Work)`; a refusal, a lost connection and a missing file are failures with a reason, never a traceback."""
    module = AnsibleModule(argument_spec=dict(AGENT_OPTIONS, **options), supports_check_mode=True, **more)
    try:
        work(module, Work(module, Agent(module.params)))
    except AgentError as failure:
        module.fail_json(msg=str(failure), **failure.result)
