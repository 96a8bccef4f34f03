"""What the bench of the server measures: a database with the demo and two registers of 100 000 rows, the server on it, and nginx beside it."""
import http.client, json, os, random, re, shutil, signal, socket, subprocess, time, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TICK = os.sysconf('SC_CLK_TCK')
FEDERATION = ('--federation', 'Förbundet Exempelbygden', '--code', 'FEX', '--admin', 'admin', '--generate')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def rows_of(rows):
    """Audits with recommendations and findings as `samsyn load` reads them. Texts differ, codes, dates and words are spread."""
    kinds, states, chance = ('lag', 'medel', 'hog'), ('oppen', 'hanterad'), random.Random(1)
    lines = [json.dumps({'entity': 'body', 'as': f'organ{i}', 'organisation': '@forbundet', 'name': f'Nämnd {chr(65 + i * 7 % 26)}{i:02}', 'type': 'namnd'},
                        ensure_ascii=False) for i in range(40)]
    for i in range(rows):
        spread, audit = i * 7919 % 100003, f'@granskning{i // 1000}'
        if i % 1000 == 0:
            lines.append(json.dumps({'entity': 'audit', 'as': f'granskning{i // 1000}', 'title': f'Granskning {i // 1000 + 1} av informationssäkerhet', 'type': 'granskning',
                                     'state': 'rapporterad', 'dated': f'{1950 + i // 1000 % 75}-05', 'client': '@organ0'}, ensure_ascii=False))
        recommendation = {'entity': 'recommendation', 'audit': audit, 'number': i % 1000 + 1, 'code': f'{chr(65 + spread % 26)}-{spread:05}',
                          'text': f'Förbundet bör se över rutin {spread} så att ansvar, tidplan och uppföljning är beslutade och kända.'}
        if i % 7:
            recommendation['dated'] = f'{1990 + spread % 35}-{spread % 12 + 1:02}-{spread % 28 + 1:02}'
        if i % 9:
            recommendation['addressee'] = f'@organ{chance.randrange(40)}'
        lines.append(json.dumps(recommendation, ensure_ascii=False))
        finding = {'entity': 'finding', 'audit': audit, 'text': f'Rutin {spread} är inte dokumenterad.', 'state': states[chance.random() < .2],
                   'section': f'{chance.randrange(9) + 1}.{chance.randrange(7) + 1}'}
        if i % 11:
            finding['severity'] = chance.choice(kinds)
        lines.append(json.dumps(finding, ensure_ascii=False))
    return '\n'.join(lines) + '\n'


def measures_of(measures):
    """A handlingsplan of so many measures, every third for one of 60 recommendations, all states and four years of last days."""
    chance, states = random.Random(3), ('foreslagen', 'beslutad', 'pagar', 'vantar', 'klar', 'avbruten')
    rows = [{'entity': 'body', 'as': 'namnd', 'organisation': '@forbundet', 'name': 'Åtgärdsnämnden', 'type': 'namnd'},
            {'entity': 'audit', 'as': 'granskning', 'title': 'Granskning för mätningen', 'type': 'granskning', 'state': 'rapporterad', 'dated': '2024-05', 'client': '@namnd'}]
    rows += [{'entity': 'post', 'as': f'roll{i}', 'organisation': '@forbundet', 'title': f'Ansvarig {i}', 'state': 'vakant'} for i in range(20)]
    rows += [{'entity': 'recommendation', 'as': f'rek{i}', 'audit': '@granskning', 'number': i + 1, 'code': f'M{i:03}', 'text': f'Förbundet bör se över rutin {i}.'} for i in range(60)]
    for i in range(measures):
        state = chance.choice(states)
        rows.append({'entity': 'measure', 'as': f'atgard{i}', 'title': f'Åtgärd {i * 7919 % 100003}: inför rutin', 'responsible': f'@roll{i % 20}', 'state': state, 'ground': 'risk',
                     'due': f'{2024 + chance.randrange(4)}-{chance.randrange(12) + 1:02}-{chance.randrange(28) + 1:02}',
                     **({'waits_for': 'Beslut', 'waits_since': '2025-01-01', 'look_again': f'{2025 + chance.randrange(3)}-06-15'} if state == 'vantar' else {}),
                     **({'done': f'2023-05-0{1 + chance.randrange(9)}'} if state == 'klar' else {}), **({'cancelled_why': 'Ersatt'} if state == 'avbruten' else {})})
        rows.append({'entity': 'measure_origin', 'measure': f'@atgard{i}', **({'kind': 'rekommendation', 'recommendation': f'@rek{i // 3 % 60}'} if i % 3 == 0 else
                                                                           {'kind': ('incident', 'internkontroll')[i % 2], 'text': f'Händelse {i}'})})
    return '\n'.join(json.dumps(r, ensure_ascii=False) for r in rows) + '\n'


def processes(pid):
    """The process and all below it."""
    below = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                with open(f'/proc/{name}/stat') as f:
                    below.setdefault(int(f.read().rpartition(')')[2].split()[1]), []).append(int(name))
            except OSError:
                pass
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += below.get(found[-1], [])
    return found


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat') as f:
            total += sum(int(x) for x in f.read().rpartition(')')[2].split()[11:13])
    return total / TICK


def memory_mib(pid):
    """(resident, with pages that are mapped more than once counted once; of it not backed by a file: the program's own)"""
    total = own = 0
    for p in processes(pid):
        with open(f'/proc/{p}/smaps_rollup') as f:
            total += int(re.search(r'\nPss:\s+(\d+)', f.read())[1])
        with open(f'/proc/{p}/status') as f:
            own += int(re.search(r'RssAnon:\s+(\d+)', f.read())[1])
    return total / 1024, own / 1024


class Nginx:
    """As many workers as cores, one static file of 10 kB, kept-alive connections, no access log."""

    def __init__(self, directory, cores):
        self.dir = os.path.join(directory, 'nginx')
        self.port = free_port()
        os.makedirs(os.path.join(self.dir, 'html'))
        os.chmod(directory, 0o755)  # its workers are nobody
        with open(os.path.join(self.dir, 'html', 'file.html'), 'w') as f:
            f.write('<!doctype html><title>file</title>' + 'x' * (10 * 1024 - 34))
        with open(os.path.join(self.dir, 'nginx.conf'), 'w') as f:
            f.write(f'''worker_processes {cores};
pid {self.dir}/pid;
error_log {self.dir}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 60; keepalive_requests 100000;
    open_file_cache max=100; types {{ text/html html; }}
    client_body_temp_path {self.dir}/a; proxy_temp_path {self.dir}/b; fastcgi_temp_path {self.dir}/c; uwsgi_temp_path {self.dir}/d; scgi_temp_path {self.dir}/e;
    server {{ listen 127.0.0.1:{self.port}; root {self.dir}/html; }}
}}
''')
        nginx = shutil.which('nginx', path=os.environ.get('PATH', os.defpath) + ':/usr/sbin')  # Debian gives people who are not root no /usr/sbin
        self.process = subprocess.Popen([nginx or 'nginx', '-p', self.dir, '-c', os.path.join(self.dir, 'nginx.conf'), '-e', os.path.join(self.dir, 'error.log'),
                                         '-g', 'daemon off;'], stdin=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        self.pids = processes(self.process.pid)

    def url(self, path='/file.html'):
        return f'http://127.0.0.1:{self.port}{path}'

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)


class Samsyn:
    def __init__(self, program, directory):
        self.program, self.dir, self.process = program, directory, None
        self.config = os.path.join(directory, 'samsyn.conf')
        self.port = free_port()
        self.log = open(os.path.join(directory, 'server.log'), 'ab')
        with open(self.config, 'w') as f:
            f.write(f'database = sqlite:{directory}/samsyn.db\nkey_file = {directory}/samsyn.key\nport = {self.port}\nlog = fel\n')

    def run(self, *words, text=None, limit=600):
        done = subprocess.run([self.program, *words, '--config', self.config], input=text, capture_output=True, text=True, timeout=limit)
        if done.returncode:
            raise SystemExit(f'samsyn {" ".join(words)}: {done.stdout}{done.stderr}')
        return done.stdout

    def fill(self, text):
        """The demo and those rows; the password of the account that the bench signs in with."""
        self.run('init', *FEDERATION)
        password = self.run('user', 'add', 'samordnare', '--role', 'samordnare', '--generate').strip().rpartition(': ')[2]
        with open(os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'), encoding='utf-8') as f:
            self.run('load', '-', text=f.read())
        self.run('load', '-', text=text)
        return password

    def start(self):
        """Seconds from exec to the first answer of /healthz."""
        began = time.perf_counter()
        self.process = subprocess.Popen([self.program, 'serve', '--config', self.config], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, stderr=self.log, text=True)
        if not self.process.stdout.readline().startswith('http'):
            raise SystemExit('the server did not start')
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        c.request('GET', '/healthz')
        status = c.getresponse().status
        took = time.perf_counter() - began
        c.close()
        assert status == 200, status
        self.pids = processes(self.process.pid)
        return took

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.process.stdout.close()

    def url(self, path):
        return f'http://127.0.0.1:{self.port}{path}'

    def ask(self, method, path, headers=None, form=None):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        headers = dict(headers or {})
        body = urllib.parse.urlencode(form) if form is not None else None
        if form is not None:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        c.request(method, path, body=body, headers=headers)
        r = c.getresponse()
        text = r.read().decode()
        cookies = [v.split(';')[0] for k, v in r.getheaders() if k.lower() == 'set-cookie']
        c.close()
        return r.status, text, cookies

    def sign_in(self, login, password):
        """The Cookie header of a session."""
        status, _, cookies = self.ask('POST', '/logga-in', form={'login': login, 'password': password})
        assert status == 303 and cookies, status
        return '; '.join(cookies)

    def token(self, cookie):
        csrf = re.search(r'name="csrf" value="([^"]*)"', self.ask('GET', '/installningar', {'Cookie': cookie})[1])[1]
        text = self.ask('POST', '/installningar/nycklar', {'Cookie': cookie}, {'namn': 'prov', 'omfattning': 'write', 'dagar': '2', 'csrf': csrf})[1]
        return re.search(r'smn_[A-Za-z0-9_-]{43}', text)[0]
