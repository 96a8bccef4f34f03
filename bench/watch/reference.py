#!/usr/bin/env python3
"""The plain reference: every criterion of every CVE against every component, written from watch.md "Matching" without an index.

    reference.py NVD.json INVENTORY.csv   prints "component cve verdict rule" sorted, and the time on standard error.

For NVD's form and inventories of columns only; made to be obviously right, not fast."""
import csv, json, re, sys, time

BEFORE = {"alpha", "beta", "rc", "pre", "preview", "dev", "snapshot"}


def tokens(v):
    v = v.strip().lower()
    if re.match(r"v\d", v):
        v = v[1:]
    out = []
    for t in re.findall(r"\d+|[a-z]+", v):
        out.append((3, int(t), "") if t[0].isdigit() else (0, 0, t) if t in BEFORE else (2, 0, t))
    keep = []
    for i, t in enumerate(out):  # zeros before the end or before a word don't count
        rest = [x for x in out[i:] if x != (3, 0, "")]
        if t != (3, 0, "") or (rest and rest[0][0] == 3):
            keep.append(t)
    return keep + [(1, 0, "")]


def attributes(cpe):
    return re.split(r"(?<!\\):", cpe)[2:]


def plain(value):
    return value.replace("\\", "").lower()


def judge(m, component):
    part, vendor, product, version = component
    a = attributes(m["criteria"])
    for criterion, mine in zip(a, (part, vendor, product)):
        if criterion != "*" and plain(criterion) != mine.lower():
            return None
    bounds = [(k, m[k]) for k in ("versionStartIncluding", "versionStartExcluding", "versionEndIncluding", "versionEndExcluding") if k in m]
    rule = "cpe-range" if bounds else "cpe"
    if version in ("", "*"):
        return "possible", rule
    if version == "-":
        return ("affected", rule) if a[3] == "-" or (a[3] == "*" and not bounds) else None
    if a[3] == "-" or (a[3] != "*" and plain(a[3]) != version.lower()):
        return None
    mine = tokens(version)
    for kind, text in bounds:
        bound = tokens(text)
        holds = {"versionStartIncluding": mine >= bound, "versionStartExcluding": mine > bound,
                 "versionEndIncluding": mine <= bound, "versionEndExcluding": mine < bound}[kind]
        if not holds:
            return None
    return "affected", rule


def main():
    with open(sys.argv[1]) as f:
        feed = json.load(f)["vulnerabilities"]
    with open(sys.argv[2], newline="") as f:
        components = [(r["id"], r["host"], (r["part"], r["vendor"], r["product"], r["version"])) for r in csv.DictReader(f)]
    start = time.process_time()
    strength = {"possible": 1, "affected": 2}
    found = {}
    for item in feed:
        cve = item["cve"]
        for conf in cve.get("configurations", []):
            every = conf.get("operator") == "AND"
            hits = []  # (node, host, component, verdict, rule, vulnerable)
            for n, node in enumerate(conf["nodes"]):
                for m in node["cpeMatch"]:
                    for ident, host, component in components:
                        j = judge(m, component)
                        if j:
                            hits.append((n, host, ident, j[0], j[1], m["vulnerable"]))
            for n, host, ident, verdict, rule, vulnerable in hits:
                if not vulnerable:
                    continue
                most = strength[verdict]
                for other in range(len(conf["nodes"])) if every else ():
                    most = min(most, max((strength[h[3]] for h in hits if h[0] == other and h[1] == host), default=0))
                if most and most > found.get((ident, cve["id"]), (0, ""))[0]:
                    found[ident, cve["id"]] = (most, rule)
    took = time.process_time() - start
    for (ident, cve), (most, rule) in sorted(found.items()):
        print(ident, cve, {1: "possible", 2: "affected"}[most], rule)
    print(f"reference: {len(feed)} CVEs, {len(components)} components, {len(found)} findings, {took:.2f} s cpu after loading", file=sys.stderr)


main()
