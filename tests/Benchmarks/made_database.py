"""Package databases of any size for a container: its own packages, and after them real entries of the distribution's archive, with all
that they need.

Nothing is unpacked: only dpkg's status file and the lists of files beside it are made, which is all that listing looks at. Not for
installing.
"""

import glob
import os
import re

STATUS, INFO = "var/lib/dpkg/status", "var/lib/dpkg/info"
# Fields of an index that dpkg keeps of an installed package, in its order; the description is put together from two files.
KEPT = ("Package", "Priority", "Section", "Installed-Size", "Maintainer", "Architecture", "Multi-Arch", "Source", "Version", "Replaces",
        "Provides", "Depends", "Pre-Depends", "Recommends", "Suggests", "Breaks", "Homepage")
# Of the archive, whose index is in the order of names: every fifth first, so that all parts of it are among the first thousand.
STEP = 5
FIELD = re.compile(r"^([A-Za-z0-9-]+): *(.*(?:\n[ \t].*)*)", re.MULTILINE)


class NoArchive(Exception):
    """The container has no lists of the distribution's archive."""


class MadeDatabase:
    """Of one container, whose root is given; `restore` gives it its own database back. `most` is how many are made at most."""

    def __init__(self, root, most=10_000):
        self.root, self.most = root, most
        with open(os.path.join(root, STATUS), encoding="utf-8") as file:
            self.own = file.read()
        self.present = set(re.findall(r"^Package: (.+)$", self.own, re.MULTILINE))
        self.entries = None
        self.made_files = set()

    def write(self, count):
        """A database of `count` installed packages; returns the bytes of the status file."""
        if self.entries is None:
            self.entries = self._choose(self.most)
        added = self.entries[:count - self.installed()]
        for entry in added:
            self._write_lists(entry)
        return self._write_status(self.own + "".join(self._paragraph(entry) for entry in added))

    def restore(self):
        for path in self.made_files:
            os.unlink(path)
        self.made_files.clear()
        self._write_status(self.own)

    def installed(self):
        """How many packages the container's own database has."""
        return len(re.findall(r"^Status: \w+ ok installed$", self.own, re.MULTILINE))

    def _write_status(self, text):
        """As dpkg does: a new file in place of the old one."""
        path = os.path.join(self.root, STATUS)
        with open(path + "-new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + "-new", path)
        return len(text.encode())

    def _write_lists(self, entry):
        name = entry["Package"]
        stem = f"{name}:{entry['Architecture']}" if entry.get("Multi-Arch") == "same" else name
        for suffix, text in ((".list", f"/.\n/usr\n/usr/share\n/usr/share/doc\n/usr/share/doc/{name}\n"), (".md5sums", "")):
            path = os.path.join(self.root, INFO, stem + suffix)
            if path not in self.made_files and not os.path.exists(path):
                with open(path, "w", encoding="ascii") as file:
                    file.write(text)
                self.made_files.add(path)

    def _paragraph(self, entry):
        lines = [f"Package: {entry['Package']}", "Status: install ok installed"]
        lines += [f"{field}: {entry[field]}" for field in KEPT[1:] if field in entry]
        return "\n".join(lines + [f"Description: {entry['Description']}", "", ""])

    def _choose(self, count):
        """Entries in an order in which each comes after what it needs, from all parts of the archive."""
        index = self._index()
        texts = self._descriptions()
        chosen, have = [], set(self.present)
        for name in list(index)[::STEP] + list(index):
            closure = self._closure(name, index, have)
            for entry in closure or ():
                entry["Description"] = texts.get(entry.get("Description-md5"), entry["Description"])
                chosen.append(entry)
                have.add(entry["Package"])
            if len(chosen) >= count:
                return chosen
        raise NoArchive(f"the archive's lists give {len(chosen)} packages that go together, not {count}")

    def _closure(self, name, index, have):
        """A package with all that it needs and is not there yet; None when that cannot be said simply (virtual packages, conflicts,
        another version of what the container has)."""
        found, open_names = {}, [name]
        while open_names:
            wanted = open_names.pop()
            if wanted in have or wanted in found:
                continue
            entry = index.get(wanted)
            if entry is None or "Conflicts" in entry or len(found) > 60:
                return None
            found[wanted] = entry
            needs = ", ".join(entry[field] for field in ("Pre-Depends", "Depends") if field in entry)
            for need in filter(None, (part.split("|")[0].strip() for part in needs.split(","))):
                open_names.append(re.split(r"[ :(]", need)[0])
                if "(= " in need and open_names[-1] in self.present:
                    return None
        return list(found.values())[::-1]

    def _index(self):
        return {entry["Package"]: entry for entry in self._read("*_debian_dists_*_main_binary-amd64_Packages")}

    def _descriptions(self):
        return {entry["Description-md5"]: entry["Description-en"] for entry in self._read("*_debian_dists_*_main_i18n_Translation-en")
                if "Description-en" in entry}

    def _read(self, pattern):
        paths = sorted(glob.glob(os.path.join(self.root, "var/lib/apt/lists", pattern)), key=os.path.getsize)
        if not paths:
            raise NoArchive("the container has no lists of the distribution's archive")
        with open(paths[-1], encoding="utf-8") as file:
            for paragraph in file.read().split("\n\n"):
                if paragraph.strip():
                    yield dict(FIELD.findall(paragraph))
