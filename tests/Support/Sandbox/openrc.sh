# shellcheck shell=bash
# A host without systemd, as Alpine is one: Debian 13's sysvinit, OpenRC, elogind, D-Bus and polkit under Alpine's os-release, with neither
# PackageKit nor apk. The agent in it comes out of the .apk. Sourced.

OPENRC_INCLUDE=sysvinit-core,openrc,elogind,libpam-elogind,dbus,polkitd,ca-certificates,procps,iproute2,util-linux,libssl3t64

is_openrc() { [[ $1 == openrc ]]; }

openrc_root_of() { echo "$CACHE/roots/openrc-$(hash_of "$HERE/openrc.sh")"; }

# make_openrc_root: builds it when the cache does not hold it.
make_openrc_root() {
    local root lines
    root=$(openrc_root_of)
    [[ -d $root ]] && return
    lines=$(sources debian13)
    [[ -n $lines ]] || die "apt on this machine names no Debian mirror; run apt-get update first"
    say "building the root file system with OpenRC (once, about a minute)"
    mkdir -p "$CACHE/roots"
    rm -rf "$root.new"
    if ! nice mmdebstrap --quiet --mode=root --variant=minbase --format=directory --aptopt='Acquire::Check-Valid-Until "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --include="$OPENRC_INCLUDE" trixie "$root.new" - <<<"$lines" >"$CACHE/mmdebstrap.log" 2>&1; then
        tail -20 "$CACHE/mmdebstrap.log" >&2
        die "mmdebstrap failed, see $CACHE/mmdebstrap.log"
    fi
    rm -f "$root.new/etc/os-release" "$root.new/etc/debian_version"
    printf '%s\n' 'NAME="Alpine Linux"' ID=alpine VERSION_ID=3.22.0 'PRETTY_NAME="Alpine Linux v3.22 (test bed)"' \
        >"$root.new/etc/os-release"
    rm -rf "$root.new"/etc/apt "$root.new"/var/lib/apt "$root.new"/var/cache/apt "$root.new"/var/lib/dpkg
    # Before a reboot the agent reads what is installed.
    mkdir -p "$root.new/lib/apk/db" "$root.new/etc/apk"
    printf 'P:musl\nV:1.2.5-r10\nA:x86_64\nT:C library\n\n' >"$root.new/lib/apk/db/installed"
    touch "$root.new/lib/apk/db/lock" "$root.new/etc/apk/world"
    # There is no terminal for a login.
    sed -i '/getty/d' "$root.new/etc/inittab"
    mv "$root.new" "$root"
    find "$CACHE/roots" -maxdepth 1 -name 'openrc-*' ! -path "$root" -mmin +1440 -exec rm -rf {} +
}

# openrc_cgroup: elogind needs a hierarchy of its own, which it may not make inside of a container: it has to be on this machine beforehand.
openrc_cgroup() {
    local place=$CACHE/elogind-cgroup
    grep -q 'name=elogind' /proc/mounts && return
    mkdir -p "$place"
    mount -t cgroup -o none,name=elogind cgroup "$place"
}

# openrc_state: what `systemctl is-system-running` says elsewhere.
openrc_state() { inside sh -c '[ "$(rc-status -r)" = default ] && [ -e /run/openrc/started/dbus ] && echo running || echo starting'; }

# install_apk FILE: a stand-in for apk, which is not to be had here: unpacks the data and runs the script after it.
install_apk() {
    bsdtar -xf "$1" -C "$state/root" --exclude='.*'
    bsdtar -xOf "$1" .post-install >"$state/root/var/tmp/post-install"
    inside sh /var/tmp/post-install
    rm -f "$state/root/var/tmp/post-install"
}
