#!/usr/bin/python3
"""The requirements (data/requirements.csv) and the tests that show them: `r19_…` in a test's name, or "R19" in a test's own words.

  tool/requirements.py            prints the table (gen/requirements.md)
  tool/requirements.py --check    fails on a requirement with a version in `since` and no test, and on one of MUST that has none whatever its
                                  `since`; prints "N passed, N failed"
"""
import csv, os, re, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.chdir(ROOT)
files = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True, check=True).stdout.splitlines()
tests = {}
# What an auditor verifies of the federation's answer to its audits. R30 is not among them: what an audit leaves to a coming risk analysis needs
# the risk analyses' own register, which is not there yet.
MUST = {f'R{n}' for first, last in ((1, 29), (31, 39), (48, 53), (62, 62), (67, 70), (113, 119), (125, 131)) for n in range(first, last + 1)}


def add(number, where):
    tests.setdefault(f'R{int(number)}', set()).add(where)


for f in files:
    if not os.path.isfile(f):
        continue
    if f.endswith('_test.c'):
        for name in re.findall(r'^static void (\w+)\(void \*\*', open(f, encoding='utf-8').read(), re.M):
            for n in re.findall(r'(?:^|_)r(\d+)(?=_)', name):
                add(n, f'{f}: {name}')
    elif re.match(r'test/.*\.(py|mjs)$', f):
        for name, line in re.findall(r'''((?:\b(?:tests?|case|step|t))\(\s*f?['"`]([^'"`]*)['"`])''', open(f, encoding='utf-8').read()):
            for n in re.findall(r'\bR(\d+)\b', line):
                add(n, f'{f}: {line}')

rows = list(csv.DictReader(open('data/requirements.csv', encoding='utf-8')))
if '--check' in sys.argv:
    without = [r['id'] for r in rows if (r['since'] or r['id'] in MUST) and r['id'] not in tests]
    for r in without:
        print(f'failed: {r} has no test')
    print(f'{sum(bool(r["since"] or r["id"] in MUST) for r in rows) - len(without)} passed, {len(without)} failed')
    sys.exit(1 if without else 0)

print('# Requirements and their tests\n\nMade by `tool/requirements.py`. Terms from the audit; `since` is the version that meets it.\n')
print('| id | term | module | since | tests |\n|---|---|---|---|---|')
for r in rows:
    print(f'| {r["id"]} | {r["term"]} | {r["module"]} | {r["since"]} | {"<br>".join(f"`{t}`" for t in sorted(tests.get(r["id"], [])))} |')
