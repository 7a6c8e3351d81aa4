# shellcheck shell=bash
# Brings a container up, waits for it, takes it down. Sourced.

# claim OPTIONS: reserves name and slot under the lock.
claim() {
    slot=$(free_slot)
    mkdir -p "$state"
    printf 'slot=%s\ndistro=%s\narchive=%s\nowner=%s\nunprivileged=%s\n' "$slot" "$distro" "$archive" "$owner" "$unprivileged" >"$state/environment"
}

# mount_root LOWER: the container's root, an overlay that leaves LOWER as it is.
mount_root() {
    mkdir -p "$state"/{upper,work,root}
    mountpoint -q "$state/root" || mount -t overlay overlay -o "lowerdir=$1,upperdir=$state/upper,workdir=$state/work" "$state/root"
}

# configure_root: what differs from container to container.
configure_root() {
    local root=$state/root
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    echo "$name" >"$root/etc/hostname"
    printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 %s\n%s %s\n' "$name" "$host_address" "$REPOSITORY_HOST" >"$root/etc/hosts"
    # Repositories of the other families are part of their layer. dnf and rpm ask a name server for the host's own name at each change:
    # one that is out of reach costs ten seconds every time.
    if is_family "$distro" || is_openrc "$distro"; then
        : >"$root/etc/resolv.conf"
        return
    fi
    install -m 0644 "$state/repository/archive/key.asc" "$root/usr/share/keyrings/sample-archive.asc"
    repository_lines >"$root/etc/apt/sources.list.d/sample.list"
    cat >"$root/etc/apt/apt.conf.d/91-sandbox-network" <<END
Acquire::http::Proxy "http://$host_address:$REPOSITORY_PORT";
Acquire::http::Proxy::$REPOSITORY_HOST "DIRECT";
END
    rm -f "$root/etc/apt/sources.list.d/archive.list"
    if [[ $archive == yes ]]; then
        sources "$distro" >"$root/etc/apt/sources.list.d/archive.list"
    elif [[ -d $root/var/lib/apt/lists ]]; then
        # The repository is the one that the layer fetched its lists from, so they are as of now however old the layer is.
        touch "$root/var/lib/apt/lists"
    fi
}

# boot: starts the supervisor and waits until the container's systemd is up.
boot() {
    local hosts=() host
    local -a run=(systemd-nspawn "--network-namespace-path=/run/netns/$netns")
    # With a user namespace of its own it may not join a network namespace that it does not own: it is started in it.
    [[ -z $unprivileged ]] || run=(nsenter "--net=/run/netns/$netns" systemd-nspawn --private-users=identity)
    while read -r host; do hosts+=(--allow "$host"); done < <(
        is_family "$distro" || is_openrc "$distro" || sources "$distro" | sed -n 's#^deb http://\([^/]*\)/.*#\1#p' | sort -u)
    # sysvinit knows nothing of systemd's signals; this one is ctrl-alt-del, which shuts down.
    local stop=SIGRTMIN+3
    if is_openrc "$distro"; then
        openrc_cgroup
        stop=SIGINT
    fi
    rm -f "$state/nspawn.pid"
    setsid python3 "$HERE/supervisor.py" --state "$state" --name "$name" --listen "$host_address" --port "$REPOSITORY_PORT" \
        --serve "$state/repository/archive" ${hosts[@]+"${hosts[@]}"} ${owner:+--owner "$owner"} -- \
        "${run[@]}" -q -D "$state/root" -M "$name" --boot --register=no --keep-unit --console=pipe --kill-signal="$stop" \
        --link-journal=no --resolv-conf=off --timezone=off \
        </dev/null >>"$state/supervisor.log" 2>&1 &
    echo $! >"$state/supervisor.pid"
    wait_running
}

# wait_running [PID]: until systemd says running or degraded; at most 30 s. With PID, that of a boot which is not meant.
# shellcheck disable=SC2120
wait_running() {
    local i pid what='' former=${1:-}
    for i in $(seq 600); do
        if pid=$(leader) && [[ $pid != "$former" ]] && [[ -S /proc/$pid/root/run/dbus/system_bus_socket ]]; then
            what=$(if is_openrc "$distro"; then openrc_state; else inside systemctl is-system-running; fi 2>/dev/null || true)
            case $what in
            running | degraded) return ;;
            esac
        fi
        # Its command line reads empty for an instant while it executes the interpreter.
        supervisor_alive || { sleep 0.2 && supervisor_alive; } || { tail -n 5 "$state/supervisor.log" "$state/console.log" >&2 || true; die "the container '$name' ended while it booted"; }
        sleep 0.05
    done
    die "the container '$name' is '$what' after 30 s"
}

# halt [SIGNAL]: a clean shutdown, with INT the plug is pulled; state and namespace stay.
halt() {
    local pid i
    if supervisor_alive; then
        pid=$(cat "$state/supervisor.pid")
        # It may have ended by itself just now.
        kill "-${1:-TERM}" "$pid" 2>/dev/null || true
        for i in $(seq 300); do
            supervisor_alive || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
    fi
    kill_leftovers
    rm -f "$state/supervisor.pid" "$state/nspawn.pid"
}

# pull_plug: the kernel kills every process of the container at once, as when the power fails; what was written stays, `start` boots it again.
pull_plug() {
    local pid i
    pid=$(leader) && kill -KILL "$pid" 2>/dev/null || true
    for i in $(seq 300); do
        supervisor_alive || break
        sleep 0.1
    done
    halt INT
}

# kill_leftovers: whatever still runs in the container's cgroups, after a supervisor that was killed; then the cgroups.
kill_leftovers() {
    local hierarchy group i
    for hierarchy in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup; do
        group=$hierarchy/lpa-$name
        [[ -d $group ]] || continue
        for i in $(seq 50); do
            find "$group" -name cgroup.procs -print0 | xargs -0 -r cat 2>/dev/null | xargs -r kill -KILL 2>/dev/null || true
            find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
            [[ -d $group ]] || break
            sleep 0.1
        done
    done
}

unmount_root() {
    local i
    for i in $(seq 50); do
        mountpoint -q "$state/root" || return 0
        umount "$state/root" 2>/dev/null && return 0
        sleep 0.1
    done
    umount -l "$state/root"
}

# take_down: everything of this sandbox, in whatever state it is.
take_down() {
    halt INT
    unmount_root
    [[ -z $slot ]] || network_down
    rm -rf "$state" "${ARTIFACTS:?}/$name"
}
