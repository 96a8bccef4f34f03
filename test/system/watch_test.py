"""The watch in the store: feeds and inventories over three days, what is new, worse and gone and why, who sees it. The facts are
those of ../shared/data where it is there; EPSS scores and the changed CVSS are the test's own."""
import copy, datetime, json, os, pathlib, re, subprocess, sys
sys.path.insert(0, os.path.dirname(__file__))
from server import BINARY, Browser, PASSWORD, ROOT, Server, Tests

DATA = pathlib.Path(ROOT).parent / 'shared' / 'data'
DAY = 86400
test = Tests()


def days(n):
    """The clock n days from now."""
    return '--clock_offset_s', str(n * DAY)


class Watch:
    def __init__(self, server):
        self.server = server

    def file(self, name, content):
        path = os.path.join(self.server.dir, name)
        pathlib.Path(path).write_text(content if isinstance(content, str) else json.dumps(content), encoding='utf-8')
        return path

    def feed(self, kind, *paths, day=0, status=0):
        said = self.server.run('feed', 'import', kind, *map(str, paths), *days(day), status=status)
        return json.loads(next(line for line in said.splitlines() if line.startswith('{'))), said

    def inventory(self, path, owner, day=0, **more):
        return json.loads(self.server.run('vuln', 'inventory', 'import', 'csv', path, '--organisation', owner, '--name', 'Servrar', *days(day), **more))

    def changes(self, day):
        return [json.loads(line) for line in self.server.run('vuln', 'changes', '--json', *days(day)).splitlines()]

    def entries(self):
        return int(self.server.run('head').splitlines()[1])


def of(changes, kind, cve=None):
    return [c for c in changes if c['kind'] == kind and (cve is None or c['cve'] == cve)]


# The CVE list names FortiOS as an application.
HEAD = 'id,host,part,vendor,product,version\n'
FORTIOS, MYSQL, DREAMER = 'CVE-2024-23113', 'CVE-2023-22068', 'CVE-2023-45901'


def three_days(server):
    w = Watch(server)
    page = json.load(open(DATA / 'nvd' / 'page.json', encoding='utf-8'))
    server.run('load', '-', text=''.join(json.dumps({'entity': 'organisation', 'name': name, 'code': code, 'type': 'medlemskommun'}) + '\n'
                                         for name, code in (('Alby', 'ALB'), ('Björkvik', 'BJO'))))
    # Day 0: the feeds' first reading, then what is installed.
    for kind, records in (('nvd', 38), ('cve5', 250)):
        got, _ = w.feed(kind, DATA / kind)
        test.equal(f'{kind} is read whole', (got['records'], got['accepted'], got['rejected']), (records, records, 0))
    got, _ = w.feed('csaf', DATA / 'csaf')
    test.equal('csaf is read whole', (got['records'], got['rejected']), (6, 0))
    w.feed('epss', w.file('epss.csv', f'cve,epss,percentile\n{MYSQL},0.02,0.5\nCVE-2023-2206,0.5,0.9\n'))
    own = w.file('own.csv', HEAD + 'db,db1,a,oracle,mysql,8.0.30\nfw,fw1,a,fortinet,fortios,7.2.5\n')
    got = w.inventory(own, 'FEX')
    test.equal('components are new', (got['new'], got['gone']), (2, 0))
    alby = w.file('alby.csv', HEAD + 'cms,web1,a,dreamer_cms_project,dreamer_cms,4.1.3\ndb,db1,a,oracle,mysql,8.0.34\n')
    w.inventory(alby, 'ALB')
    first = w.changes(0)
    test.equal('the first day everything is new', {c['kind'] for c in first}, {'new'})
    test('MySQL is affected, by name and range', [c['after']['range'] for c in of(first, 'new', MYSQL)] == ['>=8.0 <=8.0.34'] * 2, first)
    test('a new component is the reason', all('ny komponent' in c['why'] for c in first), first[:1])
    test('EPSS is whole percent', all(c['after'].get('epss') == 2 for c in of(first, 'new', MYSQL)), of(first, 'new', MYSQL))

    # Twice the same changes nothing: not one entry in the journal.
    before = w.entries()
    for kind in ('nvd', 'cve5', 'csaf'):
        got, _ = w.feed(kind, DATA / kind)
        test.equal(f'{kind} twice changes nothing', (got['new'], got['changed'], got['gone']), (0, 0, 0))
    w.feed('epss', os.path.join(server.dir, 'epss.csv'))
    test.equal('the inventory twice changes nothing', w.inventory(own, 'FEX')['unchanged'], 2)
    test.equal('the journal has not grown', w.entries(), before)

    # A bad file changes nothing; a bad record is named and passed over.
    _, said = w.feed('epss', w.file('bad.csv', f'cve,epss,percentile\n{MYSQL},much,0.9\n'))
    test('the bad record is named, and what it would have said stays', 'bad.csv:rad 2' in said, said)
    _, said = w.feed('kev', w.file('bad.json', '{"vulnerabilities":[{"cveID":'), status=1)
    test('the bad file is named', 'bad.json' in said, said)
    _, said = w.feed('nvd', w.file('cut.json', json.dumps(page)[:-50]), status=1)
    test('a cut file is named', 'cut.json' in said, said)
    test.equal('bad files change nothing', w.entries(), before)
    test.equal('and a bad inventory nothing', ('rad 3' in server.run('vuln', 'inventory', 'import', 'csv', w.file('ragged.csv', HEAD + 'a,b,a,c,d,1\nx\n'),
                                                                     '--organisation', 'FEX', status=1), w.entries()), (True, before))

    # Day 1: KEV, and EPSS that moves: a little (nothing is told) and much.
    w.feed('epss', w.file('epss.csv', f'cve,epss,percentile\n{MYSQL},0.03,0.5\nCVE-2023-2206,0.6,0.9\n'), day=1)
    test.equal('EPSS moves a little: nothing is told', w.entries(), before)
    w.feed('epss', w.file('epss.csv', f'cve,epss,percentile\n{MYSQL},0.41,0.9\n'), day=1)
    got, _ = w.feed('kev', DATA / 'kev', day=1)
    test.equal('KEV is read whole', (got['records'], got['accepted']), (1404, 1404))
    second = w.changes(1)
    test.equal('worse: in KEV, with its day', [c['why'][0] for c in of(second, 'worse', FORTIOS)], ['togs upp i KEV 2024-10-09'])
    test.equal('worse: EPSS', [c['why'] for c in of(second, 'worse', MYSQL)], [['EPSS 2 → 41 procent']] * 2)
    test.equal('nothing else', {c['kind'] for c in second}, {'worse'})

    # Day 2: a score that is raised, an upgrade, a component that goes and one that comes.
    changed = copy.deepcopy(next(v for v in page['vulnerabilities'] if v['cve']['id'] == MYSQL))
    changed['cve']['lastModified'] = '2026-11-23T10:00:00.000'
    for list_of in changed['cve']['metrics'].values():
        for m in list_of:
            m['cvssData']['baseScore'] = 9.8
    got, _ = w.feed('nvd', w.file('change.json', {**page, 'vulnerabilities': [changed]}), day=2)
    test.equal('one record changed', (got['changed'], got['exposures_changed']), (1, 2))
    got, _ = w.feed('nvd', DATA / 'nvd', day=2)
    test.equal('an older one does not replace it', got['changed'], 0)
    w.inventory(w.file('own.csv', HEAD + 'db,db1,a,oracle,mysql,8.0.35\nfw,fw1,a,fortinet,fortios,7.2.5\n'), 'FEX', day=2)
    w.inventory(w.file('alby.csv', HEAD + 'db,db1,a,oracle,mysql,8.0.34\nwp,web1,a,myback.link,whitepage,1.1.5\n'), 'ALB', day=2)
    third = w.changes(2)
    test.equal('worse: CVSS', [c['why'] for c in of(third, 'worse', MYSQL)], [['CVSS 4,9 → 9,8']])
    test.equal('gone: upgraded', [c['why'] for c in of(third, 'gone', MYSQL)], [['uppgraderad till 8.0.35, berörs inte längre']])
    test.equal('gone: removed', {c['why'][0] for c in of(third, 'gone') if c['cve'].startswith('CVE-2023-459')}, {'komponenten finns inte längre'})
    test.equal('new: a component', [c['why'][0] for c in of(third, 'new')], ['ny komponent'])
    test.equal('since the first day it is all in one', {c['kind'] for c in [json.loads(x) for x in server.run(
        'vuln', 'changes', '--json', '--since', str(datetime.date.today() - datetime.timedelta(1)), *days(2)).splitlines()]} - {'new', 'gone'}, set())
    # Back to the old version, and KEV without it.
    w.inventory(w.file('own.csv', HEAD + 'db,db1,a,oracle,mysql,8.0.30\nfw,fw1,a,fortinet,fortios,7.2.5\n'), 'FEX', day=3)
    kev = json.load(open(next((DATA / 'kev').iterdir()), encoding='utf-8'))
    kev['vulnerabilities'] = [v for v in kev['vulnerabilities'] if v['cveID'] != FORTIOS]
    w.feed('kev', w.file('kev.json', kev), day=3)
    fourth = w.changes(3)
    test.equal('new again: the version', [c['why'][0] for c in of(fourth, 'new', MYSQL)], ['bytte version till 8.0.30, som berörs'])
    test.equal('better: out of KEV', [c['why'][0] for c in of(fourth, 'better', FORTIOS)], ['togs bort ur KEV'])
    test('the log and the tables agree', 'håller' in server.run('verify'))
    return w


def who_sees(server):
    """R125: a member its own components and nobody else's; the board, whose right is the summary, none."""
    for login, role, code in (('alby', 'medlemsrepresentant', 'ALB'), ('bjorkvik', 'medlemsrepresentant', 'BJO'), ('samordnare', 'samordnare', 'FEX'),
                              ('direktion', 'direktion', 'FEX'), ('revisor', 'revisor', 'FEX')):
        server.run('user', 'add', login, '--role', role, '--in', code, text=PASSWORD + '\n')
    seen = {}
    day = str(datetime.date.today() + datetime.timedelta(3))
    for login in ('alby', 'bjorkvik', 'samordnare', 'direktion', 'revisor'):
        b = Browser(server)
        b.sign_in(login)
        lists = [b.get(path) for path in ('/komponenter', '/sarbarheter', '/inventarier', '/sarbarheter/dagens-forandring?dag=' + day)]
        seen[login] = [r.status for r in lists] + [('db1' in lists[0].text, 'fw1' in lists[0].text), FORTIOS in lists[1].text, FORTIOS in lists[3].text]
    test.equal('R125 Alby sees its own', seen['alby'], [200] * 4 + [(True, False), False, False])
    test.equal('R125 Björkvik has none and sees none', seen['bjorkvik'], [200] * 4 + [(False, False), False, False])
    test.equal('the coordinator sees all', seen['samordnare'], [200] * 4 + [(True, True), True, True])
    test.equal('R126 the auditor too', seen['revisor'], [200] * 4 + [(True, True), True, True])
    test.equal('the board none', seen['direktion'][:4], [403] * 4)


def pages(server):
    b = Browser(server)
    b.sign_in('samordnare')
    today = b.get('/sarbarheter/dagens-forandring')
    test('the page says what and why', all(x in today.text for x in ('Nya', 'ny komponent', 'MySQL'.lower(), '8.0.30')), today.text[:3000])
    test('and how fresh the feeds are', 'Senast läst' in today.text and 'nvd' in today.text)
    test.equal('a day that has not been is a fault, not a crash', b.get('/sarbarheter/dagens-forandring?dag=2999-01-01').status, 200)
    test.equal('nor nonsense', b.get('/sarbarheter/dagens-forandring?dag=%FF%00').status in (200, 400), True)
    test('a day before: nothing', 'Ingenting har ändrats' in b.get('/sarbarheter/dagens-forandring?dag=2020-01-01').text)
    found = re.search(r'href="(/sarbarheter/\d+)"', today.text)
    record = b.get(found[1])
    test('the record tells the reason', 'cpe:2.3:' in record.text and 'Versioner' in record.text, record.text[:2000])
    test.equal('a filter', b.get('/sarbarheter?state=oppen&severity=kritisk').status, 200)
    refused = b.post(found[1] + '/steg/hantera', {'version': '1'}, csrf=b.csrf(found[1]))
    test('handled wants a word about how', 'Skriv hur' in refused.text or refused.status in (303, 409, 422), (refused.status, refused.text[:500]))


def killed(server):
    """Killed in the middle: all or nothing."""
    w = Watch(server)
    one = {'cve': {'id': '', 'configurations': [{'nodes': [{'operator': 'OR', 'negate': False, 'cpeMatch': [
        {'vulnerable': True, 'criteria': 'cpe:2.3:a:v:app:1.0:*:*:*:*:*:*:*'}]}]}]}}
    def record(i):
        r = copy.deepcopy(one)
        r['cve']['id'] = f'CVE-2024-{i:05}'
        return r
    path = w.file('large.json', {'vulnerabilities': [record(10000 + i) for i in range(30000)]})
    wal = os.path.join(server.dir, 'samsyn.db-wal')
    for grown in (200_000, 2_000_000, 8_000_000):
        size = os.path.getsize(wal) if os.path.exists(wal) else 0
        child = subprocess.Popen([BINARY, 'feed', 'import', 'nvd', path, '--as', 'stor'], cwd=server.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 env=server.env())
        while child.poll() is None and not (os.path.exists(wal) and os.path.getsize(wal) > max(size, 0) + grown):
            pass
        child.kill()
        child.wait()
        there = [json.loads(x) for x in server.run('feed', 'list').splitlines() if '"stor"' in x]
        test(f'killed after {grown} bytes: all or nothing', there == [] or there[0]['records'] == 30000, there)
    got = json.loads(server.run('feed', 'import', 'nvd', path, '--as', 'stor').splitlines()[-1])
    test.equal('and the next import makes it whole', got['new'] + got['unchanged'], 30000)


s = Server()
try:
    if DATA.exists():
        three_days(s)
        s.stop(keep=True)
        s.start(*days(4))
        who_sees(s)
        w = Watch(s)
        w.inventory(w.file('today.csv', HEAD + 'db,db9,a,oracle,mysql,8.0.30\n'), 'BJO', day=4)
        pages(s)
    else:
        print(f'skipped: {DATA} is not there')
    if not os.environ.get('SAMSYN_TEST_POSTGRES'):
        killed(s)
finally:
    s.stop()
test.end()
