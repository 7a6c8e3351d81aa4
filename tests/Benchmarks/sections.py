"""What every section of the benchmark is given, and what it hands back: figures for report.json, rows held against a budget, text, plots."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Context:
    """binary and package under test, how many rounds, a directory for the run that is removed after it, and where the report goes."""

    binary: str
    package: str
    rounds: int
    work: str
    out: str
    budgets: dict


@dataclasses.dataclass(frozen=True)
class Row:
    """A figure that has a budget. measured and budget are in `unit`, which says what the ratio is to when it is one."""

    what: str
    measured: float
    unit: str
    budget: float

    @property
    def met(self):
        return self.measured <= self.budget


@dataclasses.dataclass
class Section:
    """name is the key in report.json; figures must be writable as JSON; markdown begins with its own heading of the second level. incomplete:
    a part of it could not be measured, which the markdown explains; its budgets are then not held."""

    name: str
    figures: dict
    rows: list
    markdown: str
    incomplete: bool = False


@dataclasses.dataclass(frozen=True)
class Spread:
    """The rounds of one figure: the median is what counts, the smallest and largest are shown beside it."""

    values: tuple

    @property
    def median(self):
        return statistics.median(self.values)

    def as_json(self):
        return {"median": self.median, "min": min(self.values), "max": max(self.values), "rounds": list(self.values)}

    def __str__(self):
        return f"{number(self.median)} ({number(min(self.values))}–{number(max(self.values))})"


def number(value):
    """Three digits that mean something, thousands apart."""
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 100 else f"{value:.3g}"


def table(head, rows):
    """A table in Markdown; cells are written as they are."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
