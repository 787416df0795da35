"""How steady clusters of features are beside clusters of raw variables, both fitted anew each month: domain page 1.1.

    python features_first.py --pack conf/bank --source S --from 2024-01 --to 2024-09 [--truth 'truth/bank/customer/*.parquet' --kind archetype]

The pack is copied with two schemes alone, those of features_first/<pack>.yaml, and run over the months. Both have the same population, number of clusters and refits; clusters keep their
names as fenqun keeps them, so that what is told apart is the variables. The figures are those of scheme_stability, on average over the months with a month of both before; with --truth also the
adjusted Rand index of each scheme's last month against the kind that the world made each customer.
"""

import argparse
import shutil
import tempfile
from collections import Counter
from math import comb
from pathlib import Path

import duckdb
import yaml
from deltalake import DeltaTable

from ours import Fenqun
from report import table
from transitions import matrices_only

SCHEMES = ["on_features", "on_raw_variables"]
OVERLAYS = Path(__file__).resolve().parent / "features_first"
NAMES = 40


def parser():
    parsed = argparse.ArgumentParser(description="Clusters of features beside clusters of raw variables.")
    parsed.add_argument("--pack", required=True, type=Path)
    parsed.add_argument("--source", required=True, type=Path)
    parsed.add_argument("--from", required=True, dest="first")
    parsed.add_argument("--to", required=True, dest="last")
    parsed.add_argument("--truth", help="files of the made-up customers")
    parsed.add_argument("--kind", default="archetype", help="the column that tells their kind")
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="4g", help="heap of the JVM")
    parsed.add_argument("--log", type=Path, default=Path("features_first.log"), help="what the commands print")
    return parsed


def scheme(overlay, name):
    """As a file of the pack."""
    return {
        "zh": name,
        "en": name,
        "method": "kmeans",
        "population": overlay["population"],
        "features": overlay[name],
        "clusters": overlay["clusters"],
        "starts": 5,
        "iterations": 100,
        "refit": {"every": "monthly", "moved": 100, "better": 5},
        "segments": [{"code": f"R{place}", "zh": f"R{place}", "en": f"R{place}"} for place in range(1, NAMES + 1)],
    }


def two_schemes(pack, folder):
    """The pack with these schemes in place of its own, and without what reads those."""
    copy = matrices_only(pack, folder)
    (copy / "world.yaml").unlink(missing_ok=True)
    shutil.rmtree(copy / "schemes")
    (copy / "schemes").mkdir()
    overlay = yaml.safe_load((OVERLAYS / f"{pack.name}.yaml").read_text(encoding="utf-8"))
    for name in SCHEMES:
        text = yaml.safe_dump(scheme(overlay, name), allow_unicode=True, sort_keys=False)
        (copy / "schemes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return copy


def adjusted_rand(pairs):
    """How far the two parts of the pairs agree beyond chance: Hubert and Arabie 1985; 1 where chance has nothing to say."""

    def together(parts):
        return sum(comb(number, 2) for number in Counter(parts).values())

    one, other = (together(pair[side] for pair in pairs) for side in (0, 1))
    chance, most = one * other / comb(len(pairs), 2), (one + other) / 2
    return 1.0 if most == chance else (together(pairs) - chance) / (most - chance)


def figures(tables, scheme, truth, kind):
    con = duckdb.connect()
    for name in ["scheme_stability", "scheme_model", "segment_month"]:
        con.register(name, DeltaTable(str(tables / name)).to_pyarrow_dataset())
    row = con.execute(
        """select count(*), avg(adjusted_rand), avg(retention), avg(flip_flop_share), avg(psi) from scheme_stability
            where scheme = $1 and month > (select max(first) from (select min(month) as first from scheme_model group by scheme))""",
        [scheme],
    ).fetchone()
    found = None
    if truth:
        pairs = con.execute(
            f"""select {kind} as kind, segment from segment_month join '{truth}' using (customer_id)
                where scheme = $1 and segment <> 'OUTSIDE' and month = (select max(month) from segment_month where scheme = $1)""",
            [scheme],
        ).fetchall()
        found = adjusted_rand(pairs)
    return [*row, found]


def main():
    options = parser().parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        pack = two_schemes(options.pack, Path(folder))
        warehouse = Path(folder) / "warehouse"
        fenqun = Fenqun(options.log, options.threads, options.memory)
        try:
            where = ["--pack", pack, "--source", options.source, "--warehouse", warehouse]
            fenqun.call("run", *where, "--from", options.first, "--to", options.last)
        finally:
            fenqun.close()
        for name in SCHEMES:
            months, *shares = figures(warehouse / pack.name, name, options.truth, options.kind)
            rows.append([pack.name, name.replace("_", " "), str(months), *["" if share is None else f"{share:.3f}" for share in shares]])
    print(table(["pack", "clusters", "months", "adjusted Rand", "retention", "flip-flops", "PSI", "against the kinds made up"], rows))


if __name__ == "__main__":
    main()
