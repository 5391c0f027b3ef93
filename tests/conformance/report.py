"""What a run showed: a table, the differences as files, and the same as JSON."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from .cases import Case
from .compare import Difference
from .damaged import DAMAGED
from .folders import cache_folder
from .run import Result
from .tiny_named import NAMED
from .tiny_roots import NAMED_KIND, TINY


def results_folder(name: str = "") -> Path:
    """Where the last run's results are, of all runs with this name."""
    return cache_folder() / (f"results-{name}" if name else "results")


def group_of(case: Case) -> str:
    """The line of the table that a case counts in."""
    family, _, name = case.kind.partition("-")
    if family == TINY and name in NAMED:
        return NAMED_KIND
    return family if family in (TINY, DAMAGED) else case.kind


def write_results(results: list[Result], name: str = "") -> Path:
    """Write the differences and the JSON, in place of the last run's; return the folder."""
    folder = results_folder(name)
    diffs = folder / "diffs"
    shutil.rmtree(diffs, ignore_errors=True)
    told = []
    for number, result in enumerate(results):
        entry: dict[str, object] = {
            "kind": result.case.kind,
            "before": result.case.before,
            "verb": result.case.verb,
            "after": result.case.after,
            "label": result.case.label,
            "difference": result.difference.value if result.difference else None,
            "product_time": round(result.product_time, 3),
        }
        if result.difference:
            place = f"{group_of(result.case)}/{result.difference.value.replace(' ', '-')}-{number:05}.diff"
            path = diffs / place
            path.parent.mkdir(parents=True, exist_ok=True)
            header = f"# {result.case}\n# {result.difference.value}; {result.case.label}\n"
            path.write_text(header + result.diff, errors="surrogateescape")
            entry["diff"] = place
        told.append(entry)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "last.json").write_text(json.dumps(told, indent=1))
    return folder


def failed_cases(name: str = "") -> list[Case]:
    """The cases that differed in the last run."""
    told = json.loads((results_folder(name) / "last.json").read_text())
    return [
        Case(entry["kind"], tuple(entry["before"]), entry["verb"], tuple(entry["after"]), entry["label"])
        for entry in told
        if entry["difference"]
    ]


def table(results: list[Result]) -> str:
    """Agreement by kind of root, by verb, and by the way the cases were made."""
    parts = [
        _table("root", results, group_of),
        _table("verb", results, lambda case: case.verb),
        _table("case", results, lambda case: case.label),
    ]
    times = sorted((result.product_time for result in results), reverse=True)
    if times:
        slowest = sorted(results, key=lambda result: -result.product_time)[:3]
        parts.append(
            f"product: {sum(times) / len(times):.3f} s on average; slowest: "
            + "; ".join(f"{result.product_time:.1f} s {result.case}" for result in slowest)
        )
    return "\n\n".join(parts)


def _table(title: str, results: list[Result], group: object) -> str:
    assert callable(group)
    rows: dict[str, Counter[Difference | None]] = {}
    for result in results:
        rows.setdefault(str(group(result.case)), Counter())[result.difference] += 1
    if len(rows) > 1:
        rows["all"] = sum(rows.values(), Counter())
    heads = [title, "cases", "agree", "%", *(difference.value for difference in Difference)]
    lines = ["  ".join(f"{head:>9}" if number else f"{head:20}" for number, head in enumerate(heads))]
    for name, row in rows.items():
        total = row.total()
        cells = [str(total), str(row[None]), f"{100 * row[None] / total:.2f}"]
        cells += [str(row[difference] or "") for difference in Difference]
        lines.append("  ".join([f"{name:20}", *(f"{cell:>9}" for cell in cells)]))
    return "\n".join(lines)
