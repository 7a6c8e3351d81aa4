# shellcheck shell=bash
# Root file systems of other families: Debian's userland with a rebuilt PackageKit (Debian's source, with the dnf, dnf5 or alpm backend), a real rpm or
# pacman database, and the os-release of the family; nothing of dpkg or apt is left where the agent looks. Real are the package manager's library,
# its database, PackageKit and its backend, systemd and polkit; not real are the distribution's own packages and SELinux. Sourced.

FAMILY_DISTROS='el9 fedora41 fedora arch'

# family_suite DISTRO: whose PackageKit it has: bookworm 1.2.6 with rpm 4.18, trixie 1.3.1 with rpm 4.20, sid 1.4.0 with rpm 6 and pacman 7.
family_suite() {
    case $1 in
    el9) echo bookworm ;;
    fedora41) echo trixie ;;
    fedora | arch) echo sid ;;
    *) return 1 ;;
    esac
}

# is_family DISTRO: whether it is one of these.
is_family() { [[ " $FAMILY_DISTROS " == *" $1 "* ]]; }

family_backend() {
    case $1 in
    el9 | fedora41) echo dnf ;;
    fedora) echo dnf5 ;;
    arch) echo alpm ;;
    esac
}

family_os_release() {
    case $1 in
    el9) printf '%s\n' 'NAME="Rocky Linux"' ID=rocky 'ID_LIKE="rhel centos fedora"' VERSION_ID=9.5 'PRETTY_NAME="Rocky Linux 9.5 (test bed)"' ;;
    fedora41) printf '%s\n' 'NAME="Fedora Linux"' ID=fedora VERSION_ID=41 'PRETTY_NAME="Fedora Linux 41 (test bed)"' ;;
    fedora) printf '%s\n' 'NAME="Fedora Linux"' ID=fedora VERSION_ID=42 'PRETTY_NAME="Fedora Linux 42 (test bed)"' ;;
    arch) printf '%s\n' 'NAME="Arch Linux"' ID=arch BUILD_ID=rolling 'PRETTY_NAME="Arch Linux (test bed)"' ;;
    esac
}

family_repository_of() { echo "$CACHE/repositories/families-$(hash_of "$HERE/rpm.sh" "$HERE/alpm.sh")"; }

# make_family_repository: builds the repositories of rpm.sh and alpm.sh when the cache does not hold them.
make_family_repository() {
    local final
    final=$(family_repository_of)
    [[ -d $final ]] && return
    say "building the rpm and pacman repositories of sample packages"
    repository=$final.new
    rm -rf "$repository"
    mkdir -p "$repository/archive"
    rpm_packages
    rpm_index
    alpm_packages
    alpm_index
    mv "$repository" "$final"
    find "$CACHE/repositories" -mindepth 1 -maxdepth 1 -name 'families-*' ! -path "$final" -mmin +1440 -exec rm -rf {} +
}

# disguise ROOT: the family's os-release, its backend and sources; dpkg and apt are not where the agent looks.
disguise() {
    local root=$1 backend folder
    backend=$(family_backend "$distro")
    rm -f "$root/etc/os-release" "$root/etc/debian_version"
    family_os_release "$distro" >"$root/etc/os-release"
    mkdir -p "$root/var/lib/disguised"
    for folder in var/lib/dpkg var/lib/apt var/cache/apt etc/apt; do
        [[ ! -e $root/$folder ]] || mv "$root/$folder" "$root/var/lib/disguised/${folder//\//-}"
    done
    sed -i "s/^#\\?DefaultBackend=.*/DefaultBackend=$backend/" "$root/etc/PackageKit/PackageKit.conf"
    rm -rf "$root"/etc/yum.repos.d/* "$root/etc/pacman.conf"
    case $backend in
    alpm)
        rm -rf "$root/var/lib/rpm" "$root/etc/dnf" "$root/etc/yum.repos.d"
        mkdir -p "$root/var/lib/pacman" "$root/var/cache/pacman/pkg"
        printf '%s\n' '[options]' 'HoldPkg = pacman' 'Architecture = auto' 'SigLevel = Optional TrustAll' 'LocalFileSigLevel = Optional' \
            '[sample]' "Server = http://$REPOSITORY_HOST:$REPOSITORY_PORT/alpm/sample" \
            '[sample-old]' "Server = http://$REPOSITORY_HOST:$REPOSITORY_PORT/alpm/sample-old" >"$root/etc/pacman.conf"
        ;;
    dnf | dnf5)
        rm -rf "$root/var/lib/pacman"
        # A plugin that the family does not install: it makes a repository of what was downloaded, which then offers the updates.
        rm -f "$root/etc/dnf/libdnf5-plugins/local.conf"
        # Debian's rpm has its database in the caller's home; the family's has it where dnf looks for changes of it.
        mkdir -p "$root/etc/rpm"
        if [[ $distro == el9 ]]; then
            echo '%_dbpath /var/lib/rpm' >"$root/etc/rpm/macros"
        else
            mkdir -p "$root/usr/lib/sysimage/rpm"
            rm -rf "$root/var/lib/rpm"
            ln -s ../../usr/lib/sysimage/rpm "$root/var/lib/rpm"
            echo '%_dbpath /usr/lib/sysimage/rpm' >"$root/etc/rpm/macros"
        fi
        mkdir -p "$root/etc/yum.repos.d" "$root/etc/pki/rpm-gpg"
        install -m 0644 "$state/repository/archive/rpm/RPM-GPG-KEY-sample" "$root/etc/pki/rpm-gpg/"
        printf '%s\n' '[sample]' 'name=Sample packages' "baseurl=http://$REPOSITORY_HOST:$REPOSITORY_PORT/rpm" 'enabled=1' 'gpgcheck=1' \
            'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-sample' >"$root/etc/yum.repos.d/sample.repo"
        ;;
    esac
}

# make_family_layer DISTRO: the disguised root with the old versions of the sample packages, as a layer over the root.
make_family_layer() {
    local layer files=() package
    layer=$(layer_of "$1")
    [[ -d $layer ]] && return
    make_packagekit "$(family_suite "$1")"
    make_family_repository
    say "preparing the starting state of $1"
    use "layer-$1"
    take_down
    distro=$1 archive='' owner=''
    locked slots claim
    use "layer-$1"
    cp -a "$(family_repository_of)" "$state/repository"
    mount_root "$(family_root_of "$(family_suite "$1")")"
    disguise "$state/root"
    mkdir "$state/root/var/tmp/sample"
    if [[ $(family_backend "$1") == alpm ]]; then
        for package in $ALPM_INSTALLED; do files+=("$state"/repository/archive/alpm/sample*/"$package-any.pkg.tar.zst"); done
        cp "${files[@]}" "$state/root/var/tmp/sample/"
        in_root "$state/root" sh -c 'ln -sf ../proc/self/mounts /etc/mtab; pacman -U --noconfirm /var/tmp/sample/*' >"$state/packages.log" 2>&1
    else
        for package in $RPM_INSTALLED; do files+=("$state/repository/archive/rpm/$package-1.noarch.rpm"); done
        cp "${files[@]}" "$state/root/var/tmp/sample/"
        in_root "$state/root" sh -c 'rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-sample; rpm -i /var/tmp/sample/*' >"$state/packages.log" 2>&1
    fi || {
        tail -20 "$state/packages.log" >&2
        die "the sample packages cannot be installed"
    }
    rm -rf "$state/root/var/tmp/sample"
    unmount_root
    mkdir -p "$CACHE/layers"
    mv "$state/upper" "$layer"
    take_down
    find "$CACHE/layers" -mindepth 1 -maxdepth 1 -name "$1-*" ! -path "$layer" -mmin +1440 -exec rm -rf {} +
}
