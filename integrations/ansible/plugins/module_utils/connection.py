"""One agent: requests over mutual TLS, answers and refusals as values."""
from __future__ import absolute_import, division, print_function

__metaclass__ = type

import http.client
import json
import os
import socket
import ssl
import time
import urllib.error
from urllib.parse import urlencode

from ansible.module_utils.urls import ConnectionError as AnsibleConnectionError
from ansible.module_utils.urls import open_url

# Bytes of an answer. Origin: the list of all packages of a large host, three times over, as in the agent's own client.
MAX_ANSWER = 32 * 1024 * 1024

# A plan. Origin: as the agent's own client; the agent gives up earlier.
PLAN_SECONDS = 900

# Attempts to send a change whose answer was lost; the agent recognises it by its key.
ATTEMPTS = 3

# Longest pause that is taken from a Retry-After field, and the pause without one.
MAX_PAUSE = 30
PAUSE = 2

# Refusals that pass by themselves: nothing has to be decided by an operator.
PASSING = ("LOCKED", "RATE_LIMITED", "QUEUE_FULL", "BACKEND_UNAVAILABLE", "OVERLOADED", "TOO_MANY_WATCHES", "ADMISSION_FROZEN",
           "SELF_UPDATE_IN_PROGRESS")

AGENT_OPTIONS = dict(
    host=dict(type="str", required=True),
    port=dict(type="int", default=12443),
    ca_path=dict(type="path", default="~/.config/linux-patch-api/ca.pem"),
    client_cert=dict(type="path", default="~/.config/linux-patch-api/client.pem"),
    client_key=dict(type="path", default="~/.config/linux-patch-api/client.key.pem", no_log=False),
    timeout=dict(type="int", default=30),
    busy_timeout=dict(type="int", default=120),
)


class AgentError(Exception):
    """Why there is no result. `result` are members for fail_json."""

    def __init__(self, message, **result):
        super().__init__(message)
        self.result = result


class Refused(AgentError):
    """The agent answered, with a refusal."""

    def __init__(self, status, error, request_id, retry_after):
        code, details = error.get("code") or "", error.get("details")
        names = (details or {}).get("packages") or []
        reasons = (details or {}).get("reasons") or []
        text = "%s: %s" % (code, error.get("message") or "")
        if reasons and all(isinstance(r, str) for r in reasons):
            text += " (%s)" % "; ".join(reasons)
        elif names:
            text += " (%s)" % ", ".join(str(n) for n in names)
        super().__init__(
            text, error_code=code, error_details=details, http_status=status, request_id=request_id,
            retryable=bool(error.get("retryable")), agent_reached=True)
        self.code = code
        self.details = details or {}
        self.retry_after = retry_after


class NotReached(AgentError):
    """No answer: nothing listens, the connection was lost, or one of the two does not accept the other's certificate."""

    def __init__(self, message):
        super().__init__(message, agent_reached=False)


def why(error):
    """The reason of a failed connection in words an operator can act on."""
    reason = getattr(error, "reason", error)
    text = str(reason) or type(reason).__name__
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "its certificate is not accepted: %s (ca_path, and is it the name or address in the certificate?)" % reason.verify_message
    if isinstance(reason, ssl.SSLEOFError):
        return "it closed the connection before TLS: is this machine on the agent's allow-list?"
    if isinstance(reason, ssl.SSLError) and "alert" in text.lower():
        return "it does not accept the client certificate: %s" % text
    if isinstance(reason, (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected)):
        return "it closed the connection: is this machine on the agent's allow-list, and the client certificate of its authority?"
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return "no answer in time"
    return text


def check_files(params):
    """Says which file is wrong, where OpenSSL only says what; and a key with a password would be asked for on the terminal."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(params["ca_path"])
    except (ssl.SSLError, ValueError) as wrong:
        raise AgentError("ca_path: no certificate in %s: %s" % (params["ca_path"], wrong), agent_reached=False) from wrong
    try:
        context.load_cert_chain(params["client_cert"], params["client_key"], password=lambda: "")
    except (ssl.SSLError, ValueError) as wrong:
        raise AgentError(
            "client_cert, client_key: %s and %s are no pair of a certificate and its key without a password: %s"
            % (params["client_cert"], params["client_key"], wrong), agent_reached=False) from wrong


class Agent:
    """An agent and who calls it."""

    def __init__(self, params, opener=open_url, clock=time.monotonic, sleep=time.sleep):
        self.params, self.opener, self.clock, self.sleep = params, opener, clock, sleep
        host = params["host"]
        self.reached = False
        self.name = "%s:%d" % ("[%s]" % host if ":" in host else host, params["port"])
        for option in ("ca_path", "client_cert", "client_key"):
            if not os.access(params[option], os.R_OK) or os.path.isdir(params[option]):
                raise AgentError("%s: %s cannot be read" % (option, params[option]), agent_reached=False)
        check_files(params)

    def get(self, path, timeout=None, **query):
        return self.call("GET", path, query=query, timeout=timeout)

    def call(self, method, path, body=None, query=None, key=None, timeout=None):
        """The data of one answer. Raises Refused or NotReached."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = "https://%s%s%s" % (self.name, path, "?" + urlencode(given) if given else "")
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            response = self.opener(
                url, method=method, data=None if body is None else json.dumps(body), headers=headers, use_proxy=False, use_netrc=False,
                timeout=timeout or self.params["timeout"], http_agent="linux_patch_api.agent", follow_redirects="none",
                ca_path=self.params["ca_path"], client_cert=self.params["client_cert"], client_key=self.params["client_key"])
            status, raw, fields = response.getcode(), response.read(MAX_ANSWER + 1), response.headers
        except urllib.error.HTTPError as refusal:
            try:
                status, raw, fields = refusal.code, refusal.read(MAX_ANSWER + 1), refusal.headers
            except (OSError, http.client.HTTPException) as lost:
                raise NotReached("%s: %s" % (self.name, why(lost))) from lost
        except (OSError, http.client.HTTPException, AnsibleConnectionError, ValueError) as failure:
            raise NotReached("%s: %s" % (self.name, why(failure))) from failure
        return self._read(status, raw, fields)

    def _read(self, status, raw, fields):
        try:
            envelope = json.loads(raw) if len(raw) <= MAX_ANSWER else None
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict) or "success" not in envelope:
            raise NotReached("%s: what answered (status %s) is no agent" % (self.name, status))
        self.reached = True
        if envelope["success"] and isinstance(envelope.get("data"), dict):
            return envelope["data"]
        after = fields.get("Retry-After") or ""
        raise Refused(
            status, envelope.get("error") or {}, envelope.get("request_id"), int(after) if after.isdigit() else None)

    def patient(self, method, path, **arguments):
        """
        As call; a refusal that passes is tried again. So is a lost answer of an agent that answered before, where that is safe: a read,
        or a change with a key.
        """
        begun, lost = self.clock(), 0
        while True:
            try:
                return self.call(method, path, **arguments)
            except Refused as refusal:
                pause = min(refusal.retry_after or PAUSE, MAX_PAUSE)
                if refusal.code not in PASSING or self.clock() - begun + pause > self.params["busy_timeout"]:
                    raise
            except NotReached:
                lost, pause = lost + 1, PAUSE
                if lost == ATTEMPTS or not self.reached or (method != "GET" and not arguments.get("key")):
                    raise
            self.sleep(pause)
