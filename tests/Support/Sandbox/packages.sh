# shellcheck shell=bash
# The sample packages. Sourced; called by make_repository. INSTALLED is what a container starts with: old versions, so that the newer
# ones are real pending updates. Everything else is there to be installed by a test.

INSTALLED=(
    sample-editor=1.0-1 sample-tls=3.0.1-1 sample-resolver=1.2-1 sample-held=1.0-1 sample-settings=1.0-1
    sample-migration=1.0-1 sample-service=1.0-1 sample-app=1.0-1 sample-library=1.0-1 sample-blocked=1.0-1
    sample-base=1.0-1 sample-dependant=1.0-1 linux-image-9.9.9-sample=9.9.9-1
    sample-tiny1=1.0-1 sample-tiny2=1.0-1 sample-tiny3=1.0-1 sample-tiny4=1.0-1 sample-tiny5=1.0-1 sample-tiny6=1.0-1
    sample-tiny7=1.0-1 sample-tiny8=1.0-1 sample-tiny9=1.0-1 sample-tiny10=1.0-1 sample-tiny11=1.0-1 sample-tiny12=1.0-1
)
HELD=(sample-held)

all_packages() {
    updates
    dependencies
    trouble
    hosts_side
}

updates() {
    local i
    package sample-editor 1.0-1 --urgency low --change 'First version.'
    package sample-editor 1.1-1 --change 'Middle version.'
    package sample-editor 2.0-1 --change $'New version. Closes: #123456\nLonger lines.'
    package sample-tls 3.0.1-1 --change 'First version.'
    package sample-tls 3.0.1-1+deb12u1 --suite stable-security --urgency high \
        --change $'SECURITY UPDATE: memory is read after it was freed. CVE-2025-0042\nA record of length 0 stops the server. CVE-2025-0043'
    package sample-resolver 1.2-1 --change 'First version.'
    package sample-resolver 1.2-1+deb12u1 --suite stable-security --urgency critical \
        --change 'SECURITY UPDATE: a long answer runs code of the sender. CVE-2025-1111'
    package sample-held 1.0-1
    package sample-held 2.0-1 --change 'Fix CVE-2024-7777.'
    package sample-settings 1.0-1 --conffile /etc/sample-settings.conf 'value = from 1.0'
    package sample-settings 2.0-1 --conffile /etc/sample-settings.conf 'value = from 2.0'
    for i in $(seq 1 12); do
        package "sample-tiny$i" 1.0-1
        package "sample-tiny$i" 1.1-1 --urgency low
    done
}

dependencies() {
    package sample-library 1.0-1
    package sample-library 2.0-1
    package sample-addition 1.0-1
    package sample-app 1.0-1 --field 'Depends: sample-library'
    # Brings a package that is not installed and needs the newer library.
    package sample-app 2.0-1 --field 'Depends: sample-library (>= 2.0), sample-addition'
    package sample-blocked 1.0-1
    # An update that cannot go in: nothing provides what it needs.
    package sample-blocked 2.0-1 --field 'Depends: sample-no-such-package'
    package sample-impossible 1.0-1 --field 'Depends: sample-no-such-package'
    package sample-base 1.0-1
    package sample-dependant 1.0-1 --field 'Depends: sample-base'
    package sample-rival 1.0-1 --field 'Conflicts: sample-editor'
    package sample-recommending 1.0-1 --field 'Recommends: sample-recommended'
    package sample-recommended 1.0-1
    package sample-epoch 1:1.0-1
    package sample-new 1.0-1
    package sample-new 2.0-1
}

trouble() {
    local seconds
    package sample-failing 1.0-1 --postinst 'echo "sample-failing: the database cannot be converted" >&2; exit 1'
    # Cures a half-configured sample-failing.
    package sample-failing 1.1-1
    package sample-failing-update 1.0-1
    package sample-failing-update 2.0-1 --postinst 'echo "sample-failing-update: no space for the index" >&2; exit 3'
    package sample-stuck 1.0-1 --prerm '[ "$1" = remove ] && { echo "sample-stuck: still in use" >&2; exit 1; }; exit 0'
    for seconds in 8 30; do
        package "sample-slow$seconds" 1.0-1 --postinst "$(slow "$seconds" "sample-slow$seconds")"
    done
    # Hangs for ever: the standard input of a maintainer script under packagekitd is a terminal to which nobody writes.
    package sample-asking 1.0-1 --postinst 'echo "sample-asking: really?"; read -r answer; echo "$answer" >/var/lib/sample-asking'
    package sample-question 1.0-1 --field 'Depends: debconf' \
        --control-file templates $'Template: sample-question/answer\nType: string\nDefault: the default\nDescription: Answer?\n A question.' \
        --control-file config $'#!/bin/sh\n. /usr/share/debconf/confmodule\ndb_input critical sample-question/answer || true\ndb_go || true' \
        --postinst $'set -e\n. /usr/share/debconf/confmodule\ndb_get sample-question/answer\necho "$RET" >/var/lib/sample-question'
}

# slow SECONDS NAME: a script that says every second how far it is.
slow() {
    printf 'i=0\nwhile [ $i -lt %s ]; do i=$((i+1)); echo "%s: step $i of %s"; sleep 1; done\ndate >/var/lib/%s.done' "$1" "$2" "$1" "$2"
}

# Packages that change the host around them: a service, a reboot, a kernel with what its scripts look at.
hosts_side() {
    local version
    package sample-migration 1.0-1
    package sample-migration 2.0-1 --postinst "$(slow 5 sample-migration)"
    for version in 1.0-1 2.0-1; do
        package sample-service "$version" \
            --executable /usr/bin/sample-service $'#!/bin/sh\n# '"$version"$'\nexec sleep infinity' \
            --file /usr/lib/systemd/system/sample-service.service \
            $'[Unit]\nDescription=Sample service\n[Service]\nExecStart=/usr/bin/sample-service\n[Install]\nWantedBy=multi-user.target'
    done
    package sample-reboot 1.0-1 --postinst 'touch /run/reboot-required; echo sample-reboot >>/run/reboot-required.pkgs'
    package linux-image-9.9.9-sample 9.9.9-1 --file /boot/vmlinuz-9.9.9-sample 'not a kernel' \
        --file /lib/modules/9.9.9-sample/kernel/sample.ko 'not a module'
    # As an initramfs is built: from the modules that the script can see, into /boot.
    package linux-image-9.9.9-sample 9.9.9-2 --change 'Fix CVE-2025-2222 in the network code.' --urgency high \
        --file /boot/vmlinuz-9.9.9-sample 'not a kernel, 2' --file /lib/modules/9.9.9-sample/kernel/sample.ko 'not a module, 2' \
        --postinst $'set -e\nfind /lib/modules/9.9.9-sample -type f >/boot/initrd.img-9.9.9-sample
touch /run/reboot-required\necho linux-image-9.9.9-sample >>/run/reboot-required.pkgs'
}
