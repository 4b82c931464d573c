# SPDX-License-Identifier: GPL-2.0-only
"""What `make bench` found: a table on the screen, JSON, and a plot."""

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from . import cache, matrix
from .paths import REPO


@dataclass(frozen=True)
class Row:
    """A pair with [(figure, instructions in Rust, in C)] and {half: (code, read-only data)}."""
    pair: object
    figures: list
    bytes: dict | None


def ratio(rust, c):
    """Returns Rust ÷ C, or None where C has nothing."""
    return rust / c if c else None


def _line(what, rust, c, digits):
    shown = f"{rust / c:7.3f}" if c else "      -"
    print(f"  {what:44} {rust:12.{digits}f} {c:12.{digits}f} {shown}")


def table(rows):
    """Prints instructions for one operation, then bytes of the modules."""
    print(f"  {'Instructions for one operation':44} {'Rust':>12} {'C':>12} {'Rust/C':>7}")
    for row in rows:
        if row.pair.missing:
            print(f"  {row.pair.title}: not there: {row.pair.missing}")
        for name, rust, c in row.figures:
            _line(f"{row.pair.title}: {name}", rust, c, 1)
    for place, what in enumerate(("Bytes of code in the module", "Bytes of read-only data in the module")):
        print(f"\n  {what:44} {'Rust':>12} {'C':>12} {'Rust/C':>7}")
        for row in rows:
            if row.bytes:
                _line(row.pair.name, row.bytes["rust"][place], row.bytes["c"][place], 0)
    print()


def record(cell, rows, geomean, worst):
    """Returns what goes into the JSON file."""
    def pair(row):
        if row.pair.missing:
            return {"name": row.pair.name, "title": row.pair.title, "missing": row.pair.missing}
        return {
            "name": row.pair.name, "title": row.pair.title,
            "figures": [{"name": name, "rust": rust, "c": c, "ratio": ratio(rust, c)} for name, rust, c in row.figures],
            **{kind: {"rust": row.bytes["rust"][place], "c": row.bytes["c"][place],
                      "ratio": ratio(row.bytes["rust"][place], row.bytes["c"][place])}
               for place, kind in enumerate(("text", "rodata")) if row.bytes},
            **({"slower": row.pair.slower} if row.pair.slower else {}),
        }
    return {"cell": cell, "unit": "instructions for one operation", "geomean": geomean, "worst": worst,
            "pairs": [pair(row) for row in rows]}


def plot(cell, rows):
    """Returns an SVG picture: a bar a figure, as long as Rust ÷ C."""
    bars = [(f"{row.pair.title}: {name}", rust / c) for row in rows if not row.pair.slower
            for name, rust, c in row.figures]
    left, unit, height = 330, 260, 18
    width, tall = left + 2 * unit, height * len(bars) + 60
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tall}" font-family="sans-serif" '
             'font-size="12">', f'<rect width="{width}" height="{tall}" fill="white"/>',
             f'<text x="{left}" y="20">Instructions, Rust ÷ C: {escape(cell)}</text>']
    for number, (what, value) in enumerate(bars):
        y = 36 + number * height
        colour = "#4a7" if value <= 1.05 else "#c63"
        parts += [f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{escape(what)}</text>',
                  f'<rect x="{left}" y="{y}" width="{min(value, 1.8) * unit:.1f}" height="{height - 4}" '
                  f'fill="{colour}"/>',
                  f'<text x="{left + min(value, 1.8) * unit + 6:.1f}" y="{y + 12}">{value:.3f}</text>']
    parts.append(f'<line x1="{left + unit}" y1="30" x2="{left + unit}" y2="{tall - 20}" stroke="black" '
                 'stroke-dasharray="3 3"/>')
    return "\n".join([*parts, "</svg>", ""])


def page(cell, rows, geomean, worst):
    """Returns the figures as a table of the documentation."""
    def csv(*words):
        return "   " + ",".join(f'"{word}"' for word in words)
    lines = [".. SPDX-License-Identifier: GPL-2.0-only", "",
             f".. csv-table:: {cell}: instructions for one operation; geometric mean {geomean:.3f}, worst {worst:.3f}",
             "   :header: Operation, Rust, C, Rust ÷ C", "   :widths: 55, 15, 15, 15", ""]
    for row in rows:
        if row.pair.missing:
            lines.append(csv(row.pair.title, "", "", f"not there: {row.pair.missing}"))
        lines += [csv(f"{row.pair.title}: {name}", f"{rust:.1f}", f"{c:.1f}", f"{rust / c:.3f}")
                  for name, rust, c in row.figures]
    lines += ["", ".. csv-table:: Bytes of code and of read-only data in the modules",
              "   :header: Pair, Code in Rust, in C, Data in Rust, in C", ""]
    lines += [csv(row.pair.name, *(row.bytes[half][place] for place in (0, 1) for half in ("rust", "c")))
              for row in rows if row.bytes]
    return "\n".join([*lines, ""])


def cells(text, cell, rows, geomean, worst):
    """Returns the table of cells, of which `text` is the old one, with a row for this cell."""
    known = matrix.known(text)
    block = next((rust / c for row in rows if not row.pair.ours for _, rust, c in row.figures), None)
    code = [(row.bytes["rust"][0] / row.bytes["c"][0], row.pair.name) for row in rows
            if row.bytes and row.pair.ours and not row.pair.slower]
    largest = ", ".join(f"{name} {value:.2f}" for value, name in sorted(code, reverse=True)[:3])
    known[cell] = [cell, str(sum(len(row.figures) for row in rows if not row.pair.slower)), f"{geomean:.3f}",
                   f"{worst:.3f}", f"{block:.3f}" if block else "not there", largest]
    lines = [".. SPDX-License-Identifier: GPL-2.0-only", "", ".. csv-table:: Rust ÷ C: instructions, and bytes of code",
             "   :header: Cell, Operations, Geometric mean, Worst, rnull ÷ null_blk, Largest code", ""]
    lines += ["   " + ",".join(f'"{word}"' for word in known[name]) for name in sorted(known, key=matrix.order)]
    return "\n".join([*lines, ""])


def write(folder, cell, rows, geomean, worst):
    """Writes bench.json and bench.svg."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(record(cell, rows, geomean, worst), indent=2, ensure_ascii=False) + "\n"
    cache.write_file(folder / "bench.json", text.encode())
    cache.write_file(folder / "bench.svg", plot(cell, rows).encode())
    name = folder.relative_to(REPO) if folder.is_relative_to(REPO) else folder
    print(f"The figures are in {name}/bench.json, a plot in {name}/bench.svg.")
