#!/usr/bin/python3
"""What people and machines do wrong: a button pressed twice, two tabs, the back button after signing out, a full disk, a database that is
read-only, gone, or in use by a second server, a kill in the middle of load, backup, restore and import, a clock that goes backwards, a
configuration broken in every way. Each time a clear sentence, and nothing lost or half done: the journal still proves itself."""
import concurrent.futures, os, random, re, resource, shutil, signal, subprocess, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import BINARY, PASSWORD, ROOT, Browser, Server, Tests
from world import Client, Page, World

t = Tests()
POSTGRES = bool(os.environ.get('SAMSYN_TEST_POSTGRES'))
DEMO = os.path.join(ROOT, 'data', 'demo', 'demo.jsonl')


def organisations(w, code):
    return [o for o in w.every('organisation') if o['code'] == code]


# ---- in the browser ----

def twice(w):
    """The same form sent many times at once makes one row; sent again from a new page, another."""
    form = Page(w.sv.get('/organ/ny').text).fields
    t('a new form carries a number', len(form.get('once', '')) >= 16, form)
    form.pop('csrf')
    body = {**form, 'organisation': '1', 'name': 'Dubbelklick', 'type': 'annat'}
    clients = [Client(w.server, cookies=None) for _ in range(6)]
    for c in clients:
        c.headers, c.csrf = dict(w.sv.headers), w.sv.csrf
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda c: c.form('/organ/ny', body), clients))
    t('every press is answered with the row', {a.status for a in answers} == {303} and len({a.headers['Location'] for a in answers}) == 1, [(a.status, a.headers['Location']) for a in answers])
    t.equal('and there is one', sum(b['name'] == 'Dubbelklick' for b in w.every('body')), 1)
    at = answers[0].headers['Location']
    form = Page(w.sv.get(at + '/andra').text).fields
    form.pop('csrf')
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda c: c.form(at + '/andra', {**form, 'mandate': 'En gång'}), clients))
    t('a change pressed six times', {a.status for a in answers} == {303}, [a.status for a in answers])
    row = next(b for b in w.every('body') if b['name'] == 'Dubbelklick')
    t('is one change', row['version'] == 2 and row['mandate'] == 'En gång', row)
    form['mandate'] = 'Tillbaka och en gång till'
    r = w.sv.form(at + '/andra', form)
    t('back and changed again is a conflict that shows both', r.status in (200, 409) and 'Tillbaka och en gång till' in r.text and 'En gång' in r.text, r)
    audit = w.programs['svenska'].send('POST', '/api/v1/audit', {'title': 'Steg', 'type': 'granskning', 'state': 'planerad', 'dated': '2026'}).json
    for _ in range(2):
        r = w.sv.form(f'/granskningar/{audit["id"]}/steg/starta', {'version': '1'})
        t('a step pressed twice', r.status == 303, r)
    t.equal('is one step', w.programs['svenska'].get(f'/api/v1/audit/{audit["id"]}').json['version'], 2)
    page = w.sv.upload('/organ/import', {}, 'fil', 'a.csv', 'organisation;name;type\n1;Inläst en gång;annat\n'.encode())
    confirm = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    confirm.pop('csrf', None)
    for _ in range(2):
        r = w.sv.form('/organ/import', confirm)
        t('a file confirmed twice', r.status == 303, r)
    t.equal('is read in once', sum(b['name'] == 'Inläst en gång' for b in w.every('body')), 1)


def taken(w):
    """What stands already is told at its field, and nothing that was written is lost."""
    r = w.sv.form('/organisationer/ny', {'name': 'En annan Alby', 'code': 'ALB', 'type': 'annan', 'note': 'Det jag skrev'})
    form = Page(r.text)
    t('a code that stands already', r.status == 422 and form.fields.get('note') == 'Det jag skrev' and 'id="e-code"' in r.text and 'finns redan' in ' '.join(form.faults), r)
    r = w.en.form('/organisationer/ny', {'name': 'En annan Alby', 'code': 'ALB', 'type': 'annan'})
    t('in English', 'already' in ' '.join(Page(r.text).faults), Page(r.text).faults)


def two_tabs(w):
    row = w.programs['svenska'].send('POST', '/api/v1/organisation', {'name': 'Två flikar', 'code': 'TVA', 'type': 'annan'}).json
    at = f'/organisationer/{row["id"]}'
    for person, word, button in ((w.sv, 'Någon hann före', 'Spara det jag skrev'), (w.en, '', '')):
        one, other = (Page(person.get(at + '/andra').text).fields for _ in range(2))
        one.pop('csrf'), other.pop('csrf')
        first = person.form(at + '/andra', {**one, 'note': 'Första fliken ' + word})
        second = person.form(at + '/andra', {**other, 'note': 'Andra fliken ' + word})
        t('the first tab is saved, the second sees both', first.status == 303 and 'Första fliken' in second.text and 'Andra fliken' in second.text and word in second.text, second)
        t('nothing is overwritten', organisations(w, 'TVA')[0]['note'].startswith('Första fliken'))
        again = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', second.text))
        again.pop('csrf')
        r = person.form(at + '/andra', again)
        t('and then what one chooses', r.status == 303 and organisations(w, 'TVA')[0]['note'].startswith('Andra fliken'), (r, again))


def back_button(s):
    b = Browser(s)
    b.sign_in('svenska')
    page = b.get('/organisationer')
    t('a page with content is not kept', 'no-store' in (page.header('Cache-Control') or ''), page.headers)
    csrf, kept = b.csrf(), dict(b.cookies)
    b.post('/logga-ut', csrf=csrf)
    b.cookies = kept
    for method, path, more in (('GET', '/organisationer', {}), ('GET', '/organisationer/2/andra', {}), ('GET', '/granskningar/1/sammanfattning.pdf', {})):
        r = b.ask(method, path, **more)
        t(f'after signing out {path} asks who one is', r.status == 303 and r.header('Location').startswith('/logga-in'), (r.status, r.text[:200]))
    r = b.post('/organisationer/ny', {'name': 'Efteråt', 'code': 'EFT', 'type': 'annan'}, csrf=csrf)
    t('a form from before is not saved', r.status in (303, 401, 403) and 'Alby' not in r.text, r.status)
    r = Browser(s).get('/logga-in')
    t('signing in again is offered', r.status == 200)


# ---- under the program ----

def sound(s, what):
    """The journal and the tables agree, and the server answers."""
    said = s.run('verify')
    t(f'{what}: the log holds', 'FEL' not in said, said)


def stop_at_size(bytes_max):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_max, bytes_max))
    return limit


def full_disk(w):
    """A small file system, filled up, where the test may mount one."""
    d = w.server.dir + '-small'
    os.mkdir(d)
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', d], capture_output=True).returncode:
        os.rmdir(d)
        print('no small file system may be mounted here: the full disk is left to store/fault_test')
        return
    try:
        s = Server(directory=d)
    except AssertionError:
        s = None
    try:
        if s is None:
            base = Server.__new__(Server)
            base.dir, base.own, base.process, base.database = d, False, None, {}
            base.run('init', '--federation', 'Förbundet Exempelbygden', '--code', 'FEX', '--admin', 'admin', text=PASSWORD + '\n')
            s = base
            s.start()
        b = Browser(s)
        b.sign_in()
        csrf, kept, refused = b.csrf(), 0, None
        for i in range(400):
            r = b.post('/organisationer/ny', {'name': f'Rad {i}', 'code': f'K{i}', 'type': 'annan', 'note': 'å' * 30000}, csrf=csrf)
            if r.status != 303:
                refused = r
                break
            kept += 1
        t('a full disk is told', refused and refused.status in (503, 507) and 'Disken är full' in refused.text, refused and (refused.status, refused.text[-600:]))
        t('reading goes on', b.get('/organisationer').status == 200 and b.get('/healthz').status == 200)
        said = subprocess.run([BINARY, 'backup', 'kopia.db'], cwd=d, env=s.env(), capture_output=True, text=True)
        t('a backup there says so, too', said.returncode == 1 and 'full' in said.stderr and not os.path.exists(d + '/kopia.db'), (said, os.listdir(d)))
        subprocess.run(['mount', '-o', 'remount,size=40m', d], check=True)
        r = b.post('/organisationer/ny', {'name': 'Plats igen', 'code': 'PLATS', 'type': 'annan'}, csrf=csrf)
        t('with room again the next write goes', r.status == 303, r.text[:500])
        page = b.get('/organisationer.csv')
        s.stop(keep=True)
        s.start()
        sound(s, 'after a full disk')
        t.equal('every row that was acknowledged is there', s.run('verify').count('FEL'), 0)
        b = Browser(s)
        b.sign_in()
        for i in (0, kept - 1):
            t('the last acknowledged row', f'Rad {i}' in b.get(f'/organisationer?code=K{i}').text)
    finally:
        if s:
            s.stop(keep=True)
        subprocess.run(['umount', d], capture_output=True)
        shutil.rmtree(d, ignore_errors=True)


def second_server(w):
    """A second server on the same database: both serve, and neither hurts the other."""
    other = Server.__new__(Server)
    other.dir, other.own, other.process, other.database = w.server.dir, False, None, w.server.database
    other.start()
    try:
        b = Browser(other)
        b.sign_in('svenska')
        csrf = b.csrf()

        def write(i):
            if i % 2:
                return w.sv.form('/organisationer/ny', {'name': f'Ena {i}', 'code': f'E{i}', 'type': 'annan'}).status
            return b.post('/organisationer/ny', {'name': f'Andra {i}', 'code': f'E{i}', 'type': 'annan'}, csrf=csrf).status
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            statuses = [*pool.map(lambda side: [write(2 * i + side) for i in range(15)], (0, 1))]
        t('both write', statuses == [[303] * 15] * 2, statuses)
        t.equal('and all is there', len([o for o in w.every('organisation') if re.fullmatch(r'E\d+', o['code'])]), 30)
    finally:
        other.stop(keep=True)
    sound(w.server, 'two servers')
    busy = subprocess.run([BINARY, 'serve', '--port', str(w.server.port)], cwd=w.server.dir, env=w.server.env(), capture_output=True, text=True, timeout=20)
    t('a port in use is told', busy.returncode == 1 and str(w.server.port) in busy.stderr, busy)


def clock(w):
    """The clock goes back two days and then forward again: the journal's order holds."""
    s = w.server
    for offset in (-2 * 86400, 0):
        s.stop(keep=True)
        s.start('--clock_offset_s', str(offset))
        b = Browser(s)
        r = b.sign_in()
        t(f'signing in with the clock {offset} s off', r.status == 303, r.text[:300])
        r = b.post('/organisationer/ny', {'name': f'Klocka {offset}', 'code': f'KL{abs(offset) // 86400}', 'type': 'annan'}, csrf=b.csrf())
        t('writing, too', r.status == 303, r.text[:500])
    sound(s, 'a clock that went backwards')


def read_only(w):
    """Files that may not be written, and a database that is taken away."""
    s = w.server
    if os.geteuid() != 0:
        return
    s.stop(keep=True)
    os.chmod(s.dir, 0o755)
    plain = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    for name in os.listdir(s.dir):
        os.chmod(os.path.join(s.dir, name), 0o444) if name.startswith('samsyn.db') else None
    for argv in (['serve', '--port', '0'], ['load', DEMO], ['user', 'list'], ['verify'], ['backup', '/tmp/x-aldrig']):
        done = subprocess.run([*plain, BINARY, *argv], cwd=s.dir, env=s.env(), capture_output=True, text=True, timeout=60)
        t(f'{argv[0]} by somebody who may not read the key', done.returncode in (1, 2) and done.stderr.startswith('samsyn: ') and ('samsyn.key' in done.stderr or 'kan bara läsas' in done.stderr or 'inte skriva i den' in done.stderr), done)
    shutil.copy(s.dir + '/samsyn.key', s.dir + '/annan.key')
    os.chown(s.dir + '/annan.key', 65534, 65534)
    for argv in (['serve', '--port', '0'], ['load', DEMO]):
        done = subprocess.run([*plain, BINARY, *argv, '--key_file', 'annan.key'], cwd=s.dir, env=s.env(), capture_output=True, text=True, timeout=60)
        t(f'{argv[0]} on a read-only database', done.returncode == 1 and re.search('skriv|läsa|öppna', done.stderr), done)
    for name in os.listdir(s.dir):
        os.chmod(os.path.join(s.dir, name), 0o600) if name.startswith('samsyn.db') else None
    s.start()
    sound(s, 'after that')
    s.stop(keep=True)
    os.rename(s.dir + '/samsyn.db', s.dir + '/undan')
    for suffix in ('-wal', '-shm'):
        if os.path.exists(s.dir + '/samsyn.db' + suffix):
            os.rename(s.dir + '/samsyn.db' + suffix, s.dir + '/undan' + suffix)
    for argv in (['serve', '--port', '0'], ['verify'], ['user', 'list'], ['backup', 'x']):
        done = subprocess.run([BINARY, *argv], cwd=s.dir, env=s.env(), capture_output=True, text=True, timeout=60)
        t(f'{argv[0]} without a database', done.returncode == 1 and 'samsyn.db' in done.stderr and not os.path.exists(s.dir + '/samsyn.db'), (done, os.listdir(s.dir)))
    os.rename(s.dir + '/undan', s.dir + '/samsyn.db')
    for suffix in ('-wal', '-shm'):
        if os.path.exists(s.dir + '/undan' + suffix):
            os.rename(s.dir + '/undan' + suffix, s.dir + '/samsyn.db' + suffix)
    for what, data in (('empty', b''), ('text', b'hej' * 1000), ('cut', open(s.dir + '/samsyn.db', 'rb').read()[:20000])):
        open(s.dir + '/trasig.db', 'wb').write(data)
        for argv in (['serve', '--port', '0'], ['verify'], ['restore', 'trasig.db']):
            argv = argv if argv[0] == 'restore' else [*argv, '--database', 'sqlite:trasig.db']
            done = subprocess.run([BINARY, *argv], cwd=s.dir, env=s.env(), capture_output=True, text=True, timeout=60)
            t(f'{argv[0]} of a database that is {what}', done.returncode == 1 and done.stderr.startswith(('samsyn: ', 'FEL')) or 'FEL' in done.stdout, done)
    s.start()
    sound(s, 'after a broken copy')


def kills(w):
    """Killed at a random moment: everything or nothing."""
    s = w.server
    rows = os.path.join(s.dir, 'rader.jsonl')
    with open(rows, 'w') as out:
        for i in range(3000):
            out.write('{"entity":"organisation","name":"Massa %d","code":"M%d","type":"annan","note":"%s"}\n' % (i, i, 'x' * 200))
    backup = os.path.join(s.dir, 'hel.db')
    s.run('backup', backup)
    random.seed(20)
    killed, span = 0, {}  # of each verb: what is ready before its kill is killed sooner the next time
    for i in range(12):
        verb = ('load', 'backup', 'import', 'restore')[i % 4]
        argv = {'load': ['load', rows], 'backup': ['backup', f'{s.dir}/k{i}.db'], 'import': ['import', 'audit', os.path.join(ROOT, 'test', 'data', 'audit', 'nordviken_first.txt'), '--apply', '--create'],
                'restore': ['restore', backup]}[verb]
        if verb == 'restore':
            if POSTGRES:
                continue
            s.stop(keep=True)
        before = None if verb == 'restore' else w.journal_size()
        p = subprocess.Popen([BINARY, *argv], cwd=s.dir, env=s.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            p.wait(random.uniform(0.002, span.setdefault(verb, 0.25)))
            span[verb] = max(span[verb] / 3, 0.004)
        except subprocess.TimeoutExpired:
            p.kill()
            killed += 1
            p.wait()
        if verb == 'restore':
            s.start()
        size = w.journal_size()
        if before is not None and verb != 'backup':
            t(f'{verb} killed: all or nothing', size == before or p.returncode == 0, (before, size, p.returncode))
        sound(s, f'{verb} killed')
        if verb == 'backup' and os.path.exists(argv[1]) and p.returncode != 0:
            fresh = {**s.env(), 'SAMSYN_DATABASE': f'sqlite:{s.dir}/ny{i}.db'}
            done = subprocess.run([BINARY, 'restore', argv[1]], cwd=s.dir, env=fresh, capture_output=True, text=True, timeout=60)
            if done.returncode == 0:  # the kill came when the copy was whole: then it is the whole journal
                head = subprocess.run([BINARY, 'head'], cwd=s.dir, env=fresh, capture_output=True, text=True, timeout=60)
                t('a whole copy is whole', int(head.stdout.split('\n')[1]) == size, (head, size))
            else:
                t('half a copy is no copy', done.returncode == 1 and done.stderr.startswith('samsyn: ') and not os.path.exists(f'{s.dir}/ny{i}.db'), done)
    t('some were killed', killed >= 4, killed)


def configuration(s):
    """Every way to break the file: the line, what was expected; and the program does not start."""
    d = s.dir
    secret = os.path.join(d, 'hemlig')
    open(secret, 'w').write('sqlite:samsyn.db\n')
    rows = [
        ('an unknown key', 'a = 1\n', ('rad 1', 'line 1'), 'a'),
        ('a line without =', '\n\nport 8080\n', ('rad 3', 'line 3'), '='),
        ('a number that is none', 'port = åtta\n', ('rad 1', 'line 1'), '0–65535'),
        ('a number too large', '# x\nport = 65536\n', ('rad 2', 'line 2'), '0–65535'),
        ('a flag that is none', 'demo = yes\n', ('rad 1', 'line 1'), 'demo'),
        ('a word that is none', 'log = allt\n', ('log', 'log'), 'log'),
        ('broken UTF-8', b'address = \xff\n', ('rad 1', 'line 1'), 'address'),
        ('a NUL', b'address = a\0b\n', ('rad 1', 'line 1'), 'address'),
        ('a secret file that is not there', 'database_file = saknas\n', ('saknas', 'saknas'), ''),
        ('a secret file that is a directory', f'database_file = {d}\n', ('katalog', 'directory'), d),
        ('a secret file that others read', f'database_file = {secret}\n', ('hemlig', 'hemlig'), '600'),
    ]
    for what, text, places, word in rows:
        path = os.path.join(d, 'prov.conf')
        open(path, 'wb').write(text if isinstance(text, bytes) else text.encode())
        os.chmod(secret, 0o644)
        for language, place in zip(('sv_SE.UTF-8', 'en_GB.UTF-8'), places):
            done = subprocess.run([BINARY, 'serve', '--port', '0', '--config', path], cwd=d, env={**s.env(), 'LC_ALL': language}, capture_output=True, text=True, timeout=20)
            t(f'configuration: {what} ({language[:2]})', done.returncode == 2 and place in done.stderr and word in done.stderr and done.stderr.startswith('samsyn: '), done)
    os.chmod(secret, 0o600)
    path = os.path.join(d, 'prov.conf')
    open(path, 'w').write(f'database_file = {secret}\n')
    t('a secret file of one\'s own is read', 'samsyn.db' in s.run('config', '--config', path) if not POSTGRES else True)
    for argv, word in ((['--config', os.path.join(d, 'finns-inte')], 'finns inte'), (['--config'], 'värde'), (['--config', d], 'katalog'), (['--port'], 'värde'), (['--prot', '1'], '--prot')):
        done = subprocess.run([BINARY, 'serve', *argv], cwd=d, env=s.env(), capture_output=True, text=True, timeout=20)
        t(f'configuration: {argv}', done.returncode in (1, 2) and word in done.stderr, done)


w = World('--tries_address', '100000')
try:
    twice(w)
    taken(w)
    two_tabs(w)
    back_button(w.server)
    second_server(w)
    configuration(w.server)
    clock(w)
    kills(w)
    if not POSTGRES:
        read_only(w)
        full_disk(w)
finally:
    w.stop()
t.end()
