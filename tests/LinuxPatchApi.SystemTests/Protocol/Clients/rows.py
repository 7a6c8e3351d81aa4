"""The manager's rows: what it makes of each answer to a command, and its retry chain, in scaled time."""
import time

from strict import ACCEPTED, ENDED, JOB, Unreadable, read, text

# A minute of the manager. It polls once in one, and sends again after so many.
MINUTE = 0.2
CHAIN = (1, 5, 30)

# What it takes for "later" when it sends a command; Retry-After is not read.
LATER = (409, 429, 503)


class Row:
    def __init__(self, agent, path, body):
        self.agent = agent
        self.path = path
        self.body = body

    def run(self, accepted=lambda attempt, job: None, refused=lambda attempt, why: None):
        """Plays the row to its end. The hooks are what happens on the host meanwhile."""
        for attempt, pause in enumerate((0, *CHAIN), 1):
            time.sleep(pause * MINUTE)
            status, content = self.agent.exchange("POST", self.path, self.body)
            if 200 <= status < 300:
                job = read(content, ACCEPTED, self.path)["job_id"]
                print("sent", attempt, status)
                accepted(attempt, job)
                why = self.poll(job)
                print("polled", attempt, why or "completed")
                if why is None:
                    return "succeeded"
            elif status in LATER:
                print("refused", attempt, status, content["code"])
                refused(attempt, f"{status} {content['code']}")
            else:
                raise Unreadable(f"{self.path}: {status} {content}")
        return "failed"

    def poll(self, job):
        """Why the command is sent again; None when it has succeeded."""
        while True:
            status, content = self.agent.exchange("GET", f"/api/v1/jobs/{job}")
            if status == 404:
                return f"404 {content['code']}"
            if status != 200:
                raise Unreadable(f"job {job}: {status} {content}")
            seen = read(content, JOB, "job")
            if seen["status"] == "completed":
                return None
            if seen["status"] in ENDED:
                # A cancelled job may have no error.
                if seen["status"] == "failed":
                    print("error", read(seen, {"error": text}, "job")["error"])
                return seen["status"]
            time.sleep(MINUTE)
