"""An independent, slow reference of the risk engine's model, written from risk-model.md with Debian's NumPy.

It shares nothing with src/risk: its own random numbers (PCG64), its own samplers (NumPy's), worlds as arrays of booleans, the fixpoint by
plain iteration over the whole graph. So agreement within standard errors is evidence for both.
"""
import math

import numpy as np

Z95 = 1.6448536269514722


def gamma_by_percentiles(p05, p95):
    """Shape and scale by bisection; the quantile by bisection too, on the regularised series of P(a, x)."""
    def lower(a, x):
        if x <= 0:
            return 0.0
        term = total = 1 / a
        n = 0
        while term > total * 1e-16 and n < 100000:
            n += 1
            term *= x / (a + n)
            total += term
        return min(1.0, total * math.exp(a * math.log(x) - x - math.lgamma(a)))

    def quantile(a, u):
        lo, hi = -700.0, math.log(a + 60 * math.sqrt(a) + 100)
        for _ in range(100):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if lower(a, math.exp(mid)) < u else (lo, mid)
        return math.exp(lo)

    lo, hi = math.log(0.05), math.log(1e4)
    for _ in range(60):
        mid = (lo + hi) / 2
        k = math.exp(mid)
        lo, hi = (mid, hi) if quantile(k, .95) / quantile(k, .05) > p95 / p05 else (lo, mid)
    k = math.exp(lo)
    return k, p95 / quantile(k, .95)


def draw(rng, dist, n):
    """n values of a distribution."""
    if not isinstance(dist, dict):
        return np.full(n, float(dist))
    kind = dist["kind"]
    if kind == "constant":
        return np.full(n, float(dist["value"]))
    if kind == "uniform":
        return rng.uniform(dist["low"], dist["high"], n)
    if kind == "pert":
        a, m, b, g = dist["low"], dist["mode"], dist["high"], dist.get("gamma", 4)
        if a == b:
            return np.full(n, float(a))
        return a + (b - a) * rng.beta(1 + g * (m - a) / (b - a), 1 + g * (b - m) / (b - a), n)
    if kind == "lognormal":
        a, b = math.log(dist["p05"]), math.log(dist["p95"])
        return np.exp(rng.normal((a + b) / 2, (b - a) / (2 * Z95), n)) if a < b else np.full(n, math.exp(a))
    if kind == "gamma":
        if "shape" in dist:
            return rng.gamma(dist["shape"], dist["scale"], n)
        if dist["p05"] == dist["p95"]:
            return np.full(n, float(dist["p05"]))
        return rng.gamma(*gamma_by_percentiles(dist["p05"], dist["p95"]), n)
    return rng.beta(dist["alpha"], dist["beta"], n)


def risk_years(rng, risk, years):
    rate = draw(rng, risk["tef"] if "tef" in risk else risk["frequency"], years)
    year = np.repeat(np.arange(years), rng.poisson(rate))
    if "tef" in risk:
        year = year[draw(rng, risk["capability"], len(year)) > draw(rng, risk["strength"], len(year))]
    loss = draw(rng, risk["magnitude"], len(year))
    if "secondary" in risk:
        again = rng.random(len(year)) < draw(rng, risk["secondary"]["p"], len(year))
        loss = loss + np.where(again, draw(rng, risk["secondary"]["magnitude"], len(year)), 0)
    return np.bincount(year, loss, years)


def worlds(rng, model, threat, year, effect):
    """Which nodes are reached in every event: booleans [node, event]."""
    n = len(year)
    nodes = {v["id"]: i for i, v in enumerate(model["nodes"])}
    controls = {c["id"]: c for c in model.get("controls", [])}
    passes = np.array([rng.random(n) < v.get("p", 1) for v in model["nodes"]])
    hit = {}
    for e in threat["entry"]:
        hit[nodes[e["node"]]] = rng.random(n) < e.get("p", 1)
    edges = []
    for e in model.get("edges", []):
        p = np.full(n, float(e["p"]))
        for c in e.get("controls", []):
            p *= 1 - controls[c]["coverage"] * controls[c]["operating"] * effect[c][year]
        edges.append((nodes[e["from"]], nodes[e["to"]], rng.random(n) < p))
    reach = np.zeros((len(nodes), n), bool)
    while True:
        new = np.zeros_like(reach)
        for i, v in enumerate(model["nodes"]):
            into = [reach[a] & is_open for a, b, is_open in edges if b == i]
            if v.get("gate", "or") == "and":
                if not into and i not in hit:
                    continue
                row = hit[i].copy() if i in hit else np.ones(n, bool)
                for x in into:
                    row &= x
            else:
                row = hit[i].copy() if i in hit else np.zeros(n, bool)
                for x in into:
                    row |= x
            new[i] = row & passes[i]
        if (new == reach).all():
            return reach
        reach = new


def simulate(model, years, seed):
    """Losses per year: total, by owner, risk and threat; node probabilities by threat; events by threat."""
    rng = np.random.default_rng(seed)
    total = np.zeros(years)
    out = {"owners": {}, "risks": {}, "threats": {}, "nodes": {}, "events": {}}

    def own(name, x):
        if name:
            out["owners"][name] = out["owners"].get(name, np.zeros(years)) + x

    for risk in model.get("risks", []):
        x = risk_years(rng, risk, years)
        out["risks"][risk["id"]] = x
        own(risk.get("owner"), x)
        total += x
    effect = {c["id"]: draw(rng, c["effectiveness"], years) for c in model.get("controls", [])}
    for threat in model.get("threats", []):
        year = np.repeat(np.arange(years), rng.poisson(draw(rng, threat["frequency"], years)))
        reach = worlds(rng, model, threat, year, effect)
        nodes = [v["id"] for v in model["nodes"]]
        out["events"][threat["id"]] = len(year)
        out["nodes"][threat["id"]] = {v: reach[i] for i, v in enumerate(nodes)}
        x = np.zeros(years)
        for loss in model.get("losses", []):
            at = year[reach[nodes.index(loss["node"])]]
            part = np.bincount(at, draw(rng, loss["magnitude"], len(at)), years)
            own(loss.get("owner"), part)
            x += part
        out["threats"][threat["id"]] = x
        out["nodes_year"] = out.get("nodes_year", {})
        out["nodes_year"][threat["id"]] = year
        total += x
    out["total"] = total
    return out
