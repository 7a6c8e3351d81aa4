"""What of the sections on idleness and density is arithmetic."""

import unittest

import extrapolation
import wakeups


def visit(agent_us, poller_us):
    figures = {"agent_us": agent_us, "poller_us": poller_us, "to_agent_bytes": 1000, "from_agent_bytes": 4000}
    return {key: {"median": value} for key, value in figures.items()}


FIGURES = {
    "agents": 100,
    "idle": {"cpu_ms_a_minute_of_all": 600},
    "polled": {
        "new": visit(9, 2000), "kept": visit(9, 200), "new_calm": {"agent_us": 5000}, "kept_calm": {"agent_us": 1000}, "poller_connection_kb": 64,
    },
}


class Extrapolation(unittest.TestCase):
    def test_visits_cost_cores_and_bandwidth(self):
        fleet = extrapolation.fleet(3_600, FIGURES)
        self.assertAlmostEqual(fleet["visits_a_second"], 14)
        self.assertAlmostEqual(fleet["new"]["handshakes_a_second"], 14)
        self.assertAlmostEqual(fleet["new"]["cores"], 0.028)
        self.assertAlmostEqual(fleet["new"]["received_mbit_a_second"], 0.448)
        self.assertEqual(fleet["new"]["connections_mb"], 0)

    def test_kept_connections_have_to_be_used_before_the_agent_closes_them(self):
        kept = extrapolation.fleet(3_600, FIGURES)["kept"]
        self.assertAlmostEqual(kept["requests_a_second"], 30)
        self.assertEqual(kept["handshakes_a_second"], 0)
        self.assertAlmostEqual(kept["connections_mb"], 225)

    def test_a_day_of_a_host_is_its_idleness_and_its_visits(self):
        day = extrapolation.host_day(FIGURES)
        self.assertAlmostEqual(day["idle_s"], 8.64)
        self.assertAlmostEqual(day["visits"], 336)
        self.assertAlmostEqual(day["new_s"], 8.64 + 1.68)
        self.assertAlmostEqual(day["kept_s"], 8.64 + 0.72)


class Wakeups(unittest.TestCase):
    def test_what_follows_closely_is_one_moment_begun_by_the_first(self):
        wakes = [wakeups.Wake(at, name) for at, name in ((10.06, "worker"), (10.02, "timer"), (10.10, "worker"), (10.16, "gate"))]
        self.assertEqual([[wake.woken for wake in moment] for moment in wakeups.moments(wakes)], [["timer", "worker", "worker"], ["gate"]])

    def test_a_line_of_the_record_is_read(self):
        line = "     .NET TP Worker-99      [001] d.h2.  123.456789: sched_waking: comm=.NET TP Gate pid=42 prio=120 target_cpu=000"
        found = wakeups.EVENT.match(line)
        self.assertEqual((found["at"], found["woken"], found["pid"]), ("123.456789", ".NET TP Gate", "42"))


if __name__ == "__main__":
    unittest.main()
