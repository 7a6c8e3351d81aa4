# shellcheck shell=bash
# Puts the packaged daemon into a sandbox and makes it answer. Sourced.

ARTIFACTS=$(cd "$HERE/../../.." && pwd)/artifacts/sandbox
AGENT_PORT=12443
PKI=/root/pki # inside the container, with the key of the authority

# agent --package FILE|--installed [--no-start]: installs unless it is, makes a PKI with the daemon's own verb, allows the host end of the veth, starts.
agent() {
    local package='' start=yes out=$ARTIFACTS/$name
    while [[ $# -gt 0 ]]; do
        case $1 in
        --package) package=$2 && shift ;;
        --installed) package=installed ;;
        --no-start) start='' ;;
        *) die "agent: unknown option $1" ;;
        esac
        shift
    done
    [[ $package == installed || -f $package ]] || die "agent: no package '$package'"
    [[ $package == installed ]] || install_package "$package"
    make_pki
    write_whitelist "$host_address" "$host_address6"
    mkdir -p "$out"
    install -m 0644 "$state/root$PKI/ca.pem" "$state/root$PKI/client.pem" "$out/"
    install -m 0600 "$state/root$PKI/client.key.pem" "$out/"
    echo "https://$address:$AGENT_PORT" >"$out/url"
    [[ -n $start ]] || return 0
    if is_openrc "$distro"; then
        inside rc-service linux-patch-api start || die "the agent does not start in '$name'"
    elif ! inside systemctl start linux-patch-api.service || ! inside systemctl --quiet is-active linux-patch-api.service; then
        inside journalctl --no-pager -n 30 -u linux-patch-api.service >&2
        die "the agent does not start in '$name'"
    fi
    say "the agent in '$name' answers on $(cat "$out/url"), files in artifacts/sandbox/$name/"
}

# install_package FILE: by the package manager itself. For rpm and pacman an empty package stands for what the Debian userland underneath has.
install_package() {
    local file
    file=/var/tmp/$(basename "$1")
    cp "$1" "$state/root$file"
    case $file in
    *.deb) inside dpkg -i "$file" ;;
    *.rpm) host_provides "$1" && inside rpm -U --nosignature /var/tmp/sample-host.rpm "$file" ;;
    *.apk) install_apk "$1" ;;
    *.pkg.tar.zst) host_provides "$1" && inside pacman -U --noconfirm /var/tmp/sample-host-1-1-any.pkg.tar.zst "$file" ;;
    esac >"$state/install.log" 2>&1 || {
        cat "$state/install.log" >&2
        die "the package does not install in '$name'"
    }
    rm -f "$state/root$file" "$state"/root/var/tmp/sample-host*
}

# host_provides PACKAGE: sample-host, which provides what PACKAGE requires; what it names is really there, as Debian's.
host_provides() {
    local repository=$state/host requirement
    local -a provides=()
    rm -rf "$repository"
    if [[ $1 == *.rpm ]]; then
        while read -r requirement; do provides+=(--header "Provides: ${requirement/>=/=}"); done < <(
            rpm -qp --requires "$1" 2>/dev/null | sort -u | grep -v -e '^rpmlib' -e '^/bin/sh$' -e '^config(')
        rpm_package sample-host 1 "${provides[@]}"
        cp "$repository"/archive/rpm/*.rpm "$state/root/var/tmp/sample-host.rpm"
    else
        for requirement in glibc openssl packagekit polkit dbus systemd; do provides+=(--info "provides = $requirement"); done
        alpm_package host sample-host 1-1 "${provides[@]}"
        cp "$repository"/archive/alpm/host/*.zst "$state/root/var/tmp/"
    fi
}

# provides FILE: installs what stands for what that package requires.
provides() {
    host_provides "$1"
    case $1 in
    *.rpm) inside rpm -U --nosignature /var/tmp/sample-host.rpm ;;
    *) inside pacman -U --noconfirm /var/tmp/sample-host-1-1-any.pkg.tar.zst ;;
    esac >"$state/install.log" 2>&1 || {
        cat "$state/install.log" >&2
        die "what '$name' would have for $1 does not install"
    }
    rm -f "$state"/root/var/tmp/sample-host*
}

make_pki() {
    local certs=$state/root/etc/linux_patch_api/certs
    {
        inside linux-patch-api pki init --directory $PKI --name "CA of $name"
        inside linux-patch-api pki issue --directory $PKI --server --name server --ip "$address" --ip "$address6" --dns "$name"
        inside linux-patch-api pki issue --directory $PKI --client --name client
    } >"$state/pki.log" 2>&1 || {
        cat "$state/pki.log" >&2
        die "no PKI in '$name'"
    }
    install -m 0644 "$state/root$PKI"/{ca.pem,server.pem,crl.pem} "$certs/"
    install -m 0600 "$state/root$PKI/server.key.pem" "$certs/"
}

# write_whitelist ADDRESS...
write_whitelist() {
    local file=$state/root/etc/linux_patch_api/whitelist.yaml
    printf 'entries:\n' >"$file.new"
    printf '  - "%s"\n' "$@" >>"$file.new"
    chmod 0640 "$file.new"
    mv "$file.new" "$file"
}
