# shellcheck shell=bash
# Sample packages for pacman. A database of pacman holds one version of a name, so old versions are in the repository "sample-old". Sourced.

ALPM_INSTALLED='sample-editor-1.0-1 sample-held-1.0-1 sample-settings-1.0-1 sample-library-1.0-1 sample-app-1.0-1 sample-base-1.0-1 sample-dependant-1.0-1
    sample-replaced-1.0-1 sample-tiny1-1.0-1 sample-tiny2-1.0-1 sample-tiny3-1.0-1 sample-tiny4-1.0-1 sample-tiny5-1.0-1'

# alpm_package REPOSITORY NAME VERSION [--info LINE] [--install TEXT] [--config TEXT] [--copy PATH FILE]: one .pkg.tar.zst in
# $repository/archive/alpm/REPOSITORY. A copied file is made another one by the version behind it, which a program or library does not mind.
alpm_package() {
    local into=$repository/archive/alpm/$1 name=$2 version=$3 info='' install='' config='' copied='' source='' work parts=.PKGINFO
    shift 3
    while [[ $# -gt 0 ]]; do
        case $1 in
        --info) info+=$2$'\n' ;;
        --install) install=$2 ;;
        --config) config=$2 ;;
        --copy) copied=$2 source=$3 && shift ;;
        *) die "alpm_package $name: unknown option $1" ;;
        esac
        shift 2
    done
    work=$(mktemp -d)
    mkdir -p "$into" "$work/usr/share/doc/$name" "$work/etc"
    echo "$name $version" >"$work/usr/share/doc/$name/version"
    [[ -z $config ]] || echo "$config" >"$work/etc/$name.conf"
    if [[ -n $copied ]]; then
        mkdir -p "$work$(dirname "$copied")"
        { cat "$source"; echo "$version"; } >"$work$copied"
        chmod 0755 "$work$copied"
    fi
    {
        printf '%s\n' "pkgname = $name" "pkgbase = $name" "pkgver = $version" "pkgdesc = sample package ${name#sample-}" "url = https://example.invalid/$name" \
            'builddate = 1735700000' 'packager = Sample Maintainers <sample@example.invalid>' 'size = 100' 'arch = any' 'license = MIT'
        [[ -z $config ]] || echo "backup = etc/$name.conf"
        printf '%s' "$info"
    } >"$work/.PKGINFO"
    if [[ -n $install ]]; then
        printf '%s\n' "$install" >"$work/.INSTALL"
        parts='.PKGINFO .INSTALL'
    fi
    (
        cd "$work" || exit 1
        # shellcheck disable=SC2086
        bsdtar --uid 0 --gid 0 -cf - --format=mtree --options='!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link' $parts etc usr | gzip -n >.MTREE
        # shellcheck disable=SC2086
        bsdtar --uid 0 --gid 0 -cf - $parts .MTREE etc usr | zstd -q -o "$into/$name-$version-any.pkg.tar.zst"
    )
    rm -rf "$work"
}

alpm_packages() {
    local i
    for i in editor held library; do
        alpm_package sample-old "sample-$i" 1.0-1
        alpm_package sample "sample-$i" 2.0-1
    done
    alpm_package sample-old sample-settings 1.0-1 --config 'value = from 1.0'
    alpm_package sample sample-settings 2.0-1 --config 'value = from 2.0'
    alpm_package sample-old sample-app 1.0-1 --info 'depend = sample-library'
    alpm_package sample sample-app 2.0-1 --info $'depend = sample-library>=2.0\ndepend = sample-addition'
    alpm_package sample sample-addition 1.0-1
    alpm_package sample sample-base 1.0-1
    alpm_package sample sample-dependant 1.0-1 --info 'depend = sample-base'
    alpm_package sample sample-rival 1.0-1 --info 'conflict = sample-editor'
    alpm_package sample sample-impossible 1.0-1 --info 'depend = sample-no-such-package'
    alpm_package sample-old sample-replaced 1.0-1
    alpm_package sample sample-replacement 1.0-1 --info $'replaces = sample-replaced\nconflict = sample-replaced\nprovides = sample-replaced'
    alpm_package sample sample-failing 1.0-1 --install 'post_install() { echo "sample-failing: the database cannot be converted"; exit 1; }'
    alpm_package sample sample-slow8 1.0-1 --install 'post_install() { i=0; while [ $i -lt 8 ]; do i=$((i+1)); sleep 1; done; date >/var/lib/sample-slow8.done; }'
    alpm_package sample sample-new 2.0-1
    for i in 1 2 3 4 5; do
        alpm_package sample-old "sample-tiny$i" 1.0-1
        alpm_package sample "sample-tiny$i" 1.1-1
    done
}

# alpm_index: repo-add is a script that needs makepkg's library beside it.
alpm_index() {
    local name
    for name in sample sample-old; do
        (cd "$repository/archive/alpm/$name" && rm -f "$name".db* "$name".files* && repo-add -q "$name.db.tar.gz" ./*.pkg.tar.zst >/dev/null)
    done
}
