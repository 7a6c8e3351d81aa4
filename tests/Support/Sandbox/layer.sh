# shellcheck shell=bash
# The prepared layer: a booted container once fetched the package lists and installed the old versions; its changes are kept as a
# read-only layer over the root file system, so that every sandbox starts with them. Sourced.

layer_of() {
    if is_family "$1"; then
        echo "$CACHE/layers/$1-$(hash_of "$HERE/families.sh" "$HERE/packagekit.sh" "$HERE/build-packagekit" "$HERE/rpm.sh" "$HERE/alpm.sh")"
    else
        echo "$CACHE/layers/$1-$(hash_of "$HERE/rootfs.sh" "$HERE/repo.sh" "$HERE/packages.sh" "$HERE/layer.sh")"
    fi
}

lower_of() {
    if is_openrc "$1"; then
        openrc_root_of
        return
    fi
    if is_family "$1"; then echo "$(layer_of "$1"):$(family_root_of "$(family_suite "$1")")"; else echo "$(layer_of "$1"):$(root_of "$1")"; fi
}

# source_of DISTRO: the repositories that its containers start with.
source_of() { if is_family "$1"; then family_repository_of; else repository_of; fi; }

# make_layer DISTRO
make_layer() {
    local layer
    if is_openrc "$1"; then
        # Nothing is installed in it but the agent; the repository is there for the parts that all sandboxes share.
        make_openrc_root
        make_repository
        return
    fi
    layer=$(layer_of "$1")
    [[ -d $layer ]] && return
    if is_family "$1"; then
        make_family_layer "$1"
        return
    fi
    make_root "$1"
    make_repository
    say "preparing the container's starting state"
    use "layer-$1"
    take_down
    distro=$1 archive=yes owner=''
    locked slots claim
    use "layer-$1"
    network_up
    route on
    cp -a "$(repository_of)" "$state/repository"
    mount_root "$(root_of "$1")"
    configure_root
    boot
    inside sh -c 'apt-get -q update' >"$state/apt.log" 2>&1 || say "the distribution's own archive cannot be reached; going on without it"
    inside apt-get -q -y --no-install-recommends install "${INSTALLED[@]}" >>"$state/apt.log" 2>&1 || {
        tail -20 "$state/apt.log" >&2
        die "the sample packages cannot be installed"
    }
    inside apt-mark hold "${HELD[@]}" >/dev/null
    inside systemctl enable --quiet sample-service.service
    inside apt-get clean
    halt
    rm -rf "$state"/root/var/log/journal/* "$state"/root/var/lib/PackageKit/transactions.db
    unmount_root
    mkdir -p "$CACHE/layers"
    mv "$state/upper" "$layer"
    take_down
    find "$CACHE/layers" -mindepth 1 -maxdepth 1 -name "$1-*" ! -path "$layer" -mmin +1440 -exec rm -rf {} +
}
