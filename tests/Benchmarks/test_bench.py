"""python3 -m unittest discover tests/Benchmarks - what of the benchmark is arithmetic: a mistake in it would be a wrong figure."""

import unittest

import limit
import plots
import processes
import sections


class Limit(unittest.TestCase):
    def test_rates_and_times_of_openssl_speed_are_both_read(self):
        rates = limit.parse("+F4:3:256:50000.0:20000.0\n+F5:22:253:25000.0:0.00004\n")
        times = limit.parse("+F4:3:256:0.00002:0.00005\n+F5:22:253:0.00004:25000.0\n")
        for operation, seconds in (("sign", 2e-5), ("verify", 5e-5), ("derive", 4e-5)):
            self.assertAlmostEqual(rates[operation], seconds)
            self.assertAlmostEqual(times[operation], seconds)

    def test_a_handshake_is_one_signature_two_verifications_and_two_multiplications(self):
        self.assertAlmostEqual(limit.handshake_us({"sign": 1e-6, "verify": 10e-6, "derive": 100e-6}), 221)


class Switches(unittest.TestCase):
    def test_threads_that_came_and_went_count(self):
        before = {(1, "1", "main"): 10, (1, "2", "pool"): 5, (1, "3", "gone"): 7}
        after = {(1, "1", "main"): 10, (1, "2", "pool"): 8, (1, "4", "pool"): 2}
        self.assertEqual(processes.switches_by_name(before, after), {"pool": 5, "gone": 1})
        self.assertEqual(processes.switches_between(before, after), 6)


class Figures(unittest.TestCase):
    def test_three_digits_and_thousands_apart(self):
        self.assertEqual([sections.number(value) for value in (0.01234, 3.14159, 1234567)], ["0.0123", "3.14", "1 234 567"])

    def test_a_budget_is_met_up_to_it(self):
        self.assertTrue(sections.Row("", 1.0, "", 1).met)
        self.assertFalse(sections.Row("", 1.01, "", 1).met)


class Plots(unittest.TestCase):
    def test_an_apostrophe_does_not_end_a_label(self):
        self.assertEqual(plots.quoted("nginx' answer"), "'nginx'' answer'")


if __name__ == "__main__":
    unittest.main()
