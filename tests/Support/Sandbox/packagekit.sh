# shellcheck shell=bash
# Roots with PackageKit out of Debian's source and more backends than Debian builds. Sourced.

family_build_packages() {
    case $1 in
    bookworm) echo libappstream-glib-dev libdnf-dev librepo-dev librpm-dev libalpm-dev appstream ;;
    trixie) echo libdnf-dev librepo-dev librpm-dev libalpm-dev appstream ;;
    sid) echo libdnf5-dev librpm-dev libalpm-dev libsdbus-c++-dev appstream ;;
    esac
}

family_packages() {
    local common=systemd,systemd-sysv,libpam-systemd,dbus,polkitd,ca-certificates,shared-mime-info,procps,iproute2
    common+=,rpm,createrepo-c,pacman-package-manager,makepkg,libarchive-tools,zstd,file,packagekit,dnf
    case $1 in
    bookworm) echo "$common,libdnf2,libappstream-glib8" ;;
    trixie) echo "$common,libdnf2t64" ;;
    sid) echo "$common,libdnf5-2,dnf5" ;;
    esac
}

family_root_of() { echo "$CACHE/roots/packagekit-$1-$(hash_of "$HERE/packagekit.sh" "$HERE/build-packagekit")"; }

# in_root ROOT COMMAND...: without booting it.
in_root() {
    local root=$1
    shift
    nice systemd-nspawn -q -D "$root" --register=no --keep-unit --console=pipe "$@" </dev/null
}

# bootstrap SUITE ROOT PACKAGES [LINE...]: the clock of a test machine may be ahead of its mirror.
bootstrap() {
    local suite=$1 root=$2 packages=$3
    shift 3
    nice mmdebstrap --quiet --mode=root --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --include="$packages" "$suite" "$root" - < <(printf '%s\n' "$@")
}

# make_packagekit SUITE: PackageKit out of Debian's source with more backends, and a root to run it; $CACHE/roots/packagekit-SUITE-...
make_packagekit() {
    local suite=$1 root work main backend=dnf
    root=$(family_root_of "$suite")
    [[ -d $root ]] && return
    main=$(mirror '/debian/$')
    [[ -n $main ]] || { apt-get -qq update || true; main=$(mirror '/debian/$'); }
    [[ -n $main ]] || die "apt on this machine names no Debian mirror; run apt-get update first"
    [[ $suite != sid ]] || backend=dnf5
    work=$CACHE/packagekit-$suite
    say "building PackageKit with the $backend and alpm backends for $suite (once, a few minutes)"
    rm -rf --one-file-system "$work" "$root.new"
    mkdir -p "$work" "$CACHE/roots"
    {
        bootstrap "$suite" "$work/build" ca-certificates,dpkg-dev "deb $main $suite main" "deb-src $main $suite main"
        cp /etc/resolv.conf "$work/build/etc/"
        install -m 0755 "$HERE/build-packagekit" "$work/build/root/build-packagekit"
        # shellcheck disable=SC2046
        in_root "$work/build" /root/build-packagekit "$backend" $(family_build_packages "$suite")
        bootstrap "$suite" "$root.new" "$(family_packages "$suite")" "deb $main $suite main"
        cp -a "$work/build/root/stage/." "$root.new/"
    } >"$CACHE/packagekit-$suite.log" 2>&1 || {
        tail -20 "$CACHE/packagekit-$suite.log" >&2
        die "PackageKit for $suite cannot be built, see $CACHE/packagekit-$suite.log"
    }
    rm -rf --one-file-system "$work"
    : >"$root.new/etc/machine-id"
    # Debian's dnf knows a repository _local, and fails where its folder is not.
    [[ ! -f $root.new/etc/dnf/plugins/local.conf ]] || sed -i 's/^enabled *=.*/enabled = false/' "$root.new/etc/dnf/plugins/local.conf"
    mv "$root.new" "$root"
    find "$CACHE/roots" -maxdepth 1 -name "packagekit-$suite-*" ! -path "$root" -mmin +1440 -exec rm -rf {} +
}
