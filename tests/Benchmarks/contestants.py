"""What the agent is held against: servers that answer the same bytes over the same mutual TLS, each as its users would write it.

Session tickets are left at each one's default; the client takes up no session, so every handshake is a full one.
"""

import json
import os
import shutil

from servers import Server


class Nginx(Server):
    name = "nginx"
    revocation = "checked; the list's signature as well, in each handshake"
    threads = "one worker"

    def __init__(self, work, pki, answer, _program):
        super().__init__(work, pki)
        with open(answer, encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(self.directory, "nginx.conf"), "w", encoding="ascii") as file:
            file.write(self.configuration(text))

    def configuration(self, answer):
        quoted = json.dumps(answer)[1:-1].replace("'", "\\'").replace("$", "")
        return f"""\
daemon off;
worker_processes 1;
pid {self.directory}/nginx.pid;
error_log {self.directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {self.directory}/body;
    proxy_temp_path {self.directory}/proxy;
    fastcgi_temp_path {self.directory}/fastcgi;
    scgi_temp_path {self.directory}/scgi;
    uwsgi_temp_path {self.directory}/uwsgi;
    server {{
        listen {self.address} ssl;
        ssl_protocols TLSv1.3;
        ssl_certificate {self.pki}/server.pem;
        ssl_certificate_key {self.pki}/server.key.pem;
        ssl_client_certificate {self.pki}/ca.pem;
        ssl_crl {self.pki}/crl.pem;
        ssl_verify_client on;
        default_type application/json;
        location = /health {{ return 200 '{quoted}'; }}
    }}
}}
"""

    def program_path(self):
        return shutil.which("nginx")

    def command(self):
        return ["nginx", "-p", self.directory, "-c", os.path.join(self.directory, "nginx.conf"),
                "-e", os.path.join(self.directory, "error.log")]


class Program(Server):
    """A contestant of ours that takes ADDRESS PKI-DIRECTORY ANSWER-FILE."""

    def __init__(self, work, pki, answer, program):
        super().__init__(work, pki)
        self.answer = answer
        self.program = program

    def program_path(self):
        return self.program

    def command(self):
        return [self.program, self.address, self.pki, self.answer]


class Kestrel(Program):
    name = "kestrel"
    revocation = "not checked: the base library takes no list out of a file"
    threads = "one core seen by its pool"

    def command(self):
        return [self.program, str(self.port), self.pki, self.answer]


class SslStream(Kestrel):
    """The floor under Kestrel and the agent, not a server: it sends the same bytes for whatever ends like a head."""
    name = "sslstream"


class Go(Program):
    name = "go"
    revocation = "checked by serial number; the list's signature once at start"
    threads = "GOMAXPROCS=1"

    def __init__(self, work, pki, answer, program):
        super().__init__(work, pki, answer, program)
        self.environment = {"GOMAXPROCS": "1"}


class Hyper(Program):
    name = "hyper"
    revocation = "not checked: rustls 0.20 cannot"
    threads = "a run time of one thread"


ALL = (Nginx, Kestrel, Go, Hyper, SslStream)
