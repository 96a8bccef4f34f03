#!/usr/bin/python3
"""Compares `samsyn risk simulate` with reference.py on random models of all features.

    run.py SAMSYN [MODELS] [FIRST_SEED]

Every figure is a two-sample comparison in standard errors: the two means, the shares of years without loss, the probabilities of nodes
(their errors over years, since a year's worlds share its controls' effectiveness), and for the quantiles the share of the reference's years
above the engine's quantile. The limit is 5.5 standard errors for each (one false alarm in 2.6e7 figures); the 2 % tail of the
figures beyond 2.33 is held as well, so that a small bias everywhere would show.
"""
import json
import math
import random
import subprocess
import sys
import tempfile

import numpy as np

from reference import simulate

YEARS = 4000
LIMIT = 5.5


def dist(r, kind):
    """A random distribution: of a rate, an amount, a probability or a strength."""
    pick = r.random()
    if kind == "p":
        return r.choice([round(r.random(), 3), {"kind": "beta", "alpha": r.uniform(.5, 6), "beta": r.uniform(.5, 6)},
                         {"kind": "uniform", "low": r.uniform(0, .4), "high": r.uniform(.4, 1)},
                         {"kind": "pert", "low": 0.1, "mode": r.uniform(.1, .9), "high": .9}])
    scale = {"rate": r.choice([.05, .3, 1, 3, 20]), "sek": 10 ** r.uniform(2, 6), "any": 1}[kind]
    if pick < .2:
        return scale * r.uniform(.2, 2)
    if pick < .35:
        return {"kind": "uniform", "low": scale * r.uniform(0, .5), "high": scale * r.uniform(.5, 2)}
    if pick < .55:
        low = scale * r.uniform(0, .5)
        high = low + scale * r.uniform(.5, 3)
        return {"kind": "pert", "low": low, "mode": r.uniform(low, high), "high": high, "gamma": r.choice([1, 2, 4, 8])}
    if pick < .75:
        return {"kind": "lognormal", "p05": scale * r.uniform(.1, .5), "p95": scale * r.uniform(1, 4)}
    if pick < .9:
        return {"kind": "gamma", "p05": scale * r.uniform(.1, .5), "p95": scale * r.uniform(1, 3)}
    return {"kind": "gamma", "shape": r.uniform(.3, 5), "scale": scale * r.uniform(.2, 1)}


def model(r):
    m = {"samsyn_model": 1}
    m["risks"] = []
    for i in range(r.randint(0, 4)):
        risk = {"id": f"r{i}", "magnitude": dist(r, "sek")}
        if r.random() < .4:
            risk |= {"tef": dist(r, "rate"), "capability": dist(r, "any"), "strength": dist(r, "any")}
        else:
            risk["frequency"] = dist(r, "rate")
        if r.random() < .4:
            risk["secondary"] = {"p": dist(r, "p"), "magnitude": dist(r, "sek")}
        if r.random() < .6:
            risk["owner"] = r.choice("XYZ")
        m["risks"].append(risk)
    n = r.randint(1, 12)
    names = [f"n{i}" for i in range(n)]
    m["nodes"] = [{"id": v} | ({"gate": "and"} if r.random() < .25 else {}) | ({"p": round(r.random(), 3)} if r.random() < .3 else {}) for v in names]
    m["controls"] = [{"id": f"c{i}", "coverage": round(r.random(), 2), "effectiveness": dist(r, "p"), "operating": r.choice([1, .9, .5])} for i in range(r.randint(0, 4))]
    pairs = {(r.choice(names), r.choice(names)) for _ in range(r.randint(0, 3 * n))}  # cycles and loops too
    m["edges"] = [{"from": a, "to": b, "p": r.choice([1, round(r.random(), 3)])}
                  | ({"controls": r.sample([c["id"] for c in m["controls"]], r.randint(1, len(m["controls"])))} if m["controls"] and r.random() < .5 else {})
                  for a, b in sorted(pairs)]
    m["losses"] = [{"id": f"l{i}", "node": r.choice(names), "magnitude": dist(r, "sek")} | ({"owner": r.choice("XYZ")} if r.random() < .5 else {})
                   for i in range(r.randint(0, 4))]
    m["threats"] = [{"id": f"t{i}", "frequency": dist(r, "rate"), "entry": [{"node": v, "p": r.choice([1, round(r.random(), 3)])}
                     for v in r.sample(names, r.randint(1, min(3, n)))]} for i in range(r.randint(0, 2))]
    return m


def ratio(difference, error):
    """In standard errors; where both samples have none, they must be equal up to rounding."""
    return abs(difference) / error if error > 0 else (0 if abs(difference) < 1e-9 else math.inf)


def compare_stat(name, s, x, out):
    n = len(x)
    scale = 1e-12 * (abs(s["mean"]) + 1e-300)
    out.append((name + ".mean", ratio(s["mean"] - x.mean(), math.sqrt((s["sd"] ** 2 + x.var(ddof=1)) / n) + scale)))
    for p, key in ((s["p_zero"], "p_zero"),):
        q = (x == 0).mean()
        both = (p + q) / 2
        out.append((f"{name}.{key}", ratio(p - q, math.sqrt(2 * both * (1 - both) / n))))
    for p, key in ((.5, "p50"), (.9, "p90"), (.95, "p95"), (.99, "p99")):
        v = s[key]
        tie = 1e-9 * abs(v)
        above, at_least = (x > v + tie).mean(), (x >= v - tie).mean()
        error = math.sqrt(2 * p * (1 - p) / n)
        # The quantile's own rounding to a year, 1/n, on top; a value with mass of its own may cover p.
        worst = max(above - (1 - p), (1 - p) - at_least, 0)
        out.append((f"{name}.{key}", max(0.0, worst - 1.5 / n) / error))


def compare(samsyn, m, seed):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
        json.dump(m, f)
        f.flush()
        got = json.loads(subprocess.run([samsyn, "risk", "simulate", f.name, "--years", str(YEARS), "--seed", str(seed), "--threads", "2"],
                                        check=True, capture_output=True, text=True).stdout)
    want = simulate(m, YEARS, seed + 12345)
    out = []
    compare_stat("total", got["total"], want["total"], out)
    for group in ("owners", "risks", "threats"):
        assert [s["id"] for s in got[group]] == sorted(want[group]) or group == "owners", (group, got[group])
        for s in got[group]:
            compare_stat(f"{group}.{s['id']}", s, want[group].get(s["id"], np.zeros(YEARS)), out)
    for t in got["threats"]:
        events, year = want["events"][t["id"]], want["nodes_year"][t["id"]]
        per_year = np.bincount(year, minlength=YEARS)
        out.append((t["id"] + ".events", ratio(t["events"] - events, math.sqrt(2 * YEARS * per_year.var(ddof=1)))))
        for v in t["nodes"] if events else []:
            reached = want["nodes"][t["id"]][v["id"]]
            p = (reached.mean() + v["p"]) / 2
            spread = np.bincount(year, reached - p, YEARS)
            floor = p * (1 - p) * events
            error = math.sqrt(2 * max((spread ** 2).sum(), floor)) / events
            out.append((f"{t['id']}.{v['id']}", ratio(reached.mean() - v["p"], error)))
    return out


def main():
    samsyn = sys.argv[1] if len(sys.argv) > 1 else "build/samsyn"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    figures, failed = [], 0
    for i in range(first, first + count):
        m = model(random.Random(i))
        out = compare(samsyn, m, i)
        bad = [(name, z) for name, z in out if not z <= LIMIT]
        figures += [z for _, z in out]
        if bad:
            failed += 1
            print(f"model {i}: " + ", ".join(f"{name} {z:.1f} standard errors" for name, z in bad[:5]))
    beyond = sum(z > 2.33 for z in figures) / max(1, len(figures))
    wide = beyond > .03
    if wide:
        print(f"{100 * beyond:.2f} % of the figures lie beyond 2.33 standard errors; 2 % would")
    print(f"models against the reference: {len(figures)} figures, {100 * beyond:.2f} % beyond 2.33 standard errors")
    print(f"{count - failed} passed, {failed} failed")
    return 1 if failed or wide else 0


if __name__ == "__main__":
    sys.exit(main())
