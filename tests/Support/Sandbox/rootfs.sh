# shellcheck shell=bash
# The cached root file system of a distribution, made by mmdebstrap from the mirror that this machine's apt uses. Sourced.

INCLUDE=systemd,systemd-sysv,libpam-systemd,dbus,packagekit,polkitd,ca-certificates,shared-mime-info,procps,iproute2,cron

suite_of() {
    case $1 in
    debian12) echo bookworm ;;
    debian13) echo trixie ;;
    *) die "unknown distribution '$1': debian12 or debian13" ;;
    esac
}

# mirror PATTERN: the first package source of this machine whose address ends like that.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E "$1" | head -1 || true
}

# sources DISTRO: the lines of the distribution's own archive.
sources() {
    local suite main security
    suite=$(suite_of "$1") main=$(mirror '/debian/$') security=$(mirror '/debian-security/$')
    [[ -n $main ]] || return 0
    echo "deb $main $suite main"
    echo "deb $main $suite-updates main"
    [[ -z $security ]] || echo "deb $security $suite-security main"
}

# openrc_of DISTRO: OpenRC with what it needs.
openrc_of() {
    case $1 in
    debian12) echo openrc librc1 libeinfo1 insserv ;;
    *) echo openrc librc1t64 libeinfo1 insserv ;;
    esac
}

root_of() { echo "$CACHE/roots/$1-$(hash_of "$HERE/rootfs.sh")"; }

# What a host has that Ansible reaches, for the test that makes one: packages with what they need, not installed.
SSH_PACKAGES='openssh-server python3 python3-apt'

# make_root DISTRO: builds it when the cache does not hold it.
make_root() {
    local distro=$1 root lines
    root=$(root_of "$distro")
    [[ -d $root ]] && return
    lines=$(sources "$distro")
    if [[ -z $lines ]]; then
        # A bare machine has no package lists yet, and apt names its mirrors only with them.
        say "updating the package lists of this machine"
        apt-get -qq update || true
        lines=$(sources "$distro")
    fi
    [[ -n $lines ]] || die "apt on this machine names no Debian mirror; run apt-get update first"
    say "building the $distro root file system (once, about half a minute)"
    mkdir -p "$CACHE/roots"
    rm -rf "$root.new"
    # The clock of a test machine may be ahead of its mirror.
    if ! nice mmdebstrap --quiet --mode=root --variant=minbase --format=directory \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='mkdir "$1/usr/share/openrc-packages" && cd "$1/usr/share/openrc-packages" &&
            APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -q download '"$(openrc_of "$distro")" \
        --customize-hook='mkdir -p "$1/usr/share/ssh-packages/partial" &&
            APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -q -y --no-install-recommends --download-only \
                -o Dir::Cache::archives="$1/usr/share/ssh-packages" install '"$SSH_PACKAGES"' &&
            rm -r "$1/usr/share/ssh-packages/partial" "$1/usr/share/ssh-packages/lock"' \
        --include="$INCLUDE" "$(suite_of "$distro")" "$root.new" - <<<"$lines" >"$CACHE/mmdebstrap.log" 2>&1; then
        tail -20 "$CACHE/mmdebstrap.log" >&2
        die "mmdebstrap failed, see $CACHE/mmdebstrap.log"
    fi
    : >"$root.new/etc/machine-id"
    : >"$root.new/etc/apt/sources.list"
    rm -rf "$root.new"/etc/apt/sources.list.d/* "$root.new"/var/lib/apt/lists/* "$root.new"/var/cache/apt/*.bin
    # Timers that would touch packages or need the world.
    ln -sf /dev/null "$root.new/etc/systemd/system/apt-daily.timer"
    ln -sf /dev/null "$root.new/etc/systemd/system/apt-daily-upgrade.timer"
    echo 'Acquire::Check-Valid-Until "false";' >"$root.new/etc/apt/apt.conf.d/90-sandbox"
    mv "$root.new" "$root"
    # Roots of former versions of this file.
    find "$CACHE/roots" -maxdepth 1 -name "$distro-*" ! -path "$root" -mmin +1440 -exec rm -rf {} +
}
