"""python3 -m unittest discover tests/Benchmarks - what of the section on the agent's own work is arithmetic or reading of text."""

import os
import tempfile
import unittest

import changes
import client
import good_client
import growth
import made_database

PACKAGES = """Package: alone
Version: 1
Architecture: amd64
Description: short
Description-md5: aa

Package: needing
Version: 2
Architecture: all
Depends: needed (>= 1) | other, own
Description: needs
Description-md5: bb

Package: needed
Version: 3
Architecture: amd64
Multi-Arch: same
Description: is needed
Description-md5: cc

Package: fighting
Version: 4
Architecture: all
Conflicts: own
Description: cannot be beside it
Description-md5: dd

Package: tied
Version: 5
Architecture: all
Depends: own (= 5)
Description: needs another version
Description-md5: ee
"""
LISTS = "var/lib/apt/lists/mirror_debian_dists_stable_main_"


class Growth(unittest.TestCase):
    def test_points_on_a_line_deviate_by_nothing(self):
        slope, start, deviation = growth.fit([(300, 1030), (1000, 1100), (10_000, 2000)])
        self.assertAlmostEqual(slope, 0.1)
        self.assertAlmostEqual(start, 1000)
        self.assertAlmostEqual(deviation, 0)

    def test_the_deviation_is_a_part_of_the_largest_value(self):
        slope, _, deviation = growth.fit([(0, 0), (1, 3), (2, 0)])
        self.assertAlmostEqual(slope, 0)
        self.assertAlmostEqual(deviation, 2 / 3)


class Reading(unittest.TestCase):
    def test_chunks_are_joined(self):
        self.assertEqual(client.unchunked(b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"), b"abc0123456789")

    def test_the_length_is_found_in_any_spelling(self):
        self.assertEqual(client.length(b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 12\r\nX: y"), 12)
        self.assertTrue(client.chunked(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"))

    def test_transactions_of_packagekit_are_summed_by_role(self):
        journal = ("new install-packages transaction /2_b scheduled from uid 0\n"
                   "install-packages transaction /1_a from uid 0 finished with success after 308ms\n"
                   "install-packages transaction /2_b from uid 0 finished with success after 600ms\n"
                   "get-updates transaction /3_c from uid 0 finished with failed after 92ms\n")
        found = changes.packagekit_seconds(journal)
        self.assertAlmostEqual(found["install-packages"], 0.908)
        self.assertAlmostEqual(sum(found.values()), 1.0)

    def test_a_quantile_is_a_measured_value(self):
        self.assertEqual(good_client.quantile(list(range(100)), 0.99), 99)
        self.assertEqual(good_client.quantile([5, 1, 3], 0.5), 3)


class Database(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for path, text in ((made_database.STATUS, "Package: own\nStatus: install ok installed\nVersion: 1\n\n"),
                           (LISTS + "binary-amd64_Packages", PACKAGES),
                           (LISTS + "i18n_Translation-en", "Package: alone\nDescription-md5: aa\nDescription-en: short\n and long\n")):
            os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
            with open(self.path(path), "w", encoding="utf-8") as file:
                file.write(text)
        os.makedirs(self.path(made_database.INFO))
        self.database = made_database.MadeDatabase(self.folder.name, 3)

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def status(self):
        with open(self.path(made_database.STATUS), encoding="utf-8") as file:
            return file.read()

    def test_packages_come_with_what_they_need_and_long_descriptions(self):
        self.database.write(4)
        paragraphs = self.status().strip().split("\n\n")
        self.assertEqual([paragraph.split("\n")[0] for paragraph in paragraphs],
                         ["Package: own", "Package: alone", "Package: needed", "Package: needing"])
        self.assertIn("Description: short\n and long", paragraphs[1])
        self.assertTrue(os.path.exists(self.path(made_database.INFO, "needed:amd64.list")))

    def test_what_was_made_goes_again(self):
        before = self.status()
        self.database.write(3)
        self.database.restore()
        self.assertEqual(self.status(), before)
        self.assertEqual(os.listdir(self.path(made_database.INFO)), [])

    def test_too_few_that_go_together_is_told(self):
        with self.assertRaises(made_database.NoArchive):
            made_database.MadeDatabase(self.folder.name, 4).write(5)


if __name__ == "__main__":
    unittest.main()
