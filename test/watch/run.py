#!/usr/bin/env python3
"""The watch's commands from outside: what they print and how they leave. Usage: run.py PATH-TO-SAMSYN. Exit 1 on failure."""
import gzip
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

TESTS = []
DATA = pathlib.Path(__file__).resolve().parents[2].parent / "shared" / "data"


def test(function):
    TESTS.append(function)
    return function


class Place:
    def __init__(self, samsyn, folder):
        self.samsyn, self.dir = samsyn, folder

    def file(self, name, content):
        path = self.dir / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode())
        return str(path)

    def run(self, *args):
        return subprocess.run([self.samsyn, *args], capture_output=True, text=True, timeout=120)

    def check(self, kind, *files):
        done = self.run("feed", "check", kind, *files)
        report = json.loads(done.stdout)
        assert list(report)[:4] == ["kind", "records", "accepted", "rejected"], done.stdout
        assert done.returncode == (1 if report["rejected"] else 0), done.returncode
        return report

    def match(self, *args, code=0):
        done = self.run("vuln", "match", *args)
        assert done.returncode == code, (done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def nvd(cve, criteria, **more):
    return {"cve": {"id": cve, "configurations": [{"nodes": [{"operator": "OR", "negate": False, "cpeMatch": [
        {"vulnerable": True, "criteria": criteria, **more}]}]}]}}


INVENTORY = "id,host,part,vendor,product,version\nc1,h,a,v,app,1.0\nc2,h,a,v,app,\nc3,,a,v,other,3\n"
APP = "cpe:2.3:a:v:app:*:*:*:*:*:*:*:*"


@test
def a_match_has_every_field(p):
    feed = p.file("nvd.json", {"vulnerabilities": [nvd("CVE-2024-0001", APP, versionStartIncluding="1.0", versionEndExcluding="2.0")]})
    kev = p.file("kev.json", {"vulnerabilities": [{"cveID": "CVE-2024-0001", "knownRansomwareCampaignUse": "Known"}]})
    epss = p.file("epss.csv.gz", gzip.compress(b"#model\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n"))
    lines, error = p.match("--nvd", feed, "--kev", kev, "--epss", epss, "--inventory", "csv:" + p.file("i.csv", INVENTORY))
    assert error == "", error
    assert lines == [
        {"component": "c1", "host": "h", "cve": "CVE-2024-0001", "verdict": "affected", "rule": "cpe-range", "criteria": APP, "range": ">=1.0 <2.0",
         "kev": True, "ransomware": True, "epss": 0.5, "cvss": None},
        {"component": "c2", "host": "h", "cve": "CVE-2024-0001", "verdict": "possible", "rule": "cpe-range", "criteria": APP, "range": ">=1.0 <2.0",
         "kev": True, "ransomware": True, "epss": 0.5, "cvss": None}], lines


@test
def a_rejected_record_is_named_and_skipped(p):
    feed = p.file("nvd.json", {"vulnerabilities": [nvd("CVE-2024-0001", "cpe:2.3:a:bad"), nvd("CVE-2024-0002", APP)]})
    lines, error = p.match("--nvd", feed, "--inventory", "csv:" + p.file("i.csv", INVENTORY))
    assert [line["cve"] for line in lines] == ["CVE-2024-0002"] * 2 and "vulnerabilities[0]" in error and "cpe:2.3:a:bad" in error, error


@test
def an_unusable_input_is_exit_1(p):
    inventory = "csv:" + p.file("i.csv", INVENTORY)
    good = p.file("good.json", {"vulnerabilities": [nvd("CVE-2024-0001", APP)]})
    cut = p.file("cut.json", '{"vulnerabilities":[' + json.dumps(nvd("CVE-2024-0009", APP)))
    lines, error = p.match("--nvd", good, "--nvd", cut, "--inventory", inventory, code=1)
    assert {line["cve"] for line in lines} == {"CVE-2024-0001"} and "cut.json" in error, error
    _, error = p.match("--nvd", good, "--inventory", "csv:" + p.file("ragged.csv", INVENTORY + "x,y\n"), code=1)
    assert "ragged.csv" in error, error
    _, error = p.match("--nvd", str(p.dir / "absent"), "--inventory", inventory, code=1)
    assert "absent" in error, error


@test
def a_limit_is_named_and_exit_1(p):
    long = p.file("long.json", {"vulnerabilities": [nvd("CVE-2024-0001", "cpe:2.3:a:v:" + "p" * 2048 + ":*:*:*:*:*:*:*:*"), nvd("CVE-2024-0002", APP)]})
    lines, error = p.match("--nvd", long, "--inventory", "csv:" + p.file("i.csv", INVENTORY), code=1)
    assert len(lines) == 2 and "2 048" in error, error
    assert "8 MiB" in p.check("nvd", p.file("big.json", '{"vulnerabilities":[{"x":"' + "y" * (9 << 20) + '"}]}'))["rejected"][0]["why"]
    assert "64" in p.check("kev", p.file("deep.json", '{"vulnerabilities":[{"x":' + "[" * 100 + "]" * 100 + "}]}"))["rejected"][0]["why"]
    assert "200" in p.check("epss", p.file("bomb.gz", gzip.compress(b"\n" * (8 << 20))))["rejected"][0]["why"]


@test
def a_check_counts(p):
    files = [p.file(f"{i}.json", {"vulnerabilities": [{"cveID": f"CVE-2024-{i:04}"}, {"cveID": "x"}]}) for i in range(70)]
    report = p.check("kev", *files)
    assert (report["records"], report["accepted"], len(report["rejected"])) == (140, 70, 70), report
    assert report["rejected"][69]["at"] == files[69] + ":vulnerabilities[1].cveID", report["rejected"][69]
    report = p.check("kev", files[0], p.file("bad.json", "{"), str(p.dir / "absent"))
    assert (report["records"], report["accepted"], len(report["rejected"])) == (2, 1, 3), report


@test
def a_directory_of_cve_records(p):
    def record(number, state="PUBLISHED"):
        return {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": f"CVE-2024-{number}", "state": state},
                "containers": {"cna": {"affected": [{"cpes": [APP], "defaultStatus": "affected"}]}}}
    p.file("list/CVE-2024-0001.json", record("0001"))
    p.file("list/CVE-2024-0002.json", record("0002", "REJECTED"))
    p.file("list/delta.json", "{}")
    p.file("list/notes.txt", "not a record")
    lines, error = p.match("--cve5", str(p.dir / "list"), "--inventory", "csv:" + p.file("i.csv", INVENTORY))
    assert {line["cve"] for line in lines} == {"CVE-2024-0001"} and not error, (lines, error)


@test
def memory_does_not_grow_with_the_file(p):
    def most(records):
        one = json.dumps({"cveID": "CVE-2024-0001", "notes": "n" * 900})
        path = p.file("large.json", '{"vulnerabilities":[' + ",".join([one] * records) + "]}")
        before = os.fork()
        if before == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(os.spawnv(os.P_WAIT, p.samsyn, [p.samsyn, "feed", "check", "kev", path]) or
                     min(255, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10))
        return os.waitstatus_to_exitcode(os.waitpid(before, 0)[1])
    assert most(60000) <= most(6000) + 2, "MiB"


@test
def the_real_feeds(p):
    if not DATA.exists():
        print(f"skipped: {DATA} is not there")
        return
    for kind, where, count in (("nvd", "nvd", 38), ("cve5", "cve5", 250), ("csaf", "csaf", 6), ("kev", "kev", 1404)):
        report = p.check(kind, *map(str, sorted((DATA / where).iterdir())))
        assert (report["records"], report["accepted"]) == (count, count), report


def main():
    samsyn, failed = os.path.abspath(sys.argv[1]), 0
    for function in TESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(Place(samsyn, pathlib.Path(folder)))
            except (AssertionError, KeyError, IndexError, ValueError, OSError, subprocess.TimeoutExpired) as problem:
                failed += 1
                print(f"FAILED {function.__name__}: {problem}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
