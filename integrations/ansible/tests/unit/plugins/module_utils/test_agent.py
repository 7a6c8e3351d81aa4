"""What needs no agent: keys, plans, refusals, patience. Run by `make test` (AnsibleCollectionTests)."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import http.client
import io
import json
import os
import ssl
import subprocess
import tempfile
import unittest
import urllib.error
from email.message import Message

from ansible_collections.linux_patch_api.agent.plugins.module_utils import connection, jobs, plans
from ansible_collections.linux_patch_api.agent.plugins.module_utils.host_list import parse_host, parse_list
from ansible_collections.linux_patch_api.agent.plugins.modules import apply, info, package, reboot


class Clock:
    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Response(io.BytesIO):
    def __init__(self, data, status=200):
        super().__init__(json.dumps(data).encode())
        self.status, self.headers = status, Message()

    def getcode(self):
        return self.status


def success(**data):
    return Response(dict(success=True, request_id="r", timestamp="t", data=data, error=None))


def refusal(status, code, retryable=False, after=None, details=None):
    fields = Message()
    if after is not None:
        fields["Retry-After"] = str(after)
    body = dict(
        success=False, request_id="r", timestamp="t", data=None,
        error=dict(code=code, message="words", details=details, retryable=retryable))
    return urllib.error.HTTPError("https://h", status, "x", fields, io.BytesIO(json.dumps(body).encode()))


class Wire:
    """Answers in their order; each an answer, or an exception to raise. The last one stays."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def __call__(self, url, **arguments):
        self.calls.append((arguments["method"], url, arguments["headers"].get("Idempotency-Key")))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = answer() if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


class Ended(Exception):
    def __init__(self, failed, result):
        super().__init__(result)
        self.failed, self.result = failed, result


class Module:
    check_mode, _diff = False, False

    def __init__(self, **params):
        self.params, self.warnings = dict(dict(run=None, wait=True, wait_timeout=600, silence_timeout=60, timeout=30), **params), []

    def warn(self, text):
        self.warnings.append(text)

    def exit_json(self, **result):
        raise Ended(False, result)

    def fail_json(self, **result):
        raise Ended(True, result)


class WithFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.key, cls.pem = (os.path.join(cls.folder.name, name) for name in ("key.pem", "cert.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=t",
             "-days", "2", "-keyout", cls.key, "-out", cls.pem], check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def agent(self, *answers, **params):
        self.clock, self.wire = Clock(), Wire(*answers)
        given = dict(
            dict(host="h", port=12443, ca_path=self.pem, client_cert=self.pem, client_key=self.key, timeout=30, busy_timeout=100), **params)
        return connection.Agent(given, opener=self.wire, clock=self.clock, sleep=self.clock.sleep)

    def work(self, *answers, **params):
        return jobs.Work(Module(**params), self.agent(*answers))


class AgentTests(WithFiles):
    def test_a_refusal_has_the_agents_code_words_and_names(self):
        with self.assertRaises(connection.Refused) as caught:
            self.agent(refusal(409, "DEPENDENCY_CONFLICT", details=dict(packages=["a", "b"]))).patient("GET", "/x")
        self.assertEqual("DEPENDENCY_CONFLICT: words (a, b)", str(caught.exception))
        self.assertTrue(caught.exception.result["agent_reached"])

    def test_a_refusal_that_passes_is_tried_again_as_long_as_the_agent_says_and_no_longer_than_the_operator(self):
        agent = self.agent(refusal(503, "LOCKED", True, after=7), success(a=1))
        self.assertEqual(dict(a=1), agent.patient("POST", "/x", body={}, key="k"))
        self.assertEqual([7], self.clock.slept)
        with self.assertRaises(connection.Refused):
            self.agent(lambda: refusal(503, "LOCKED", True, after=30)).patient("POST", "/x", body={}, key="k")
        self.assertEqual([30, 30, 30], self.clock.slept)

    def test_what_an_operator_has_to_decide_is_not_tried_again(self):
        for code in ("REBOOT_BLOCKED", "PLAN_CHANGED", "FORBIDDEN"):
            with self.assertRaises(connection.Refused):
                self.agent(refusal(409, code, True)).patient("POST", "/x", body={}, key="k")
            self.assertEqual([], self.clock.slept)

    def test_a_change_whose_answer_was_lost_is_sent_again_with_its_key_and_never_without(self):
        agent = self.agent(success(), http.client.RemoteDisconnected("gone"), success(job_id="j"))
        agent.get("/health")
        self.assertEqual("j", agent.patient("POST", "/x", body={}, key="k")["job_id"])
        self.assertEqual(["k", "k"], [key for dummy, dummy2, key in self.wire.calls[1:]])
        agent = self.agent(success(), http.client.RemoteDisconnected("gone"), success(job_id="j"))
        agent.get("/health")
        with self.assertRaises(connection.NotReached):
            agent.patient("POST", "/x", body={})

    def test_a_host_that_never_answered_is_not_waited_for(self):
        with self.assertRaises(connection.NotReached) as caught:
            self.agent(urllib.error.URLError(ConnectionRefusedError(111, "refused"))).patient("GET", "/health")
        self.assertEqual(1, len(self.wire.calls))
        self.assertFalse(caught.exception.result["agent_reached"])

    def test_each_kind_of_failed_connection_says_what_to_look_at(self):
        for error, words in (
                (ssl.SSLEOFError(8, "EOF"), "allow-list"), (ConnectionResetError(104, "reset"), "allow-list"),
                (ssl.SSLError(1, "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] alert"), "client certificate"),
                (TimeoutError("timed out"), "no answer in time"), (http.client.IncompleteRead(b"x"), "IncompleteRead")):
            with self.assertRaises(connection.NotReached) as caught:
                self.agent(urllib.error.URLError(error) if isinstance(error, OSError) else error).get("/health")
            self.assertIn(words, str(caught.exception))

    def test_what_is_no_agent_is_not_taken_for_one(self):
        class Page(Response):
            def __init__(self):
                super().__init__({})
                self.write(b"<html>") and self.seek(0)
        for answer in (Page(), Response([1]), Response(dict(a=1))):
            with self.assertRaises(connection.NotReached) as caught:
                self.agent(answer).get("/health")
            self.assertIn("is no agent", str(caught.exception))

    def test_a_file_that_is_wrong_is_named(self):
        other = os.path.join(self.folder.name, "locked.pem")
        subprocess.run(["openssl", "ec", "-in", self.key, "-aes128", "-passout", "pass:x", "-out", other], check=True, capture_output=True)
        for option, value in (("client_cert", "/nowhere"), ("ca_path", os.devnull), ("client_key", self.pem), ("client_key", other)):
            with self.assertRaises(connection.AgentError) as caught:
                self.agent(success(), **{option: value})
            self.assertIn(value, str(caught.exception))

    def test_an_address_of_ipv6_is_in_brackets(self):
        agent = self.agent(success(), host="2001:db8::5")
        agent.get("/health", limit=1, name=None)
        self.assertEqual("https://[2001:db8::5]:12443/health?limit=1", self.wire.calls[0][1])


class WorkTests(WithFiles):
    REQUEST = jobs.Request("POST", "/api/v1/patches/apply", dict(packages=["a"]), digest="d")

    def test_a_run_finds_its_unfinished_job_and_begins_none(self):
        work = self.work(
            success(), refusal(422, "IDEMPOTENCY_KEY_REUSED"), success(job_id="j"), success(job_id="j", status="running"), run="r")
        job, plan, dummy = work.find(self.REQUEST)
        self.assertEqual(("j", None), (job["job_id"], plan))
        self.assertEqual(1, len({key for dummy2, dummy3, key in self.wire.calls if key}))

    def test_a_job_that_had_ended_does_not_bind_the_run_unless_nothing_else_tells_that_it_was_done(self):
        answers = (success(), refusal(422, "IDEMPOTENCY_KEY_REUSED"), success(job_id="j"), success(job_id="j", status="completed"))
        work = self.work(*answers, success(digest="e"), success(jobs=[]), run="r")
        job, plan, key = work.find(self.REQUEST)
        self.assertEqual((None, dict(digest="e")), (job, plan))
        self.assertNotEqual(self.wire.calls[1][2], key)
        again = (success(), refusal(422, "IDEMPOTENCY_KEY_REUSED"), success(job_id="j"), success(job_id="j", status="completed"))
        job, dummy, dummy2 = self.work(*again, run="r").find(jobs.Request("POST", "/r", {}, once=True))
        self.assertEqual("completed", job["status"])

    def test_a_host_that_is_not_there_is_found_out_by_a_short_request(self):
        timeouts = []

        def silent(url, **arguments):
            timeouts.append(arguments["timeout"])
            raise urllib.error.URLError(TimeoutError("timed out"))
        work = self.work(success(), run="r")
        work.agent.opener = silent
        with self.assertRaises(connection.NotReached):
            work.find(self.REQUEST)
        self.assertEqual([30], timeouts)

    def test_what_is_under_way_ends_before_a_plan_is_made(self):
        work = self.work(
            success(jobs=[dict(job_id="k", status="running"), dict(job_id="i", status="completed")]),
            success(job_id="k", status="completed"), success(digest="d"))
        work.find(self.REQUEST)
        self.assertEqual(["k"], work.waited_for)
        self.assertIn("/jobs/k", self.wire.calls[1][1])

    def test_a_host_that_is_silent_while_it_reboots_is_waited_for_and_not_for_ever(self):
        gone = urllib.error.URLError(ConnectionRefusedError(111, "refused"))
        work = self.work(success(job_id="j", status="rebooting"), gone, gone, success(job_id="j", status="completed"))
        self.assertEqual("completed", work.follow("j")["status"])
        work = self.work(success(job_id="j", status="rebooting"), lambda: gone)
        with self.assertRaises(connection.AgentError) as caught:
            work.follow("j")
        self.assertIn("job_id j", str(caught.exception))
        self.assertEqual("j", caught.exception.result["job_id"])

    def test_a_job_that_lasts_too_long_goes_on_and_its_id_is_told(self):
        work = self.work(lambda: success(job_id="j", status="running"), wait_timeout=3)
        with self.assertRaises(connection.AgentError) as caught:
            work.follow("j")
        self.assertIn("has not ended within 3 s", str(caught.exception))

    def test_a_failed_job_is_a_failure_that_says_whether_something_changed(self):
        job = dict(job_id="j", operation="patch_apply", status="failed", error_code="SCRIPT_FAILED", error="no", changes=[
            dict(name="a", outcome="applied"), dict(name="b", outcome="different", reason="half")])
        with self.assertRaises(Ended) as caught:
            self.work(lambda: success(**job)).finish("j")
        self.assertTrue(caught.exception.failed and caught.exception.result["changed"])
        self.assertEqual("job j failed: SCRIPT_FAILED: no (b is different: half)", caught.exception.result["msg"])

    def test_a_resumed_job_counts_as_a_change_only_when_it_had_not_ended_before(self):
        done = dict(job_id="j", operation="reboot", status="completed", reboot=dict(new_boot_id="b"))
        with self.assertRaises(Ended) as caught:
            self.work(lambda: success(**done)).finish("j", resumed=True)
        self.assertFalse(caught.exception.result["changed"])
        with self.assertRaises(Ended) as caught:
            self.work(success(job_id="j", status="rebooting"), lambda: success(**done)).finish("j", resumed=True)
        self.assertTrue(caught.exception.result["changed"])

    def test_without_waiting_nothing_is_called_changed(self):
        with self.assertRaises(Ended) as caught:
            self.work(success(), wait=False).finish("j")
        self.assertEqual((False, "j"), (caught.exception.result["changed"], caught.exception.result["job_id"]))


class UnreadOptionTests(WithFiles):
    """Class 4 of docs/development/cases.md: an option that is not read is refused by its name, before any request."""

    APPLY = dict(
        packages=None, patches=None, exclude=None, min_severity=None, security_only=False, refresh=False, unknown="fail", digest=None,
        reboot="never", reboot_delay=0, restart_services="none")
    INFO = dict(gather=["health"], max_age=None)
    PACKAGE = dict(
        name=["curl"], state="present", allow_downgrade=False, no_recommends=False, force=False, autoremove=False, digest=None)
    REBOOT = dict(state="rebooted", if_needed=False, delay=0, reason=None, force=False, failed_units="fail")

    def refused(self, module, defaults, **params):
        work = self.work(success(), **dict(defaults, **params))
        with self.assertRaises(connection.AgentError) as caught:
            module.work(work.module, work)
        self.assertEqual([], self.wire.calls)
        return str(caught.exception)

    def test_a_version_that_is_empty_is_not_any_version(self):
        for state in ("present", "latest", "absent"):
            self.assertIn("name: 'curl=' has no version", self.refused(package, self.PACKAGE, name=["wget", "curl="], state=state))
        for name in ("", "=7.88"):
            self.assertIn("names no package", self.refused(package, self.PACKAGE, name=[name]))

    def test_a_version_is_not_ignored_by_a_removal(self):
        said = self.refused(package, self.PACKAGE, name=["curl=7.88.1-10"], state="absent")
        self.assertIn("name: 'curl=7.88.1-10' has a version", said)

    def test_a_package_named_twice_is_named(self):
        self.assertIn("curl is named twice", self.refused(package, self.PACKAGE, name=["curl", "curl=1"]))

    def test_options_of_another_state_are_refused(self):
        for option in ("allow_downgrade", "no_recommends"):
            self.assertIn(option + ": not with state absent", self.refused(package, self.PACKAGE, state="absent", **{option: True}))
        for state in ("present", "latest"):
            self.assertIn("autoremove: only with state absent", self.refused(package, self.PACKAGE, state=state, autoremove=True))
        for option, value in (("if_needed", True), ("delay", 60), ("reason", "x"), ("force", True), ("failed_units", "warn")):
            self.assertIn(option + ": not with state cancelled", self.refused(reboot, self.REBOOT, state="cancelled", **{option: value}))

    def test_options_that_nothing_in_this_call_uses_are_refused(self):
        self.assertIn("reboot_delay: only with a reboot", self.refused(apply, self.APPLY, reboot_delay=60))
        self.assertIn("max_age: only with patches or packages", self.refused(info, self.INFO, max_age=60))

    def test_what_is_read_goes_through(self):
        wanted = package.wanted_versions(dict(self.PACKAGE, name=["curl=7.88.1-10", "wget"], allow_downgrade=True, force=True))
        self.assertEqual(dict(curl="7.88.1-10", wget=None), wanted)
        self.assertEqual(
            dict(curl=None), package.wanted_versions(dict(self.PACKAGE, state="absent", autoremove=True, force=True)))
        for module, defaults, params in (
                (reboot, self.REBOOT, dict(state="cancelled", run="r")), (info, self.INFO, dict(gather=["patches"], max_age=60))):
            work = self.work(lambda: success(job_id="j"), **dict(defaults, **params))
            with self.assertRaises(Ended) as caught:
                module.work(work.module, work)
            self.assertFalse(caught.exception.failed)


class PlanTests(unittest.TestCase):
    def test_only_verified_outcomes_are_a_change(self):
        for outcome, changed in (("planned", False), ("unchanged", False), ("skipped", False), ("applied", True), ("different", True)):
            self.assertEqual(changed, plans.has_changed(dict(status="completed", changes=[dict(name="a", outcome=outcome)])))

    def test_a_name_without_any_version_is_unknown_and_one_at_its_newest_is_not(self):
        skipped = [dict(name="typo", from_version=None, to_version=None), dict(name="newest", from_version="1", to_version="1"),
                   dict(name="held", from_version="1", to_version="2", reason="held")]
        self.assertEqual(["typo"], plans.unknown_names(skipped))
        self.assertEqual(["held: held"], plans.left_out(skipped))

    def test_the_key_is_of_run_host_request_and_attempt_and_fits_a_header(self):
        keys = {
            plans.key_of(run, host, request, attempt)
            for run in ("r", "ß" * 300) for host in "ab" for request in ([1], [2]) for attempt in (0, 1)}
        self.assertEqual(16, len(keys))
        self.assertTrue(all(len(key) <= 128 and key.isascii() for key in keys))

    def test_a_diff_has_a_line_for_each_package(self):
        plan = dict(upgrade=[dict(name="a", architecture="all", from_version="1", to_version="2")],
                    install=[dict(name="b", architecture="all", from_version=None, to_version="3")])
        shown = plans.diff(plans.entries(plan), "h")
        self.assertEqual(("a:all 1\n", "a:all 2\nb:all 3\n"), (shown["before"], shown["after"]))

    def test_hosts_are_read_as_the_agents_own_client_does(self):
        self.assertEqual(("web1", "web1", 12443), tuple(parse_host("web1")))
        self.assertEqual(("web1", "web1", 8443), tuple(parse_host("web1:8443")))
        self.assertEqual(("2001:db8::5", "2001:db8::5", 12443), tuple(parse_host("2001:db8::5")))
        self.assertEqual(("2001:db8::5", 99), tuple(parse_host("[2001:db8::5]:99"))[1:])
        self.assertEqual("web1", parse_host("https://web1:12443/").address)
        for wrong in ("-x", "web1:0", "web1:65536", "web1:", "a b", "[::1", "web1/path", "web1:٣"):
            with self.assertRaises(ValueError):
                parse_host(wrong)
        self.assertEqual(["a", "b"], [host.name for host in parse_list(["# all", "a # one", "", " b "])])
        with self.assertRaises(ValueError):
            parse_list(["a", "a"])


if __name__ == "__main__":
    unittest.main()
