#!/usr/bin/python3
"""The server's speed beside nginx with a static file of 10 kB, in one run. Prints Markdown.

    run.py [--samsyn PROGRAM] [--store-bench PROGRAM] [--rows N] [--rounds N] [--seconds S] [--connections 1,16,64] [--only NAME,…] [--entries N] [--keep DIR]
    run.py --smoke      half a minute: every figure comes out, every reply is the right one; nothing is said of speed

Both servers have a thread or process a core, on loopback; wrk takes its own processor time from the same cores. Each case is measured in pairs (nginx, samsyn, nginx,
samsyn, …); a ratio is within a pair, figures are medians over the rounds, the spread is the smallest and the largest.
"""
import argparse, json, os, re, shutil, statistics, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from world import Nginx, measures_of, rows_of, ROOT, Samsyn, cpu_seconds, memory_mib

REPORT = '''
done = function(summary, latency)
    local e = summary.errors
    io.stderr:write(string.format('{"requests":%d,"us":%d,"bytes":%d,"p50":%f,"p99":%f,"bad":%d}\\n', summary.requests, summary.duration, summary.bytes,
        latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
'''
WRITE = REPORT + '''
local thread = 0
setup = function(t) t:set('own', thread); thread = thread + 1 end
local n = 0
request = function()
    n = n + 1
    return wrk.format('POST', nil, nil, string.format('{"audit":1,"text":"Rutin %d.%d saknar ägare.","severity":"medel","state":"oppen","section":"3.1"}', own, n))
end
'''


class Bench:
    def __init__(self, options):
        self.o = options
        self.bad = 0
        self.dir = tempfile.mkdtemp(prefix='samsyn-bench-', dir=options.dir)
        self.scripts = {}
        for name, text in (('report', REPORT), ('write', WRITE)):
            self.scripts[name] = os.path.join(self.dir, name + '.lua')
            with open(self.scripts[name], 'w', encoding='utf-8') as f:
                f.write(text)

    def drive(self, url, connections, seconds, headers=(), script='report', pids=()):
        """One run of wrk: requests/s, p50 and p99 in ms, the server's microseconds of processor a request, bytes a reply."""
        before = cpu_seconds(pids)
        words = ['wrk', f'-t{min(2, connections)}', f'-c{connections}', f'-d{seconds}s', '--timeout', '10s', '-s', self.scripts[script]]
        for h in headers:
            words += ['-H', h]
        done = subprocess.run(words + [url], capture_output=True, text=True)
        spent = cpu_seconds(pids) - before
        if done.returncode or not done.stderr.strip():
            raise SystemExit(f'wrk: {done.stdout}{done.stderr}')
        r = json.loads(done.stderr.strip().splitlines()[-1])
        self.bad += r['bad']
        if r['bad']:
            print(f'{url}: {r["bad"]} replies were errors or missing', file=sys.stderr)
        n = max(1, r['requests'])
        return {'n': r['requests'], 'rate': r['requests'] / r['us'] * 1e6, 'p50': r['p50'] / 1000, 'p99': r['p99'] / 1000, 'cpu': spent / n * 1e6, 'bytes': r['bytes'] / n}

    def cases(self, server, cookie, token):
        """name, path, headers, a piece that the right reply holds"""
        browser, program = ['Cookie: ' + cookie], ['Authorization: Bearer ' + token]
        first = server.ask('GET', '/rekommendationer?sort=code', {'Cookie': cookie})[1]
        later = re.search(r'rel="next" href="([^"]+)"', first)[1].replace('&amp;', '&')
        for _ in range(10):
            text = server.ask('GET', later, {'Cookie': cookie})[1]
            later = re.search(r'rel="next" href="([^"]+)"', text)[1].replace('&amp;', '&')
        body = json.loads(server.ask('GET', '/api/v1/body?limit=1&sort=-id', {'Authorization': 'Bearer ' + token})[1])['items'][0]['id']
        return [
            ('login page', '/logga-in', [], 'name="password"'),
            ('list, first page', '/rekommendationer', browser, 'scope="row"'),
            ('list, a later page', later, browser, 'rel="prev"'),
            ('list, by code', '/rekommendationer?sort=code', browser, 'scope="row"'),
            ('list, by date, newest first', '/rekommendationer?sort=-dated', browser, 'scope="row"'),
            ('list, by date, oldest first', '/rekommendationer?sort=dated', browser, 'scope="row"'),
            ('list, by a reference', '/rekommendationer?sort=addressee', browser, 'scope="row"'),
            ('list, filtered by a reference', f'/rekommendationer?addressee={body}', browser, 'scope="row"'),
            ('list, by a word', '/iakttagelser?sort=severity', browser, 'scope="row"'),
            ('list, by another word, falling', '/iakttagelser?sort=-state', browser, 'scope="row"'),
            ('list, filtered by a word, by section', '/iakttagelser?severity=hog&sort=section', browser, 'scope="row"'),
            ('audit, the assessments', '/granskningar/2/bedomningar', browser, 'R'),
            ('audit, the record', '/granskningar/2', browser, '<dt'),
            ('API list', '/api/v1/recommendation?limit=50', program, '"after":"'),
        ]

    @staticmethod
    def plan_cases(server, cookie):
        """The pages of a handlingsplan; what is not there yet is left out."""
        browser = ['Cookie: ' + cookie]
        cases = [('handlingsplan', '/handlingsplan', browser, 'Försenade'), ('measures, the list', '/atgarder', browser, 'scope="row"'),
                 ('measures of one recommendation', '/rekommendationer/70/atgarder', browser, 'Åtgärd'), ('start page', '/', browser, '<h1'),
                 ('search', '/sok?q=rutin', browser, '<h1'), ('direktionen', '/direktionen', browser, '<h1')]
        return [c for c in cases if server.ask('GET', c[1], {'Cookie': cookie})[0] == 200]

    def plan(self, nginx):
        """A database of its own: the demo and as many measures."""
        where = os.path.join(self.dir, 'plan')
        os.makedirs(where)
        server = Samsyn(self.o.samsyn, where)
        password = server.fill(measures_of(self.o.rows))
        server.start()
        try:
            cookie = server.sign_in('samordnare', password)
            self.pages(nginx, server, self.plan_cases(server, cookie))
        finally:
            server.stop()

    def pages(self, nginx, server, cases):
        rows = []
        for name, path, headers, piece in cases:
            if self.o.only and not any(name.startswith(w) for w in self.o.only):
                continue
            status, text, _ = server.ask('GET', path, dict(h.split(': ', 1) for h in headers))
            if status != 200 or piece not in text:
                raise SystemExit(f'{path}: {status}, or not the page that was meant')
            for connections in self.o.connections:
                if self.o.warm:
                    self.drive(server.url(path), connections, self.o.warm, headers)
                theirs, ours = [], []
                for _ in range(self.o.rounds):
                    theirs.append(self.drive(nginx.url(), connections, self.o.seconds, pids=nginx.pids))
                    ours.append(self.drive(server.url(path), connections, self.o.seconds, headers, pids=server.pids))
                    if ours[-1]['bytes'] < len(text.encode()):
                        self.bad += 1
                        print(f'{path}: replies of {ours[-1]["bytes"]:.0f} bytes, not {len(text.encode())}', file=sys.stderr)
                rows.append((name, connections, len(text.encode()), theirs, ours))
                print(self.row(*rows[-1]), flush=True)
        return rows

    @staticmethod
    def row(name, connections, size, theirs, ours):
        def middle(key, of):
            return statistics.median(r[key] for r in of)
        ratios = [o['rate'] / t['rate'] for o, t in zip(ours, theirs)]
        return (f'| {name} | {connections} | {size / 1000:.1f} | {middle("rate", ours):.0f} | {middle("rate", theirs):.0f} | {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}) '
                f'| {middle("p50", ours):.2f} | {middle("p99", ours):.2f} ({min(o["p99"] for o in ours):.2f}–{max(o["p99"] for o in ours):.2f}) | {middle("p99", theirs):.2f} '
                f'| {middle("cpu", ours):.0f} | {middle("cpu", theirs):.0f} |')

    def writes(self, server, token):
        """Durable writes by one client and by eight; the journal must have grown by as many."""
        headers = ['Authorization: Bearer ' + token, 'Content-Type: application/json']
        for clients in (1, 8):
            rates, entries, written = [], 0, 0
            for _ in range(self.o.rounds):
                before = int(server.run('head').splitlines()[1])
                r = self.drive(server.url('/api/v1/finding'), clients, self.o.seconds, headers, 'write', server.pids)
                entries += int(server.run('head').splitlines()[1]) - before
                written += r['n']
                rates.append(r)
            # A write whose answer wrk did not wait for counts in the journal only.
            if not 0 <= entries - written <= clients * self.o.rounds or not written:
                self.bad += 1
                print(f'writes: {written} answers, {entries} entries', file=sys.stderr)
            rate = [r['rate'] for r in rates]
            print(f'| durable writes through the API, {clients} client{"s" if clients > 1 else ""} | {statistics.median(rate):.0f}/s ({min(rate):.0f}–{max(rate):.0f}), '
                  f'p99 {statistics.median(r["p99"] for r in rates):.1f} ms, {statistics.median(r["cpu"] for r in rates):.0f} µs of processor |', flush=True)

    def starts(self, server):
        took = []
        for _ in range(self.o.starts):
            took.append(server.start() * 1000)
            server.stop()
        print(f'| start: exec to the first answer, median of {len(took)} | {statistics.median(took):.0f} ms ({min(took):.0f}–{max(took):.0f}) |', flush=True)

    def verify(self):
        """A log of that many entries, made by the store's bench; the whole of `samsyn verify`, and its processor time."""
        if not self.o.entries:
            return
        where = os.path.join(self.dir, 'log')
        os.makedirs(where)
        log = Samsyn(self.o.samsyn, where)
        subprocess.run([self.o.store_bench, f'sqlite:{where}/samsyn.db', 'fill', str(self.o.entries)], check=True, stdout=subprocess.DEVNULL)
        before, began = os.times(), time.perf_counter()
        said = log.run('verify')
        took, after = time.perf_counter() - began, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        read = re.search(r'(\d+) poster', said)
        if not read or int(read[1]) < self.o.entries: # the federation's own is one more
            self.bad += 1
            print(f'verify: {said}', file=sys.stderr)
        print(f'| verify {self.o.entries} entries and the tables against them | {took:.2f} s, {cpu:.2f} s of processor |', flush=True)
        for line in said.strip().splitlines():
            print(f'|  | {line.strip()} |')

    def disk(self):
        """fdatasync of 8 kB a second, one thread: what the disk itself gives while this runs."""
        fd = os.open(os.path.join(self.dir, 'disk'), os.O_CREAT | os.O_WRONLY)
        n, until = 0, time.perf_counter() + min(1, self.o.seconds)
        began = time.perf_counter()
        while time.perf_counter() < until:
            os.pwrite(fd, b'x' * 8192, n * 8192)
            os.fdatasync(fd)
            n += 1
        os.close(fd)
        return n / (time.perf_counter() - began)

    def run(self):
        o = self.o
        cores = len(os.sched_getaffinity(0))
        server = Samsyn(o.samsyn, self.dir)
        password = server.fill(rows_of(o.rows))
        nginx = Nginx(self.dir, cores)
        print(f'{cores} cores, load {os.getloadavg()[0]:.1f} before the run, niceness {os.nice(0)}; {o.rows} recommendations and as many findings; '
              f'{o.rounds} rounds of {o.seconds} s.\n')
        print('| | |\n|---|---|')
        try:
            self.starts(server)
            server.start()
            time.sleep(1)
            print('| memory after the start: resident (the program\'s own) | {:.1f} MiB ({:.1f}) |'.format(*memory_mib(server.process.pid)))
            cookie = server.sign_in('samordnare', password)
            token = server.token(cookie)
            print(f'| the disk by itself | {self.disk():.0f} fdatasync/s |')
            self.writes(server, token)
            print('\n| page | connections | kB | requests/s | nginx | ratio | p50 ms | p99 ms | nginx | CPU µs a request | nginx |\n|---|---|---|---|---|---|---|---|---|---|---|')
            self.pages(nginx, server, self.cases(server, cookie, token))
            print('\n| | |\n|---|---|')
            print('| memory after all of it: resident (the program\'s own) | {:.1f} MiB ({:.1f}) |'.format(*memory_mib(server.process.pid)))
            self.verify()
            server.stop()
            print(f'\nA handlingsplan of {o.rows} measures.\n\n| page | connections | kB | requests/s | nginx | ratio | p50 ms | p99 ms | nginx | CPU µs a request | nginx |')
            print('|---|---|---|---|---|---|---|---|---|---|---|')
            self.plan(nginx)
        finally:
            nginx.stop()
            if server.process and server.process.poll() is None:
                server.stop()
        print(f'\nload {os.getloadavg()[0]:.1f} after the run')


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    build = os.path.join(ROOT, 'build', 'bench')
    p.add_argument('--samsyn', default=os.path.join(build, 'samsyn'))
    p.add_argument('--store-bench', default=os.path.join(build, 'bench', 'store', 'store_bench'))
    p.add_argument('--rows', type=int, default=100000)
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--seconds', type=int, default=2)
    p.add_argument('--connections', type=lambda s: [int(n) for n in s.split(',')], default=[1, 16, 64])
    p.add_argument('--only', type=lambda s: s.split(','), default=[])
    p.add_argument('--entries', type=int, default=1000000, help='of the log that is verified; 0: none')
    p.add_argument('--dir', default=None, help='where the databases are made')
    p.add_argument('--smoke', action='store_true')
    o = p.parse_args()
    o.warm, o.starts = 1, 10
    if o.smoke:
        o.rows, o.rounds, o.seconds, o.connections, o.entries, o.starts, o.warm = 2000, 1, 1, [4], 2000, 2, 0
    o.samsyn, o.store_bench = os.path.abspath(o.samsyn), os.path.abspath(o.store_bench)
    bench = Bench(o)
    try:
        bench.run()
    finally:
        shutil.rmtree(bench.dir, ignore_errors=True)
    if o.smoke:
        print(f'{0 if bench.bad else 1} passed, {1 if bench.bad else 0} failed')
    return 1 if bench.bad else 0


if __name__ == '__main__':
    sys.exit(main())
