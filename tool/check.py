#!/usr/bin/python3
"""Runs every test of the project and adds up what they say.

Stages run one after another, the steps of a stage side by side. Every step writes build/check/NAME.log and is counted by
what it prints: cmocka's closing lines, or lines "N passed, N failed[, N skipped]". A step that prints no count counts as one
test: its exit status. A step that fails its exit status without a counted failure counts as one failure.

  tool/check.py             everything but the campaigns
  tool/check.py --long      the campaigns too: an hour of fuzzing a target, 1 000 kills
  tool/check.py NAME …      only the steps whose name begins with one of these (and the builds)
"""
import concurrent.futures, os, re, signal, subprocess, sys, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOGS = os.path.join(ROOT, 'build', 'check')
LONG = '--long' in sys.argv
ONLY = [a for a in sys.argv[1:] if not a.startswith('-')]
PY = '/usr/bin/python3'
HANGS_AFTER_S = 2700  # what takes longer hangs, even on a machine that does much else
RUNNING = set()  # the process groups of the steps under way

SANITIZE = '-Db_sanitize=address,undefined'


class Step:
    def __init__(self, name, command, env=None, limit=HANGS_AFTER_S):
        self.name, self.command, self.env, self.limit = name, command, env or {}, limit
        self.passed = self.failed = self.skipped = 0
        self.seconds = self.processor = 0.0

    def execute(self, out):
        """The command in a process group of its own, which is ended with it: its exit status, -1 over the limit."""
        child = subprocess.Popen(self.command, shell=True, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, process_group=0,
                                 env={**os.environ, 'LC_ALL': 'C.UTF-8', **self.env})
        RUNNING.add(child.pid)
        ends = [threading.Timer(self.limit + more, os.killpg, (child.pid, how)) for more, how in ((0, signal.SIGTERM), (30, signal.SIGKILL))]
        for end in ends:
            end.start()
        start = time.monotonic()
        _, status, used = os.wait4(child.pid, 0)
        for end in ends:
            end.cancel()
        RUNNING.discard(child.pid)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.processor = used.ru_utime + used.ru_stime
        if time.monotonic() - start < self.limit:
            return child.returncode
        out.write(b'\nstopped: over the time limit\n')
        return -1

    def run(self):
        start = time.monotonic()
        log = os.path.join(LOGS, self.name.replace('/', '-') + '.log')
        with open(log, 'wb') as out:
            status = self.execute(out)
        self.seconds = time.monotonic() - start
        text = open(log, 'rb').read().decode('utf-8', 'replace')
        for passed in re.findall(r'^\[  PASSED  \] (\d+) test\(s\)\.', text, re.M):
            self.passed += int(passed)
        for failed in re.findall(r'^\[  FAILED  \] (\d+) test\(s\)', text, re.M):
            self.failed += int(failed)
        for skipped in re.findall(r'^\[  SKIPPED \] (\d+) test\(s\)', text, re.M):
            self.skipped += int(skipped)
        for passed, failed, skipped in re.findall(r'^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$', text, re.M):
            self.passed += int(passed)
            self.failed += int(failed)
            self.skipped += int(skipped or 0)
        if self.passed + self.failed + self.skipped == 0:
            self.passed, self.failed = (1, 0) if status == 0 else (0, 1)
        elif status != 0 and self.failed == 0:
            self.failed = 1
        if self.failed:
            lines = text.splitlines()
            words = re.compile(r'error|fail|assert|sanitizer|traceback|expected', re.I)
            shown = [l for l in lines if words.search(l)][:40] or lines[-40:]
            print(f'--- {self.name}: {log} (end)')
            print('\n'.join('    ' + l[:300] for l in shown))
        print(f'{"ok    " if not self.failed else "FAILED"} {self.name:32} {self.passed:5} passed {self.failed:3} failed'
              f'{f" {self.skipped} skipped" if self.skipped else ""}  {self.seconds:.0f} s, processor {self.processor:.0f} s', flush=True)
        return self


def build(directory, options, env=None, targets=''):
    setup = f'[ -f {directory}/build.ninja ] || meson setup {directory} {options}'
    # What an older set-up left behind (another list of options, other packages) is made anew rather than argued with.
    return Step('build/' + os.path.basename(directory), f'({setup}) && ninja -C {directory} {targets} || '
                f'{{ rm -rf {directory}; meson setup {directory} {options} && ninja -C {directory} {targets}; }}', env)


def units(directory):
    """Every x_test.c is a program of its own; their output is cmocka's."""
    return f'cd {directory} && s=0; for t in *_test; do [ -x "$t" ] || continue; echo "== $t"; "./$t" 2>&1 || s=1; done; exit $s'


def postgres(command):
    return f'test/postgres.sh {command}'


def stages():
    from check_steps import steps
    return steps(Step, build, units, postgres, LONG, PY, SANITIZE, ROOT)


def main():
    os.makedirs(LOGS, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.monotonic()
    done = []
    for stage in stages():
        chosen = [s for s in stage if not ONLY or s.name.startswith('build/') or any(s.name.startswith(o) for o in ONLY)]
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            try:
                done += pool.map(Step.run, chosen)
            except BaseException:  # stopped from the keyboard or by a signal: nothing goes on behind it
                pool.shutdown(wait=False, cancel_futures=True)
                for group in list(RUNNING):
                    os.killpg(group, signal.SIGTERM)
                raise
        if any(s.failed for s in chosen if s.name.startswith('build/')):
            break
    passed, failed, skipped = (sum(getattr(s, k) for s in done) for k in ('passed', 'failed', 'skipped'))
    print(f'{(time.monotonic() - start) / 60:.1f} minutes; logs in build/check/' + (f'; {skipped} skipped' if skipped else ''))
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
