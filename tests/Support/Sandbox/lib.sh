# shellcheck shell=bash
# Names, places and small functions that the other files of the test bed share. Sourced, never run.

CACHE=${LPA_CACHE:-/var/cache/linux-patch-api-testbed}
SANDBOXES=$CACHE/sandboxes
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The name under which a container reaches its package repository: its own end of the veth, by /etc/hosts.
REPOSITORY_HOST=repo.lpa.test
REPOSITORY_PORT=8080

say() { echo "sandbox: $*" >&2; }
die() { say "$*"; exit 1; }

# hash_of FILE...: a short name for the content of these files.
hash_of() { cat "$@" | sha256sum | cut -c1-12; }

# locked LOCK COMMAND...: runs it while no other process of this machine holds LOCK.
locked() {
    local lock=$CACHE/lock.$1
    shift
    mkdir -p "$CACHE"
    (
        exec 9>"$lock"
        flock 9
        # Children that stay (a booted container) must not keep the lock.
        "$@" 9>&-
    )
}

# use NAME: sets the variables of one sandbox; those of its environment file exist once it is up.
use() {
    name=${1:-}
    [[ $name =~ ^[a-z0-9][a-z0-9-]{0,40}$ ]] || die "a sandbox name is lower-case letters, digits and hyphens, not '$name'"
    state=$SANDBOXES/$name
    slot='' distro='' archive='' owner='' unprivileged=''
    # shellcheck source=/dev/null
    [[ ! -f $state/environment ]] || . "$state/environment"
    netns=lpa$slot
    host_address=10.213.$slot.1
    address=10.213.$slot.2
    host_address6=fd6c:7061:$slot::1
    address6=fd6c:7061:$slot::2
}

exists() { [[ -f $state/environment ]]; }
need_sandbox() { exists || die "there is no sandbox '$name'"; }

supervisor_alive() {
    local pid
    pid=$(cat "$state/supervisor.pid" 2>/dev/null) || return 1
    # A process id is reused after a reboot of the machine: the command line must name this sandbox.
    { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -q -- "supervisor.py --state $state "
}

# leader: process id (of the host) of the container's PID 1.
leader() {
    local nspawn pid
    nspawn=$(cat "$state/nspawn.pid" 2>/dev/null) || return 1
    pid=$(pgrep -P "$nspawn" | head -1)
    [[ -n $pid ]] && echo "$pid"
}

# inside COMMAND...: in all namespaces of the container.
inside() {
    local pid
    pid=$(leader) || die "'$name' is not running"
    nsenter -t "$pid" -m -p -n -i -u -C -r -w -- \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
