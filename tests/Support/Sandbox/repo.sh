# shellcheck shell=bash
# Makes packages and a signed repository of them. Sourced; the packages themselves stand in packages.sh.
# Layout of a repository: archive/{dists,pool}/{stable,stable-security}, archive/changelogs, archive/key.asc; secret.key beside it.

# package NAME VERSION [option VALUE]...: one .deb and its changelog under $repository.
#   --suite SUITE      stable (default) or stable-security
#   --arch ARCH        all (default), amd64 or i386
#   --urgency WORD     of the changelog entry: low, medium, high, emergency, critical
#   --change TEXT      the changelog entry; CVE ids in it reach GetUpdateDetail
#   --field LINE       one more line of the control file ("Depends: ...")
#   --preinst, --postinst, --prerm, --postrm TEXT    maintainer scripts (without the #! line)
#   --file PATH TEXT   a file of the package; --executable PATH TEXT the same with mode 0755; --conffile PATH TEXT
#   --copy PATH SOURCE    a program or library of this machine under another name
package() {
    local name=$1 version=$2 suite=stable arch=all urgency=medium change="Version $2." fields=() tree path
    shift 2
    tree=$(mktemp -d)
    mkdir -p "$tree/DEBIAN" "$tree/usr/share/doc/$name"
    echo "$name $version" >"$tree/usr/share/doc/$name/version"
    while [[ $# -gt 0 ]]; do
        case $1 in
        --suite) suite=$2 ;;
        --arch) arch=$2 ;;
        --urgency) urgency=$2 ;;
        --change) change=$2 ;;
        --field) fields+=("$2") ;;
        --preinst | --postinst | --prerm | --postrm)
            printf '#!/bin/sh\n%s\n' "$2" >"$tree/DEBIAN/${1#--}"
            chmod 0755 "$tree/DEBIAN/${1#--}"
            ;;
        --control-file)
            printf '%s\n' "$3" >"$tree/DEBIAN/$2"
            [[ $2 != config ]] || chmod 0755 "$tree/DEBIAN/$2"
            shift
            ;;
        --copy)
            install -D -m 0755 "$3" "$tree$2"
            shift
            ;;
        --file | --executable | --conffile)
            path=$tree$2
            mkdir -p "$(dirname "$path")"
            printf '%s\n' "$3" >"$path"
            [[ $1 != --executable ]] || chmod 0755 "$path"
            [[ $1 != --conffile ]] || echo "$2" >>"$tree/DEBIAN/conffiles"
            shift
            ;;
        *) die "package $name: unknown option $1" ;;
        esac
        shift 2
    done
    {
        printf '%s\n' "Package: $name" "Version: $version" "Architecture: $arch" 'Section: misc' 'Priority: optional' \
            'Maintainer: Sample Maintainers <sample@example.invalid>' "Installed-Size: $(du -sk "$tree" | cut -f1)" \
            "Homepage: https://example.invalid/$name" ${fields[@]+"${fields[@]}"} \
            "Description: sample package ${name#sample-}" " Made for tests: $name, version $version."
    } >"$tree/DEBIAN/control"
    mkdir -p "$repository/archive/pool/$suite"
    dpkg-deb --root-owner-group -Znone -b "$tree" "$repository/archive/pool/$suite/${name}_${version#*:}_$arch.deb" >/dev/null
    rm -rf "$tree"
    changelog
}

# changelog: the entry of this version on top of those of the versions made before it.
changelog() {
    local folder=$repository/archive/changelogs/main/${name:0:1}/$name entries=$repository/entries/$name count
    mkdir -p "$folder" "$(dirname "$entries")"
    count=$(grep -c '^ -- ' "$entries" 2>/dev/null || true)
    {
        printf '%s (%s) %s; urgency=%s\n\n  * %s\n\n -- Sample Maintainers <sample@example.invalid>  %s\n\n' \
            "$name" "$version" "$suite" "$urgency" "${change//$'\n'/$'\n'  * }" \
            "$(date -u -R -d "2026-01-05 +$((${count:-0} * 30)) days")"
        cat "$entries" 2>/dev/null || true
    } >"$entries.new"
    mv "$entries.new" "$entries"
    cp "$entries" "$folder/${name}_${version#*:}_changelog"
}

# sign_and_index: the indexes of both suites, signed; called after the last package.
sign_and_index() {
    local home
    home=$(mktemp -d)
    chmod 0700 "$home"
    if [[ ! -s $repository/secret.key ]]; then
        GNUPGHOME=$home gpg -q --batch --passphrase '' --quick-gen-key 'Sample archive <sample@example.invalid>' ed25519 sign 3y
        GNUPGHOME=$home gpg -q --batch --export-secret-keys >"$repository/secret.key"
        GNUPGHOME=$home gpg -q --armor --export >"$repository/archive/key.asc"
        chmod 0600 "$repository/secret.key"
    else
        GNUPGHOME=$home gpg -q --batch --import "$repository/secret.key"
    fi
    # PackageKit calls an update "security" by origin Debian and label Debian-Security.
    index stable Sample Sample "$home"
    index stable-security Debian Debian-Security "$home"
    # An agent left behind would serve a deleted directory to the next caller.
    GNUPGHOME=$home gpgconf --kill all
    rm -rf "$home"
}

index() {
    local suite=$1 origin=$2 label=$3 home=$4 arch binary
    (
        cd "$repository/archive" || exit 1
        mkdir -p "pool/$suite"
        for arch in amd64 i386; do
            binary=dists/$suite/main/binary-$arch
            mkdir -p "$binary"
            apt-ftparchive --arch "$arch" packages "pool/$suite" >"$binary/Packages"
            gzip -9nkf "$binary/Packages"
        done
        {
            # apt-ftparchive has no option for this field.
            echo "Changelogs: http://$REPOSITORY_HOST:$REPOSITORY_PORT/changelogs/@CHANGEPATH@_changelog"
            apt-ftparchive -o "APT::FTPArchive::Release::Origin=$origin" -o "APT::FTPArchive::Release::Label=$label" \
                -o "APT::FTPArchive::Release::Suite=$suite" -o "APT::FTPArchive::Release::Codename=$suite" \
                -o 'APT::FTPArchive::Release::Architectures=amd64 i386' -o APT::FTPArchive::Release::Components=main release "dists/$suite"
        } >"$repository/Release.new"
        GNUPGHOME=$home gpg -q --batch --yes --clearsign -o "$repository/InRelease.new" "$repository/Release.new"
        mv "$repository/Release.new" "dists/$suite/Release"
        mv "$repository/InRelease.new" "dists/$suite/InRelease"
    )
}

repository_of() { echo "$CACHE/repositories/$(hash_of "$HERE/repo.sh" "$HERE/packages.sh")"; }

# make_repository: builds the repository of packages.sh when the cache does not hold it.
make_repository() {
    local final
    final=$(repository_of)
    [[ -d $final ]] && return
    say "building the signed repository of sample packages"
    repository=$final.new
    rm -rf "$repository"
    mkdir -p "$repository/archive"
    all_packages
    sign_and_index
    mv "$repository" "$final"
    find "$CACHE/repositories" -mindepth 1 -maxdepth 1 ! -path "$final" -mmin +1440 -exec rm -rf {} +
}

# repository_lines: its lines for /etc/apt/sources.list.d.
repository_lines() {
    local suite
    for suite in stable stable-security; do
        echo "deb [signed-by=/usr/share/keyrings/sample-archive.asc] http://$REPOSITORY_HOST:$REPOSITORY_PORT $suite main"
    done
}
