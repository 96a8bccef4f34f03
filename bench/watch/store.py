#!/usr/bin/env python3
"""What the store does with whole feeds. Usage: store.py SAMSYN DIRECTORY, the directory as generate.py makes it. Processor time of the program and its
readers together; the clock depends on the neighbours."""
import os, resource, subprocess, sys, tempfile, time

samsyn, feeds = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])


def used():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


def run(what, *command):
    cpu, clock = used(), time.monotonic()
    done = subprocess.run([samsyn, *command], capture_output=True, text=True)
    print(f"{what:44} {used() - cpu:6.2f} s cpu {time.monotonic() - clock:7.2f} s   {done.stdout.strip()[-160:] if len(done.stdout) < 1000 else ''}{done.stderr[-200:]}")


def scores(name, factor):
    with open(name, "w") as f:
        f.write("cve,epss,percentile\n")
        for year in range(2015, 2026):
            f.writelines(f"CVE-{year}-{n:05},0.{(n * factor) % 1000:03},0.5\n" for n in range(10000, 35000))


with tempfile.TemporaryDirectory() as place:
    os.chdir(place)
    subprocess.run([samsyn, "init", "--federation", "F", "--code", "FEX", "--admin", "admin"], input="en lång mening till provet\n", text=True, check=True, stdout=subprocess.DEVNULL)
    rows = open(f"{feeds}/inventory.csv").read().splitlines()
    open("inventory.csv", "w").write("\n".join(rows[:301]) + "\n")
    scores("one.csv", 7)
    scores("two.csv", 11)
    run("200 000 CVEs, the first time", "feed", "import", "nvd", f"{feeds}/nvd.json")
    run("the same again", "feed", "import", "nvd", f"{feeds}/nvd.json")
    run("300 components", "vuln", "inventory", "import", "csv", "inventory.csv", "--organisation", "FEX")
    run("the same again", "vuln", "inventory", "import", "csv", "inventory.csv", "--organisation", "FEX")
    run("one CVE changed", "feed", "import", "nvd", f"{feeds}/one.json")
    run("275 000 EPSS scores, the first time", "feed", "import", "epss", "one.csv")
    run("all of them moved", "feed", "import", "epss", "two.csv")
    run("the day's change", "vuln", "changes")
    print(f"{os.path.getsize('samsyn.db') >> 20} MiB of database, at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MiB of memory")
