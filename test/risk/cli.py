#!/usr/bin/python3
"""`samsyn risk` from the outside: exit statuses, messages, pictures, the shape of every answer. cli.py SAMSYN"""
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

SAMSYN = sys.argv[1] if len(sys.argv) > 1 else "build/samsyn"
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/risk")
WITHOUT, WITH = (os.path.join(DATA, f"utpressning-{x}-frankopplad-kopia.json") for x in ("utan", "med"))
STAT = {"mean", "sd", "p_zero", "p05", "p50", "p90", "p95", "p99", "p999", "mean_ci95", "p95_ci95", "p99_ci95"}
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    if not good:
        print(f"failed: {what} {detail}")


def run(*args):
    return subprocess.run([SAMSYN, "risk", *args], capture_output=True, text=True, timeout=120)


def refused(model, want, *more):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
        f.write(model if isinstance(model, str) else json.dumps(model))
        f.flush()
        r = run("simulate", f.name, *more)
    check(want, r.returncode == 2 and r.stdout == "" and r.stderr == f"samsyn: {want}\n", (r.returncode, r.stderr))


def main():
    refused({"samsyn_model": 1, "nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d", "p": 1.5}]}, "nodes[3].p: 1.5 ligger inte i 0..1")
    refused("hej", "byte 1: Det här är inte giltig JSON.")
    refused({"samsyn_model": 1}, "--years: värdet ska ligga i 1..1000000000", "--years", "0")
    refused({"samsyn_model": 1}, "--threads: värdet ska ligga i 1..256", "--threads", "0")
    refused({"samsyn_model": 1}, "--seed: här ska ett heltal stå, inte x", "--seed", "x")
    refused({"samsyn_model": 1, "risks": [{"id": "r", "frequency": 1, "magnitude": 1}]},
            "Beräkningen ryms inte i 64 MiB minne; höj gränsen med --memory eller räkna färre år.", "--memory", "64", "--years", "20000000")
    refused({"samsyn_model": 1}, "--foo: okänt val", "--foo", "1")
    check("no file", run("simulate", "/nonexistent").returncode == 1)
    check("no verb", run().returncode == 2)
    check("a directory", run("simulate", "/").returncode == 1)

    with tempfile.TemporaryDirectory() as d:
        pictures = os.path.join(d, "bilder")
        r = run("simulate", WITHOUT, "--years", "20000", "--seed", "18446744073709551615", "--svg", pictures)
        check("pictures", sorted(os.listdir(pictures)) == ["curve.svg", "graph-Utpressningsangrepp.svg"])
        for name in os.listdir(pictures):
            root = ET.parse(os.path.join(pictures, name)).getroot()
            kinds = [c.tag.rsplit("}")[-1] for c in root]
            check(name, kinds[:2] == ["title", "desc"] and all(root[i].text for i in (0, 1)) and root.get("role") == "img")
    x = json.loads(r.stdout)
    check("result", x["samsyn_result"] == 1 and x["years"] == 20000 and x["seed"] == 2**64 - 1 and set(x["total"]) == STAT)
    check("lists", [o["id"] for o in x["owners"]] == ["Förbundet", "Kommunen"] and set(x["owners"][0]) == STAT | {"id"})
    check("threat", set(x["threats"][0]) == STAT | {"id", "events", "nodes"} and set(x["threats"][0]["nodes"][0]) == {"id", "p", "ci95"})
    ids = [n["id"].encode() for n in x["threats"][0]["nodes"]]
    check("sorted", ids == sorted(ids) and len(ids) == 7)
    losses, ps = [p["loss"] for p in x["lec"]], [p["p"] for p in x["lec"]]
    check("curve", losses == sorted(set(losses)) and ps == sorted(ps, reverse=True) and ps[0] == 1 - x["total"]["p_zero"] or abs(ps[0] - 1 + x["total"]["p_zero"]) < 1e-12)
    again = [run("simulate", WITHOUT, "--years", "20000", "--threads", t, "--isa", i).stdout for t in "12" for i in ("portable", "avx2", "avx512")]
    check("equal bytes", len(set(again)) == 1)

    x = json.loads(run("explain", WITHOUT, WITH, "--years", "20000").stdout)
    check("explain", x["samsyn_explain"] == 1 and x["method"] == "shapley" and len(x["shares"]) == 3)
    for k in ("mean", "p95", "p99"):
        check(f"shares of {k}", sum(s[k] for s in x["shares"]) == x["change"][k] == x["new"][k] - x["old"][k])
    check("was and now", x["shares"][0]["was"] == [] and x["shares"][0]["now"] == ["Frånkopplad kopia"] and x["shares"][2]["field"] is None)
    check("nothing changed", json.loads(run("explain", WITH, WITH, "--years", "1000").stdout)["shares"] == [])

    x = json.loads(run("sensitivity", WITHOUT, "--years", "5000").stdout)
    check("sensitivity", x["samsyn_sensitivity"] == 1 and len(x["edges"]) == 9 and len(x["nodes"]) == 7 and len(x["controls"]) == 2 and len(x["paths"]) == 3)
    span = [e["open"]["mean"] - e["closed"]["mean"] for e in x["edges"]]
    check("ranked", span == sorted(span, reverse=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
