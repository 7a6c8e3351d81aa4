"""Builds the contestants out of contestants/ into a directory that is kept, each only when its sources or its compiler changed."""

import hashlib
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "contestants")
# A first build of all framework parts that a contestant uses; minutes on two cores.
TIMEOUT_SECONDS = 900


class NotBuilt(Exception):
    """Why there is no such contestant on this machine."""


def output_of(*command, environment=None, directory=None):
    try:
        done = subprocess.run(command, env={**os.environ, **(environment or {})}, cwd=directory, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuilt(str(error)) from error
    if done.returncode != 0:
        raise NotBuilt(f"{' '.join(command[:2])} failed: {' / '.join(done.stdout.strip().splitlines()[-3:])}")
    return done.stdout


def package_version(name):
    return output_of("dpkg-query", "-W", "-f", "${Version}", name)


def fingerprint(name, version):
    digest = hashlib.sha256(version.encode())
    for directory, _, files in sorted(os.walk(os.path.join(SOURCES, name))):
        for file in sorted(files):
            digest.update(file.encode())
            with open(os.path.join(directory, file), "rb") as content:
                digest.update(content.read())
    return digest.hexdigest()


def build_go(source, out):
    # PROXY off: nothing but the standard library is meant to be used.
    output_of("go", "build", "-trimpath", "-ldflags=-s -w", "-o", os.path.join(out, "go-door"), ".", directory=source,
              environment={"GOPROXY": "off", "GOCACHE": os.path.join(out, "cache"), "CGO_ENABLED": "1"})
    return os.path.join(out, "go-door")


def build_hyper(source, out):
    # Cargo writes its lock beside the manifest, so it works on a copy. The distribution's cargo, whatever else is in PATH.
    copy = os.path.join(out, "source")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    output_of("/usr/bin/cargo", "build", "--release", "--offline", directory=copy,
              environment={"RUSTC": "/usr/bin/rustc", "CARGO_HOME": os.path.join(out, "home"),
                           "CARGO_TARGET_DIR": os.path.join(out, "target")})
    return os.path.join(out, "target", "release", "hyper-door")


def build_kestrel(source, out):
    return publish(os.path.join(source, "Kestrel.csproj"), "kestrel-door", out)


def build_sslstream(source, out):
    return publish(os.path.join(source, "SslStream.csproj"), "sslstream-door", out)


def publish(project, program_name, out):
    directory = os.path.join(out, "publish")
    output_of("dotnet", "publish", project, "-c", "Release", "-r", "linux-x64", f"-p:ContestantOutput={out}", "-o", directory, "--nologo",
              "-v", "quiet")
    return os.path.join(directory, program_name)


def version_of_go():
    return output_of("go", "version").split()[2]


def version_of_hyper():
    return (f"hyper {package_version('librust-hyper-dev')}, rustls {package_version('librust-rustls-dev')}, "
            f"tokio {package_version('librust-tokio-dev')}, {output_of('/usr/bin/rustc', '--version').strip()}")


def version_of_dotnet():
    return f".NET SDK {output_of('dotnet', '--version').strip()}, native AOT"


def version_of_nginx():
    return output_of("nginx", "-v").strip().removeprefix("nginx version: ")


BUILDERS = {
    "nginx": (version_of_nginx, None),
    "kestrel": (version_of_dotnet, build_kestrel),
    "go": (version_of_go, build_go),
    "hyper": (version_of_hyper, build_hyper),
    "sslstream": (version_of_dotnet, build_sslstream),
}


def program(name, directory):
    """(path of the built program or "", version text); raises NotBuilt."""
    version_of, builder = BUILDERS[name]
    version = version_of()
    if builder is None:
        return "", version
    out = os.path.join(directory, name)
    stamp = os.path.join(out, "stamp")
    wanted = fingerprint(name, version)
    try:
        with open(stamp, encoding="utf-8") as file:
            found, path = file.read().split("\n")
        if found == wanted and os.path.exists(path):
            return path, version
    except (OSError, ValueError):
        pass
    print(f"bench: building {name}", flush=True)
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    path = builder(os.path.join(SOURCES, name), out)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(f"{wanted}\n{path}")
    return path, version
