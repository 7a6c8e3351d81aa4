# shellcheck shell=bash
# Sample packages as .rpm, signed, with advisories; the same names and roles as packages.sh where both can be. Sourced.

RPM_INSTALLED='sample-release-1.0 sample-editor-1.0 sample-tls-3.0.1 sample-held-1.0 sample-settings-1.0 sample-library-1.0 sample-app-1.0 sample-base-1.0
    sample-dependant-1.0 sample-reboot-1.0 sample-failing-update-1.0 sample-tiny1-1.0 sample-tiny2-1.0 sample-tiny3-1.0 sample-tiny4-1.0 sample-tiny5-1.0'

# rpm_package NAME VERSION [--header LINE] [--pre|--post|--preun TEXT] [--config TEXT] [--copy PATH FILE] [--unsigned]: one .rpm in
# $repository/archive/rpm. A copied file is made another one by the version behind it, which a program or library does not mind.
rpm_package() {
    local name=$1 version=$2 headers='' scripts='' config='' copied='' source='' unsigned='' work
    shift 2
    while [[ $# -gt 0 ]]; do
        case $1 in
        --header) headers+=$2$'\n' && shift ;;
        --pre | --post | --preun) scripts+="%${1#--}"$'\n'"$2"$'\n' && shift ;;
        --config) config=$2 && shift ;;
        --copy) copied=$2 source=$3 && shift 2 ;;
        --unsigned) unsigned=yes ;;
        *) die "rpm_package $name: unknown option $1" ;;
        esac
        shift
    done
    work=$(mktemp -d)
    {
        printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: sample package ${name#sample-}" 'License: MIT' \
            "URL: https://example.invalid/$name" 'BuildArch: noarch'
        [[ -z $copied ]] || printf '%s\n' 'AutoReqProv: no'
        printf '%s' "$headers"
        printf '%s\n' '%description' "Made for tests: $name, version $version." '%install' "mkdir -p %{buildroot}/usr/share/doc/$name" \
            "echo '$name $version' >%{buildroot}/usr/share/doc/$name/version"
        [[ -z $config ]] || printf '%s\n' 'mkdir -p %{buildroot}/etc' "echo '$config' >%{buildroot}/etc/$name.conf"
        [[ -z $copied ]] || printf '%s\n' "mkdir -p %{buildroot}$(dirname "$copied")" "{ cat $source; echo $version; } >%{buildroot}$copied" \
            "chmod 0755 %{buildroot}$copied"
        printf '%s' "$scripts"
        printf '%s\n' '%files' "/usr/share/doc/$name/version" $copied
        [[ -z $config ]] || echo "%config(noreplace) /etc/$name.conf"
    } >"$work/$name.spec"
    mkdir -p "$repository/archive/rpm"
    rpmbuild --quiet -bb --define '_binaries_in_noarch_packages_terminate_build 0' --define '__os_install_post %{nil}' --define "_topdir $work" --define "_rpmdir $work/out" --define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
        "$work/$name.spec" >"$work/log" 2>&1 || { cat "$work/log" >&2; die "rpmbuild $name"; }
    [[ -z $unsigned ]] || touch "$repository/archive/rpm/.unsigned-$name-$version-1.noarch.rpm"
    mv "$work"/out/*.rpm "$repository/archive/rpm/"
    rm -rf "$work"
}

rpm_packages() {
    local i version
    # What a real distribution's own packages would provide.
    rpm_package sample-release 1.0 --header 'Provides: system-release = 1' --header 'Provides: system-release(releasever) = 1' --header 'Provides: /bin/sh' \
        --header 'Provides: /usr/bin/sh'
    for version in 1.0 1.1 2.0; do rpm_package sample-editor $version; done
    for version in 3.0.1 3.0.2; do rpm_package sample-tls $version; done
    for version in 1.0 2.0; do
        rpm_package sample-held $version
        rpm_package sample-settings $version --config "value = from $version"
        rpm_package sample-library $version
        rpm_package sample-reboot $version
        rpm_package sample-new $version
    done
    rpm_package sample-addition 1.0
    rpm_package sample-app 1.0 --header 'Requires: sample-library'
    rpm_package sample-app 2.0 --header 'Requires: sample-library >= 2.0' --header 'Requires: sample-addition'
    rpm_package sample-base 1.0
    rpm_package sample-dependant 1.0 --header 'Requires: sample-base'
    rpm_package sample-rival 1.0 --header 'Conflicts: sample-editor'
    rpm_package sample-impossible 1.0 --header 'Requires: sample-no-such-package'
    rpm_package sample-failing 1.0 --pre 'echo "sample-failing: the database cannot be converted" >&2; exit 1'
    rpm_package sample-failing-update 1.0
    rpm_package sample-failing-update 2.0 --pre 'echo "sample-failing-update: no space for the index" >&2; exit 3'
    rpm_package sample-slow8 1.0 --post 'i=0; while [ $i -lt 8 ]; do i=$((i+1)); sleep 1; done; date >/var/lib/sample-slow8.done'
    rpm_package sample-unsigned 1.0 --unsigned
    for i in 1 2 3 4 5; do
        rpm_package "sample-tiny$i" 1.0
        rpm_package "sample-tiny$i" 1.1
    done
}

# rpm_advisory ID TYPE SEVERITY PACKAGE VERSION REBOOT TITLE [CVE]...
rpm_advisory() {
    local id=$1 type=$2 severity=$3 package=$4 version=$5 reboot=$6 title=$7 cve
    shift 7
    echo "<update from='sample@example.invalid' status='stable' type='$type' version='1'><id>$id</id><title>$title</title>"
    echo "<issued date='2025-01-02 03:04:05'/><updated date='2025-02-03 00:00:00'/><severity>$severity</severity><description>$title.</description><references>"
    for cve in "$@"; do echo "<reference href='https://example.invalid/$cve' id='$cve' type='cve' title='$cve'/>"; done
    echo "</references><pkglist><collection short='sample'><name>sample</name><package name='$package' version='$version' release='1' epoch='0' arch='noarch'>"
    echo "<filename>$package-$version-1.noarch.rpm</filename>$([[ $reboot == yes ]] && echo '<reboot_suggested>True</reboot_suggested>')</package></collection></pkglist></update>"
}

# rpm_index: signs what is not signed yet, indexes, adds the advisories. An RSA key: rpm 4.18 of EL 9 takes no other everywhere.
rpm_index() {
    local home folder=$repository/archive/rpm file
    home=$(mktemp -d)
    chmod 0700 "$home"
    if [[ ! -s $repository/rpm-secret.key ]]; then
        GNUPGHOME=$home gpg -q --batch --passphrase '' --quick-gen-key 'Sample rpm archive <sample@example.invalid>' rsa3072 sign 3y
        GNUPGHOME=$home gpg -q --batch --export-secret-keys >"$repository/rpm-secret.key"
        chmod 0600 "$repository/rpm-secret.key"
        GNUPGHOME=$home gpg -q --armor --export >"$folder/RPM-GPG-KEY-sample"
    else
        GNUPGHOME=$home gpg -q --batch --import "$repository/rpm-secret.key"
    fi
    for file in "$folder"/*.rpm; do
        [[ -e $folder/.unsigned-$(basename "$file") ]] || rpm -qp --qf '%{RSAHEADER:pgpsig}' "$file" 2>/dev/null | grep -q RSA ||
            GNUPGHOME=$home rpmsign --define "__gpg $(command -v gpg)" --define '_gpg_name Sample rpm archive' --addsign "$file" >/dev/null 2>&1
    done
    {
        echo '<?xml version="1.0" encoding="UTF-8"?><updates>'
        rpm_advisory SAMPLE-2025:0001 security Important sample-tls 3.0.2 no 'Memory is read after it was freed' CVE-2025-0042 CVE-2025-0043
        rpm_advisory SAMPLE-2025:0002 bugfix None sample-reboot 2.0 yes 'Needs a reboot'
        rpm_advisory SAMPLE-2025:0003 enhancement None sample-editor 2.0 no 'New version'
        echo '</updates>'
    } >"$repository/updateinfo.xml"
    rm -rf "$folder/repodata"
    createrepo_c -q "$folder"
    modifyrepo_c --mdtype=updateinfo "$repository/updateinfo.xml" "$folder/repodata" >/dev/null
    GNUPGHOME=$home gpgconf --kill all
    rm -rf "$home"
}
