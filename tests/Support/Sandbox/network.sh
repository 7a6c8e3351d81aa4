# shellcheck shell=bash
# One network namespace and one veth per sandbox. The namespace outlives a reboot of the container. Sourced.
# Host end 10.213.SLOT.1 and fd6c:7061:SLOT::1, container end .2 and ::2. The default route makes PackageKit call itself online;
# the machine forwards nothing, so nothing leaves it.

free_slot() {
    local n used
    used=$(cat "$SANDBOXES"/*/environment 2>/dev/null | sed -n 's/^slot=//p')
    for n in $(seq 1 250); do
        grep -qx "$n" <<<"$used" && continue
        [[ -e /sys/class/net/lpa$n || -e /run/netns/lpa$n ]] && continue
        echo "$n"
        return
    done
    die "250 sandboxes exist already"
}

network_up() {
    ip netns add "$netns"
    ip link add "$netns" type veth peer name eth0 netns "$netns"
    ip address add "$host_address/30" dev "$netns"
    ip link set "$netns" up
    ip -n "$netns" link set lo up
    ip -n "$netns" address add "$address/30" dev eth0
    ip -n "$netns" link set eth0 up
    # A machine without IPv6 has sandboxes without it.
    ip address add "$host_address6/64" dev "$netns" nodad 2>/dev/null || true
    ip -n "$netns" address add "$address6/64" dev eth0 nodad 2>/dev/null || true
}

network_down() {
    ip link delete "$netns" 2>/dev/null || true
    ip netns delete "$netns" 2>/dev/null || true
}

# route on|off
route() {
    case $1 in
    on) ip -n "$netns" route replace default via "$host_address" ;;
    off) ip -n "$netns" route delete default 2>/dev/null || true ;;
    *) die "route: on or off" ;;
    esac
}
