#!/usr/bin/python3
"""kill.py WRITER [ROUNDS]: eight threads write through the store and are killed with SIGKILL at a random moment, ROUNDS times (200).
Every acknowledged row must be there, once, and the journal must hold. Prints what was found and "N passed, N failed"."""
import os, random, subprocess, sys, tempfile, time

writer, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
chance = random.Random(20231206)
begun = time.monotonic()
failed = []

with tempfile.TemporaryDirectory(prefix='samsyn-kill-') as folder:
    url, log = f'sqlite:{folder}/db', f'{folder}/acknowledged'

    def check(when):
        shown = subprocess.run([writer, 'check', url], capture_output=True, text=True)
        if shown.returncode:
            failed.append(f'{when}: {shown.stderr.strip()[:500]}')
            return
        rows = shown.stdout.split()
        acknowledged = open(log).read().split() if os.path.exists(log) else []
        lost, doubled = set(acknowledged) - set(rows), len(rows) - len(set(rows))
        if lost:
            failed.append(f'{when}: {len(lost)} acknowledged rows are lost, the first {min(lost)}')
        if doubled:
            failed.append(f'{when}: {doubled} rows stand twice')
        return len(rows), len(acknowledged)

    ready = []
    for n in range(rounds):
        started = time.monotonic()
        size = os.path.getsize(log) if os.path.exists(log) else 0
        child = subprocess.Popen([writer, 'write', url, log, str(n)])
        while child.poll() is None and (os.path.getsize(log) if os.path.exists(log) else 0) == size and time.monotonic() - started < 30:
            time.sleep(0.002)  # until the first acknowledgement: the store has come up again after the last kill
        ready.append(time.monotonic() - started)
        time.sleep(chance.uniform(0, 0.12))
        child.kill()
        if child.wait() != -9:
            failed.append(f'round {n}: the writer ended by itself')
            break
        if n % 20 == 19:
            check(f'round {n}')
        if failed:
            break
    counts = check('at the end')
    if counts:
        print(f'{rounds} kills, {counts[1]} acknowledged of {counts[0]} rows, none lost, none doubled; first write after a kill: '
              f'median {sorted(ready)[len(ready) // 2]:.2f} s, longest {max(ready):.2f} s; {time.monotonic() - begun:.0f} s in all' if not failed else 'lost or broken')

for line in failed:
    print('failed', line)
print(f'{0 if failed else 1} passed, {1 if failed else 0} failed')
sys.exit(1 if failed else 0)
