#!/usr/bin/env python3
"""Pulls feeds from a local server that misbehaves. Usage: run.py PATH-TO-SAMSYN. Prints what failed and the counts; exit 1 on failure."""
import fcntl
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import server as local

TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Place:
    """One test's directory, the servers and the command."""

    def __init__(self, samsyn, folder, here, ca, server, other, proxy):
        self.samsyn, self.dir, self.here, self.ca = samsyn, folder, here, ca
        self.server, self.other, self.proxy = server, other, proxy

    def pull(self, name, *options, url=None, allow=True, env=None, store=False):
        command = [self.samsyn, "feed", "pull", name, *([] if store else ["--fetch-only"]), "--dir", str(self.dir), "--ca", str(self.ca), "--retry-ms", "5", "--retries", "2", "--idle-ms", "300",
                   "--connect-ms", "1000", "--total-ms", "5000", "--pace-ms", "1", *options]
        if url:
            command += ["--url", url]
        if allow:
            command += ["--allow", "127.0.0.1"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, env={**os.environ, **(env or {})})
        return done.returncode, json.loads(done.stdout.splitlines()[-1]) if done.stdout.startswith("{") else None, done.stderr

    def kev(self, path, *options, **more):
        return self.pull("kev", *options, url=self.server.url(path), **more)

    @property
    def document(self):
        return self.dir / "kev" / "known_exploited_vulnerabilities.json"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def fails(result, word):
    code, _, text = result
    expect(code == 1 and word in text, f"wanted exit 1 and {word!r}, got {code} {text!r}")


def works(result, **counts):
    code, line, text = result
    expect(code == 0, f"exit {code}: {text}")
    for key, value in counts.items():
        expect(line[key] == value, f"{key} is {line[key]}, not {value}")


@test
def a_document_is_fetched_once(p):
    works(p.kev("/plain"), new=1, unchanged=0, bytes=len(local.BODY))
    expect(p.document.read_bytes() == local.BODY, "other bytes")
    works(p.kev("/plain"), new=0, unchanged=1, bytes=0)
    expect(p.server.log[-1][1].get("If-None-Match") == '"one"', "no If-None-Match")
    works(p.kev("/dated"), new=0, unchanged=1)  # the date is kept as well


@test
def a_document_that_is_gone_here_is_fetched_anew(p):
    works(p.kev("/plain"), new=1)
    p.document.unlink()
    works(p.kev("/plain"), new=1)


@test
def dates_alone_do(p):
    works(p.kev("/dated"), new=1)
    works(p.kev("/dated"), unchanged=1)


@test
def an_empty_document_is_a_document(p):
    works(p.kev("/empty"), new=1, bytes=0)
    expect(p.document.read_bytes() == b"", "not empty")


@test
def unasked_304_is_an_error(p):
    fails(p.kev("/odd-304"), "304")


@test
def what_was_cut_off_goes_on(p):
    works(p.kev("/cut"), new=1, bytes=len(local.BODY))
    expect(p.document.read_bytes() == local.BODY, "other bytes")
    expect(p.server.log[-1][1].get("Range") == "bytes=90000-", "no range")


@test
def it_goes_on_in_the_next_pull(p):
    fails(p.kev("/cut", "--retries", "0"), "bröts")
    expect(not p.document.exists(), "half a document")
    works(p.kev("/cut", "--retries", "0"), new=1, bytes=len(local.BODY) - 90_000)
    expect(p.document.read_bytes() == local.BODY, "other bytes")


@test
def another_version_is_not_glued_on(p):
    works(p.kev("/cut-changed"), new=1)
    expect(p.document.read_bytes() == local.BODY, "glued")


@test
def a_weak_validator_does_not_resume(p):
    works(p.kev("/cut-weak"), new=1)
    expect(p.document.read_bytes() == local.BODY and "Range" not in p.server.log[-1][1], "resumed")


@test
def a_wrong_range_begins_anew(p):
    works(p.kev("/cut-wrong-range"), new=1)
    expect(p.document.read_bytes() == local.BODY, "other bytes")


@test
def a_range_that_cannot_be_begins_anew(p):
    works(p.kev("/cut-too-long"), new=1)
    expect(p.document.read_bytes() == local.BODY[:10], "other bytes")


@test
def a_wrong_length_is_never_a_document(p):
    fails(p.kev("/cut-always"), "bröts")
    expect(p.server.counts["/cut-always"] == 3 and not p.document.exists(), "retries")


@test
def the_old_document_stays(p):
    works(p.kev("/plain"), new=1)
    for path in ("/cut-always", "/broken", "/endless"):
        fails(p.kev(path, "--bytes", "300000"), "kev")
    expect(p.document.read_bytes() == local.BODY, "lost")


@test
def slowness_has_an_end(p):
    for path, word in (("/stalled", "slutade svara"), ("/silent", "slutade svara")):
        begun = time.monotonic()
        fails(p.kev(path, "--retries", "0", "--connect-ms", "200"), word)
        expect(time.monotonic() - begun < 3, "too long")
    fails(p.kev("/drip", "--retries", "0", "--total-ms", "400"), "inte i tid")


@test
def size_has_an_end(p):
    fails(p.kev("/endless", "--bytes", "1000000"), "större än 1000000 byte")
    fails(p.kev("/big", "--bytes", "1000000"), "större än 1000000 byte")
    expect(not p.document.exists(), "kept")


@test
def busy_servers_are_waited_for(p):
    begun = time.monotonic()
    works(p.kev("/busy"), new=1)
    expect(time.monotonic() - begun >= 1, "Retry-After")
    fails(p.kev("/busy-long"), "86400 sekunder")
    expect(p.server.counts["/busy-long"] == 1, "asked again")


@test
def broken_servers_are_tried_again(p):
    works(p.kev("/flaky"), new=1)
    fails(p.kev("/broken"), "status 500")
    expect(p.server.counts["/broken"] == 3, "bounded retries")
    fails(p.kev("/forbidden"), "status 403")
    fails(p.kev("/nowhere"), "status 404")
    expect(p.server.counts["/forbidden"] == 1 and p.server.counts["/nowhere"] == 1, "asked again")


def to(p, url):
    return p.kev("/to?url=" + urllib.parse.quote(url, safe=""))


@test
def redirects_are_followed(p):
    works(to(p, p.server.url("/plain")), new=1)
    fails(p.kev("/loop"), "fler än 5 gånger")


@test
def redirects_are_judged(p):
    port = p.server.server_port
    for url, word in ((f"https://127.0.0.2:{port}/plain", "öppna internet"), (f"https://[::1]:{port}/plain", "öppna internet"),
                      ("https://169.254.169.254/latest/meta-data", "öppna internet"), ("https://10.0.0.1/", "öppna internet"),
                      ("https://[::ffff:127.0.0.2]/", "öppna internet"), (f"http://127.0.0.1:{port}/plain", "https://"),
                      ("file:///etc/passwd", "https://"), (f"https://user:secret@127.0.0.1:{port}/plain", "användare")):
        fails(to(p, url), word)
    expect(p.server.counts.get("/plain", 0) == 0 and not p.document.exists(), "followed")


@test
def the_inside_is_closed_unless_allowed(p):
    fails(p.kev("/plain", allow=False), "öppna internet")
    fails(p.pull("kev", url=f"https://localhost:{p.server.server_port}/plain", allow=False), "öppna internet")
    fails(p.pull("kev", url=p.server.url("/plain").replace("https", "http")), "https://")
    expect(not p.server.paths(), "connected")


@test
def certificates_are_checked(p):
    fails(p.pull("kev", url=p.other.url("/plain")), "certifikat")
    expect(not p.other.paths(), "asked")


@test
def secrets_stay_with_their_host(p):
    key = p.dir / "key"
    key.write_text("abc-123\n")
    away = f"https://localhost:{p.server.server_port}/rest"
    p.pull("nvd", "--key-file", str(key), "--year-first", "9999", url=p.server.url("/to?url=" + urllib.parse.quote(away, safe="") + "&x="))
    seen = {entry[0]: entry[1].get("apiKey") for entry in p.server.log}
    expect(seen.get("/to") == "abc-123" and "/rest" in seen and seen["/rest"] is None, f"{seen}")


@test
def through_a_proxy(p):
    works(p.kev("/plain", "--proxy", f"http://127.0.0.1:{p.proxy.port}"), new=1)
    expect(p.proxy.asked == [f"127.0.0.1:{p.server.server_port}"], "not through it")
    fails(p.kev("/dated", "--proxy", f"http://127.0.0.1:{p.proxy.port}", allow=False), "öppna internet")


@test
def the_environment_decides_nothing(p):
    works(p.kev("/plain", env={"https_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"}), new=1)


@test
def nvd_page_by_page(p):
    p.server.key = "abc-123"
    key = p.dir / "key"
    key.write_text("abc-123\n")
    works(p.pull("nvd", "--key-file", str(key), "--year-first", "2026", url=p.server.url("/years/")), new=4)
    expect(len(list((p.dir / "nvd").glob("1-year-2026.json.gz"))) == 1, "the year")
    pages = sorted(path.name[-13:] for path in (p.dir / "nvd").glob("2-change-*"))
    expect(pages == ["00000000.json", "00002000.json", "00004000.json"], f"{pages}")
    starts = [entry[2]["startIndex"][0] for entry in p.server.log if entry[2]]
    expect(starts == ["0", "2000", "4000"], f"{starts}")
    p.server.forget()
    p.server.total = 3
    works(p.pull("nvd", "--key-file", str(key), url=p.server.url("/years/")), new=1)
    asked = [entry[2] for entry in p.server.log]
    expect(len(asked) == 1 and asked[0]["lastModStartDate"][0] < asked[0]["lastModEndDate"][0], f"{asked}")
    done = subprocess.run([p.samsyn, "feed", "check", "nvd", *map(str, sorted((p.dir / "nvd").glob("2-*")))], capture_output=True, text=True)
    expect(json.loads(done.stdout)["records"] == 4503, done.stdout[:200])


@test
def nvd_goes_on_where_it_was(p):
    p.server.fail_at = 2000
    fails(p.pull("nvd", "--year-first", "9999", url=p.server.url("/years/")), "status 503")
    p.server.fail_at = -1
    p.server.forget()
    works(p.pull("nvd", url=p.server.url("/years/")))
    asked = [entry[2] for entry in p.server.log]
    expect([a["startIndex"][0] for a in asked[:2]] == ["2000", "4000"], f"{[a['startIndex'] for a in asked]}")


@test
def nvd_years_change_seldom(p):
    p.server.total = 0
    works(p.pull("nvd", "--year-first", "2024", url=p.server.url("/years/")))
    p.server.forget()
    works(p.pull("nvd", "--year-first", "2024", "--whole", url=p.server.url("/years/")))
    expect(sum(path.startswith("/years/nvdcve") for path in p.server.paths()) >= 3, "years not asked")


@test
def nvd_that_lies_is_left(p):
    fails(p.pull("nvd", "--year-first", "9999", url=p.server.url("/lying")), "tom sida")


@test
def the_cve_list_by_its_log(p):
    works(p.pull("cve5", url=p.server.url("/cves/")), new=3)
    expect((p.dir / "cve5" / "CVE-2026-0001.json").exists() and (p.dir / "cve5" / "CVE-2025-12345.json").exists(), "records")
    p.server.forget()
    works(p.pull("cve5", url=p.server.url("/cves/")), new=1)
    expect(p.server.paths() == ["/cves/deltaLog.json"], f"{p.server.paths()}")
    fails(p.pull("cve5", "--as", "evil", url=p.server.url("/cves-evil/")), "annat än CVE-nummer")


@test
def csaf_by_directory_and_by_feed(p):
    works(p.pull("csaf", url=p.server.url("/csaf/provider-metadata.json")), new=4)
    expect((p.dir / "csaf" / "a-1.json").exists() and (p.dir / "csaf" / "b-2.json").exists(), "advisories")
    works(p.pull("csaf", url=p.server.url("/csaf/provider-metadata.json")), new=2)
    works(p.pull("csaf", "--as", "rolie", url=p.server.url("/csaf-rolie/provider-metadata.json")), new=3)
    expect((p.dir / "rolie" / "c-3.json").exists() and "/csaf-rolie/red.json" not in p.server.paths(), "feed")
    fails(p.pull("csaf", "--as", "evil", url=p.server.url("/csaf-evil/provider-metadata.json")), "sökväg")


@test
def what_is_pulled_is_stored(p):
    database = {"SAMSYN_DATABASE": f"sqlite:{p.dir}/samsyn.db", "SAMSYN_KEY_FILE": str(p.dir / "samsyn.key")}
    def samsyn(*command, text=""):
        done = subprocess.run([p.samsyn, *command], input=text, capture_output=True, text=True, timeout=30, env={**os.environ, **database})
        expect(done.returncode == 0, done.stderr)
        return done.stdout
    samsyn("init", "--federation", "F", "--code", "F", "--admin", "admin", text="en lång mening till provet\n")
    def pull():
        code, _, text = p.pull("nvd", "--year-first", "2026", url=p.server.url("/years/"), env=database, store=True)
        expect(code == 0, text)
        return json.loads(samsyn("feed", "list"))
    first = pull()
    expect(first["kind"] == "nvd" and first["records"] == 4500, first)
    expect(pull()["changed"] == first["changed"], "the second time nothing has changed")


@test
def progress_is_for_terminals(p):
    screen, end = pty.openpty()
    command = [p.samsyn, "feed", "pull", "kev", "--fetch-only", "--dir", str(p.dir), "--ca", str(p.ca), "--allow", "127.0.0.1", "--url", p.server.url("/plain")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, timeout=30)
    os.close(end)
    seen = os.read(screen, 65536).decode()
    os.close(screen)
    expect(done.returncode == 0 and "known_exploited_vulnerabilities.json  0.2 MB av 0.2 MB" in seen, repr(seen))


@test
def one_pull_at_a_time(p):
    works(p.kev("/plain"), new=1)
    with open(p.dir / "kev" / ".state" / ".lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fails(p.kev("/plain"), "pågår redan")
    works(p.kev("/plain"), unchanged=1)


@test
def only_documents_are_left_in_the_open(p):
    works(p.kev("/plain"), new=1)
    expect(sorted(path.name for path in (p.dir / "kev").iterdir()) == [".state", "known_exploited_vulnerabilities.json"], "litter")


def main():
    samsyn = os.path.abspath(sys.argv[1])
    failed = []
    with tempfile.TemporaryDirectory(prefix="samsyn-feed-") as folder:
        here = pathlib.Path(folder)
        cert, key = local.certificate(here, "server", "IP:127.0.0.1,IP:127.0.0.2,IP:::1,DNS:localhost")
        strange = local.certificate(here, "other", "IP:127.0.0.1")
        begun = time.monotonic()
        for number, function in enumerate(TESTS):
            (here / str(number)).mkdir()
            servers = local.Server(cert, key), local.Server(*strange), local.Proxy()
            try:
                function(Place(samsyn, here / str(number), here, cert, *servers))
            except (AssertionError, subprocess.TimeoutExpired, KeyError, IndexError, OSError, ValueError) as problem:
                failed.append(function.__name__)
                print(f"FAILED {function.__name__}: {problem}")
            for running in servers:
                running.stop()
    print(f"{len(TESTS) - len(failed)} passed, {len(failed)} failed, {time.monotonic() - begun:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
