#!/usr/bin/python3
"""The risk engine's speed table, side by side with NumPy in one run. Prints Markdown.

    run.py BUILD_DIR > table.md

NumPy's side computes the same thing in the usual vectorised way: Poisson counts and lognormal draws per risk, summed per year, with the same
statistics; for the graph one boolean row of worlds a node in topological order, one row of uniforms an edge, in blocks that fit the cache.
Figures are wall-clock seconds and seconds of processor time; on a shared machine only the latter mean something. NumPy and the engine take
turns PAIRS times; their medians stand in the first table.
"""
import json
import math
import os
import random
import statistics as middle
import subprocess
import sys
import tempfile
import time

import numpy as np

Z95 = 1.6448536269514722
PAIRS = 3


def portfolio(n=1000):
    return {"samsyn_model": 1, "risks": [{"id": f"r{i:04}", "frequency": 0.1, "magnitude": {
        "kind": "lognormal", "p05": 1e5 * (1 + i % 7), "p95": 1e6 * (1 + i % 11) + 1e6}} for i in range(n)]}


def graph(n, m, cycles, seed):
    r = random.Random(seed)
    pairs = set()
    while len(pairs) < m:
        a, b = r.randrange(n), r.randrange(n)
        if cycles or a < b:
            pairs.add((a, b))
    return {"samsyn_model": 1, "threats": [{"id": "t", "frequency": 1, "entry": [{"node": f"n{i:06}", "p": .5} for i in range(100)]}],
            "nodes": [{"id": f"n{i:06}", "gate": "and" if r.random() < .1 else "or", "p": .95} for i in range(n)],
            "edges": [{"from": f"n{a:06}", "to": f"n{b:06}", "p": round(r.uniform(.1, .9), 3)} for a, b in sorted(pairs)],
            "losses": [{"id": f"l{i:02}", "node": f"n{n - 1 - 50 * i:06}", "magnitude": {"kind": "lognormal", "p05": 1e5, "p95": 1e6}} for i in range(20)]}


def statistics(x):
    return x.mean(), x.std(ddof=1), (x == 0).mean(), np.quantile(x, [.05, .5, .9, .95, .99, .999], method="inverted_cdf")


def numpy_portfolio(m, years=100000):
    rng = np.random.default_rng(1)
    total = np.zeros(years)
    for risk in m["risks"]:
        d = risk["magnitude"]
        a, b = math.log(d["p05"]), math.log(d["p95"])
        year = np.repeat(np.arange(years), rng.poisson(risk["frequency"], years))
        x = np.bincount(year, rng.lognormal((a + b) / 2, (b - a) / (2 * Z95), len(year)), years)
        statistics(x)
        total += x
    statistics(total)
    np.sort(total)


def numpy_graph(m, worlds=65536, block=4096):
    rng = np.random.default_rng(1)
    index = {v["id"]: i for i, v in enumerate(m["nodes"])}
    into = [[] for _ in index]
    for e in m["edges"]:
        into[index[e["to"]]].append((index[e["from"]], e["p"]))
    entry = {index[e["node"]]: e["p"] for e in m["threats"][0]["entry"]}
    count = np.zeros(len(index), int)
    loss = []
    for _ in range(0, worlds, block):
        reach = np.zeros((len(index), block), bool)
        for i, v in enumerate(m["nodes"]):
            rows = [reach[a] & (rng.random(block) < p) for a, p in into[i]]
            if i in entry:
                rows.append(rng.random(block) < entry[i])
            if rows:
                reach[i] = (np.logical_and if v["gate"] == "and" else np.logical_or).reduce(rows) & (rng.random(block) < v["p"])
        count += reach.sum(axis=1)
        for x in m["losses"]:
            n = int(reach[index[x["node"]]].sum())
            loss.append(rng.lognormal(math.log(1e5 * 1e6) / 2, math.log(10) / (2 * Z95), n))
    year = np.bincount(rng.integers(0, worlds, sum(map(len, loss))), np.concatenate(loss), worlds)
    statistics(year)


def timed(work, *args):
    wall, cpu = time.perf_counter(), time.process_time()
    work(*args)
    return time.perf_counter() - wall, time.process_time() - cpu


def median(pairs):
    return tuple(middle.median(column) for column in zip(*pairs))


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    models = [portfolio(), graph(10000, 20000, False, 1), graph(100000, 400000, True, 2)]
    with tempfile.TemporaryDirectory() as d:
        paths = []
        for i, m in enumerate(models):
            paths.append(os.path.join(d, f"{i}.json"))
            with open(paths[-1], "w") as f:
                json.dump(m, f)
        bench = os.path.join(build, "bench/risk/risk_bench")
        lines = subprocess.run([bench, *paths], check=True, capture_output=True, text=True).stdout
        large = subprocess.run([os.path.join(build, "samsyn"), "risk", "simulate", paths[2], "--years", "1000", "--memory", "512"], capture_output=True)
        assert large.returncode == 0
        theirs, ours = {"portfolio": [], "graph": []}, {}
        for _ in range(PAIRS):
            theirs["portfolio"].append(timed(numpy_portfolio, models[0]))
            theirs["graph"].append(timed(numpy_graph, models[1]))
            for line in subprocess.run([bench, *paths[:2]], check=True, capture_output=True, text=True).stdout.splitlines():
                r = json.loads(line)
                ours.setdefault((r["case"], r["threads"]), []).append((r["wall"], r["cpu"]))
    rows = [json.loads(line) for line in lines.splitlines()]
    theirs = {case: median(v) for case, v in theirs.items()}
    ours = {case: median(v) for case, v in ours.items()}
    best = max((r["isa"] for r in rows if r["case"] == "graph"), key=["portable", "avx2", "avx512"].index)

    def find(case, isa=best, threads=2):
        return next(r for r in rows if r["case"] == case and r["isa"] == isa and r["threads"] == threads)

    print("| case | NumPy wall (cpu), s | Samsyn, 2 threads, wall (cpu), s | ratio, wall | ratio, cpu of one core |")
    print("|---|---|---|---|---|")
    for case, name in (("portfolio", "1 000 risks × 100 000 years, λ 0.1, lognormal"), ("graph", "10 000 nodes, 20 000 edges, 65 536 worlds")):
        (wall, cpu), two, one = theirs[case], ours[case, 2], ours[case, 1]
        print(f"| {name} | {wall:.2f} ({cpu:.2f}) | {two[0]:.3f} ({two[1]:.3f}) | {wall / two[0]:.0f} | {cpu / one[1]:.0f} |")
    print(f"\nThe same 1 000 risks with an owner each (ten owners): {ours['owned', 1][1]:.3f} s cpu on one core.")
    r = find("large")
    print(f"\n100 000 nodes, 400 000 edges with cycles, 1 000 years: {r['wall']:.1f} s ({r['cpu']:.1f} s cpu), peak {r['extra'] / 2**20:.0f} MiB of the engine "
          "and a whole `samsyn risk simulate --memory 512`.")
    one = find("one edge", threads=1)
    print(f"One edge of the 10 000 nodes changed (41 edges): median {1e3 * one['cpu']:.2f} ms cpu, {find('graph', threads=1)['cpu'] / one['cpu']:.0f} × less than the full run; "
          f"the slowest {1e3 * find('one edge, slowest', threads=1)['cpu']:.2f} ms; the bytes equal.")
    print(f"One of 1 000 risks changed, new curve: median {1e3 * find('one risk', threads=1)['cpu']:.2f} ms cpu, the slowest "
          f"{1e3 * find('one risk, slowest', threads=1)['cpu']:.2f} ms; the bytes equal.")
    bare = {r["isa"]: r["extra"] for r in rows if r["case"] == "bare"}
    full = 65536 / find("graph", threads=1)["cpu"]
    print(f"\nWorlds per second on one core: engine {full:.0f}, bare kernel (16 planes of random bits for every edge, nothing else) {bare[best]:.0f}.")
    print("\n| instruction set | threads | portfolio wall (cpu), s | graph wall (cpu), s | bare kernel, worlds/s | peak MiB |")
    print("|---|---|---|---|---|---|")
    for isa in ("portable", "avx2", "avx512"):
        for threads in (1, 2):
            p, g = find("portfolio", isa, threads), find("graph", isa, threads)
            print(f"| {isa} | {threads} | {p['wall']:.3f} ({p['cpu']:.3f}) | {g['wall']:.3f} ({g['cpu']:.3f}) | {bare.get(isa, 0):.0f} | "
                  f"{p['extra'] / 2**20:.0f}, {g['extra'] / 2**20:.0f} |")


if __name__ == "__main__":
    main()
