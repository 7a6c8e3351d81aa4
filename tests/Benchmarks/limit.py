"""What the cryptography of a handshake costs at least, by OpenSSL's own measure of itself: beneath that no server of OpenSSL can come."""

import subprocess

SECONDS = 2


def version():
    return subprocess.run(["openssl", "version"], stdout=subprocess.PIPE, text=True, timeout=10, check=True).stdout.split(" (")[0].strip()


def speeds(core):
    """Seconds of one operation: sign, verify (P-256) and derive (X25519), on the core that servers run on."""
    done = subprocess.run(["taskset", "-c", core, "openssl", "speed", "-seconds", str(SECONDS), "-mr", "ecdsap256", "ecdhx25519"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60, check=True)
    return parse(done.stdout)


def parse(text):
    """The lines of -mr: "+F4:number:bits:first:second" for ECDSA (sign, verify), "+F5:number:bits:first:second" for a key exchange. OpenSSL
    3.0 writes rates in both, older ones seconds; a rate of these operations is always above one, a time below."""
    found = {}
    for line in text.splitlines():
        fields = line.split(":")
        if fields[0] == "+F4":
            found["sign"], found["verify"] = seconds(fields[3]), seconds(fields[4])
        elif fields[0] == "+F5":
            found["derive"] = seconds(fields[3])
    return found


def seconds(text):
    value = float(text)
    return 1 / value if value > 1 else value


def handshake_us(operations):
    """Microseconds for the server's part of one mutual handshake of TLS 1.3: it signs once, verifies the client's signature and the
    authority's below the client's certificate, makes a key and derives the secret. Making a key is taken to cost what deriving does: both
    are one multiplication on the curve. Hashes, encryption and parsing come on top."""
    return (operations["sign"] + 2 * operations["verify"] + 2 * operations["derive"]) * 1e6
