"""A bridge of this machine with one network namespace on it for each agent. The test bed's containers use other addresses (10.213)."""

import subprocess

BRIDGE = "lpadensity"
POLLER = "10.214.0.1"


def namespace(number):
    return f"lpadens{number}"


def address(number):
    """Of the agent with this number, from 1 to 250."""
    return f"10.214.0.{number + 1}"


def ip(*arguments, lines=None, check=True):
    subprocess.run(["ip", *arguments], input=None if lines is None else "\n".join(lines) + "\n", check=check, text=True,
                   stdout=subprocess.DEVNULL, stderr=None if check else subprocess.DEVNULL)


class Network:
    """Used as a context. What a run that was killed has left is taken away first."""

    def __init__(self, count):
        self.numbers = range(1, count + 1)

    def __enter__(self):
        self.remove()
        try:
            ip("link", "add", BRIDGE, "type", "bridge")
            ip("address", "add", POLLER + "/24", "dev", BRIDGE)
            ip("link", "set", BRIDGE, "up")
            for number in self.numbers:
                self.add(number)
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    @staticmethod
    def add(number):
        name = namespace(number)
        ip("-batch", "-", lines=[
            f"netns add {name}", f"link add {name} type veth peer name eth0 netns {name}",
            f"link set {name} master {BRIDGE}", f"link set {name} up"])
        ip("-n", name, "-batch", "-", lines=["link set lo up", f"address add {address(number)}/24 dev eth0", "link set eth0 up"])

    def remove(self):
        """A namespace takes its veth with it."""
        ip("-force", "-batch", "-", lines=[f"netns delete {namespace(number)}" for number in self.numbers], check=False)
        ip("link", "delete", BRIDGE, check=False)

    def octets(self):
        """Bytes from the poller to all agents and back, as Ethernet frames with their headers, since the namespaces were made."""
        return tuple(sum(counter(number, name) for number in self.numbers) for name in ("tx_bytes", "rx_bytes"))


def counter(number, name):
    with open(f"/sys/class/net/{namespace(number)}/statistics/{name}", encoding="ascii") as file:
        return int(file.read())
