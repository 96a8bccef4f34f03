#!/usr/bin/env python3
"""A feed in NVD's form and an inventory, of any size, the same for the same seed.

    generate.py DIRECTORY [--cves 200000] [--components 10000] [--seed 1]

writes nvd.json, inventory.csv and one.json (the first CVE changed). The mix follows what NVD pages show: one configuration or two,
one to four names each, three in four with a range, one in eight with a platform (AND), descriptions and references of some hundred bytes.
Products are drawn by a power law, in the feed and in the inventory alike, so that some are named by thousands of CVEs."""
import argparse, csv, json, os, random

WORDS = ("buffer overflow use after free improper input validation allows remote attackers to execute arbitrary code via a crafted "
         "request in the component before version which may lead to denial of service or information disclosure").split()


def version(r):
    return ".".join(str(r.randint(0, 20)) for _ in range(r.randint(2, 4)))


def products(r, n):
    return [("a" if r.random() < .8 else r.choice("oh"), f"vendor{r.randint(0, n // 4)}", f"product_{i}") for i in range(n)]


def pick(r, names):
    return names[min(int(len(names) * r.random() ** 3), len(names) - 1)]


def criterion(r, names):
    part, vendor, product = pick(r, names)
    m = {"vulnerable": True, "criteria": f"cpe:2.3:{part}:{vendor}:{product}:*:*:*:*:*:*:*:*"}
    if r.random() < .75:
        major = r.randint(0, 20)
        if r.random() < .5:
            m["versionStartIncluding"] = f"{major}.{r.randint(0, 5)}"
        m["versionEndExcluding" if r.random() < .7 else "versionEndIncluding"] = f"{major}.{r.randint(6, 20)}.{r.randint(0, 9)}"
    else:
        m["criteria"] = f"cpe:2.3:{part}:{vendor}:{product}:{version(r)}:*:*:*:*:*:*:*"
    m["matchCriteriaId"] = "%08X-%04X-4%03X-8%03X-%012X" % tuple(r.getrandbits(b) for b in (32, 16, 12, 12, 48))
    return m


def configuration(r, names):
    node = {"operator": "OR", "negate": False, "cpeMatch": [criterion(r, names) for _ in range(min(4, 1 + int(r.expovariate(1))))]}
    if r.random() >= .125:
        return {"nodes": [node]}
    part, vendor, product = pick(r, names)
    platform = {"vulnerable": False, "criteria": f"cpe:2.3:{part}:{vendor}:{product}:-:*:*:*:*:*:*:*"}
    return {"operator": "AND", "nodes": [node, {"operator": "OR", "negate": False, "cpeMatch": [platform]}]}


def cve(r, i, names):
    score = r.randint(20, 100) / 10
    return {"cve": {
        "id": f"CVE-{2005 + i % 20}-{10000 + i // 20}", "sourceIdentifier": "cna@example.org", "published": "2024-01-01T00:00:00.000",
        "lastModified": "2024-01-02T00:00:00.000", "vulnStatus": "Analyzed",
        "descriptions": [{"lang": "en", "value": " ".join(r.choices(WORDS, k=r.randint(8, 20)))}],
        "metrics": {"cvssMetricV31": [{"source": "nvd@nist.gov", "type": "Primary", "cvssData": {
            "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": score}}]},
        "configurations": [configuration(r, names) for _ in range(1 + (r.random() < .15))],
        "references": [{"url": f"https://example.org/advisories/{i}", "source": "cna@example.org"}]}}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("directory")
    p.add_argument("--cves", type=int, default=200000)
    p.add_argument("--components", type=int, default=10000)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    r = random.Random(a.seed)
    names = products(r, 30000)
    os.makedirs(a.directory, exist_ok=True)
    with open(os.path.join(a.directory, "nvd.json"), "w") as out:
        out.write('{"resultsPerPage":%d,"startIndex":0,"totalResults":%d,"format":"NVD_CVE","version":"2.0","timestamp":"2024-01-03T00:00:00.000",'
                  '"vulnerabilities":[' % (a.cves, a.cves))
        first = None
        for i in range(a.cves):
            record = cve(r, i, names)
            first = first or record
            out.write(("," if i else "") + json.dumps(record, separators=(",", ":")))
        out.write("]}\n")
    with open(os.path.join(a.directory, "inventory.csv"), "w", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow(["id", "host", "part", "vendor", "product", "version"])
        for i in range(a.components):
            part, vendor, product = pick(r, names)
            w.writerow([f"c{i}", f"host{r.randint(0, a.components // 20)}", part, vendor, product, "" if r.random() < .05 else version(r)])
    first["cve"]["lastModified"] = "2024-02-01T00:00:00.000"
    with open(os.path.join(a.directory, "one.json"), "w") as out:
        json.dump(first, out)


main()
