"""What rights_test.py and canary_test.py share: the rights table and the routes as this test reads them from gen/, a world of two
federations whose every row carries its owner's word, seats of every role, and a fast client.

Organisations: f is a federation with the members a, b, c, d; g is another federation with the member h. Each has in every register a
row of its own ("e", reach egen) and one that is common in its federation ("g", gemensam). The texts of a row hold its canary,
qxv + owner + reach + the register's two figures: whoever reads "qxvbe07" has read an own row of b in register 7."""
import csv, json, os, re, socket, subprocess, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import BINARY, PASSWORD, ROOT, Browser, Server

CANARY = re.compile(r'qxv([a-h])([eg])(\d\d)', re.I)
ORGANISATIONS = 'fabcdgh'
FEDERATION = {**{o: 'f' for o in 'fabcd'}, **{o: 'g' for o in 'gh'}}
NEXT = dict(zip(ORGANISATIONS, 'abcdfhg'))  # the other side of a row with two sides
OWN, COUNTERPARTY, COMMON, IN_FEDERATION, OTHER = range(5)
ORDER = '–LFRB'


class Tables:
    """An independent reading of gen/: what each role may, and which routes there are."""
    def __init__(self):
        gen = lambda name: open(os.path.join(ROOT, 'gen', name), encoding='utf-8').read()
        self.schemas = json.loads(gen('openapi.json'))['components']['schemas']
        role = self.schemas['seat_grant']['properties']['role']
        labels = role['x-labels']
        self.entities = [n for n in self.schemas if n + '_page' in self.schemas and n + '_filter' in self.schemas]
        self.number = {e: i for i, e in enumerate(self.entities)}
        self.subject_rights, self.rights, self.export, self.roles = {}, {}, {}, []
        part = 0
        for line in gen('access.md').splitlines():
            part += line.startswith('## ')
            cells = [c.strip() for c in line.strip('|').split('|')]
            if not line.startswith('|') or line.startswith('|---'):
                continue
            if cells[0] in ('Ämne', 'Register'):
                columns = cells[2 if part == 1 else 1:]
                self.roles = [next(code for code, label in labels.items() if label == c) for c in columns]
                continue
            if part == 1:
                self.subject_rights.setdefault(cells[0], []).append(dict(zip(self.roles, cells[2:])))
            elif part == 2:
                self.rights[re.search(r'\((\w+)\)$', cells[0])[1]] = dict(zip(self.roles, cells[1:]))
            else:
                self.export[cells[0]] = {r: c == 'E' for r, c in zip(self.roles, cells[1:])}
        self.routes = list(csv.DictReader(gen('routes.csv').splitlines()))
        self.subject_of = {r['register']: r['subject'] for r in self.routes if r['register']}
        self.path_of = {}
        for r in self.routes:
            if r['register']:
                self.path_of[r['register']] = r['pattern'].split('/')[1]
        # The field of the other side, where there is one: from the second wall's own text.
        self.counterparty = dict(re.findall(r'CREATE POLICY "(\w+)\.reads" ON "\1" (?:(?!CREATE POLICY)[\s\S])*?WHEN "(\w+)" = [^\n]* THEN 2', gen('schema.postgres.sql')))
        self.counterparty.pop('journal', None)
        # What follows another row has that row's other side; the generated ones follow rows without one.
        self.counterparty = {e: f for e, f in self.counterparty.items() if not self.schemas[e]['properties'].get(f, {}).get('readOnly')}
        self.truth = {}  # (owner, reach, register) as it was asked for, to (owner, reach) as a rule of the domain made it (ids)

    def relation(self, seat_organisation, owner, reach, entity):
        owner, reach = self.truth.get((owner, reach, entity), (owner, reach))
        if FEDERATION[seat_organisation] != FEDERATION[owner]:
            return OTHER
        if seat_organisation == owner:
            return OWN
        if entity in self.counterparty and NEXT[owner] == seat_organisation:
            return COUNTERPARTY
        return COMMON if reach == 'g' else IN_FEDERATION

    def right(self, role, entity, relation):
        return '–' if relation == OTHER else self.rights[entity][role][relation]

    def somewhere(self, role, subject):
        return max((row[role] for row in self.subject_rights[subject]), key=ORDER.index)

    def readable(self, organisation, role, subjects=None):
        """The canaries that a seat may see."""
        # The own organisation's name stands on every page (its row is the federation's and common).
        return {f'qxv{FEDERATION[organisation]}g00'} | {f'qxv{o}{r}{self.number[e]:02d}' for e in self.entities if e not in WITHOUT for o in ORGANISATIONS for r in 'eg'
                if (subjects is None or self.subject_of[e] in subjects) and self.right(role, e, self.relation(organisation, o, r, e)) != '–'}


def at_least(right, least):
    return ORDER.index(right) >= ORDER.index(least)


# ---- the world ----

# Where the generator's choice breaks a rule of the domain: None leaves the field out. Others are left out when the program says so.
CHOICES = {
    'retention': {'records': 'uppdrag', 'action': 'gallras', 'years': 0, 'counted': 'skapad'},
    'organisation': {'type': 'leverantor'}, 'account': {'language': None, 'expires': None}, 'seat_grant': {'role': 'medarbetare', 'from': None, 'to': None},
    'assessment': {'recommendation': None}, 'recommendation': {'repeats': None}, 'audit': {'follows': None}, 'response': {'state': 'handling_saknas'}
}

# Registers whose rows do not come to be by themselves (a response is decided before it is sent, an effect follows on a measure that is
# done): make() learns which, and their routes are asked about rows that are not there. More than these many, and the world is too thin.
WITHOUT = {}
WITHOUT_MOST = 6


def canary(t, o, r, entity):
    return f'qxv{o}{r}{t.number[entity]:02d}'


def value(t, o, r, entity, name, field, count, near):
    word = canary(t, o, r, entity)
    refers = field.get('x-refers')
    kind = field.get('type')
    kind = kind[0] if isinstance(kind, list) else kind
    required = name in t.schemas[entity + '_new'].get('required', [])
    if refers:
        if name == t.counterparty.get(entity):
            return f'@{NEXT[o]}'
        if t.number[refers] > t.number[entity] or refers == entity or refers in WITHOUT:
            return None
        return f'@{o}{r if required or near else "e"}.{refers}'  # a common row refers to what only its owner may read
    if 'enum' in field:
        return field['enum'][0]
    if kind == 'boolean':
        return False
    if kind == 'integer':
        low, high = field.get('minimum', 0), field.get('maximum', 10 ** 6)
        return max(low, 0) + count % max(1, min(high - max(low, 0), 10 ** 6)) if low >= 0 else count
    if kind == 'number':
        return count
    pattern = field.get('pattern', '')
    if '[0-9]{4}' in pattern:
        return '2024-03-01'
    if '[1-9]' in pattern:
        return f'@{o}{r}.document' if t.number['document'] < t.number[entity] else '@f'
    if pattern or field.get('format') in ('date-time',):
        return None
    most = field.get('maxLength', 4000)
    if field.get('format') == 'email' or name == 'email':
        return f'{word}@exempel.invalid'
    return word if len(word) <= most else None


def lines_of(t, dropped, near):
    out = []
    put = lambda **row: out.append(json.dumps(row, ensure_ascii=False))
    put(valid='2020')  # so that there is a past to look at
    for o in ORGANISATIONS:
        head = FEDERATION[o] == o
        owner = {} if head else {'owner': '@' + FEDERATION[o]}
        put(entity='organisation', **{'as': o}, name=f'Organisation {o} qxv{FEDERATION[o]}g00', code=f'Q{o}', reach='gemensam',
            type='kommunalforbund' if head else 'medlemskommun', **owner)
    count = 0
    for entity in t.entities:
        if entity in WITHOUT:
            continue
        fields = t.schemas[entity]['properties']
        for o in ORGANISATIONS:
            for r in 'eg':
                count += 1
                row = {'entity': entity, 'as': f'{o}{r}.{entity}', 'owner': '@' + o, 'reach': {'e': 'egen', 'g': 'gemensam'}[r],
                       'secrecy': f'OSL 18 kap. 8 § {canary(t, o, r, entity)}', 'unknown_why': canary(t, o, r, entity)}
                for name, field in fields.items():
                    if 'row_' in json.dumps(field) or field.get('readOnly') or (entity, name) in dropped or (entity in CHOICES and CHOICES[entity].get(name, '') is None):
                        continue
                    given = CHOICES.get(entity, {}).get(name, value(t, o, r, entity, name, field, count, (entity, name) in near))
                    if given is not None:
                        row[name] = given
                out.append(json.dumps(row, ensure_ascii=False))
    for o in ORGANISATIONS:  # the account of an organisation has every role there; so has one whose sessions may be ended
        base = {'owner': '@' + o, 'reach': 'egen'}
        put(entity='account', **{'as': f'{o}.spare'}, login=f'qxv{o}e{t.number["account"]:02d}-spare', **base)
        for account in (f'@{o}e.account', f'@{o}.spare'):
            for role in t.roles:
                put(entity='seat_grant', account=account, organisation='@' + o, role=role, **base)
    for name in ('closed', 'ended', 'passing', 'leaving'):  # for the credentials of rights_test
        more = {'expires': time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400))} if name == 'passing' else {}
        to = {'to': time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400))} if name == 'leaving' else {}
        put(entity='account', **{'as': name}, login=f'qxvae{t.number["account"]:02d}-{name}', owner='@a', reach='egen', **more)
        put(entity='seat_grant', account='@' + name, organisation='@a', role='forbundschef', owner='@a', reach='egen', **to)
    return out


def login(t, o, suffix=''):
    return f'qxv{o}e{t.number["account"]:02d}{suffix}'


def make(t, server):
    """Loads the world; what the rules do not take of what is optional is left out, field by field. Returns what was left out."""
    program = os.path.join(os.path.dirname(BINARY), 'test', 'system', 'rights_world')
    path = os.path.join(server.dir, 'world.jsonl')
    logins = [login(t, o, s) for o in ORGANISATIONS for s in ('', '-spare')] + [login(t, 'a', '-' + n) for n in ('closed', 'ended', 'passing', 'leaving')]
    dropped, near = set(), set()
    for _ in range(200):
        lines = lines_of(t, dropped, near)
        open(path, 'w', encoding='utf-8').write('\n'.join(lines) + '\n')
        database = server.database.get('SAMSYN_DATABASE', 'sqlite:samsyn.db')
        done = subprocess.run([program, database, path, PASSWORD, *logins], cwd=server.dir, capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            return dropped
        place = re.match(r'rad (\d+)[:.] ?(\w+)', done.stderr)
        entity = json.loads(lines[int(place[1]) - 1])['entity'] if place else None
        if not place or len(WITHOUT) > WITHOUT_MOST or entity in ('organisation', 'account', 'seat_grant'):
            raise AssertionError(f'the world is not taken: {done.stderr} {lines[int(place[1]) - 1] if place else ""} {WITHOUT}')
        if (entity, place[2]) in dropped or place[2] in t.schemas[entity + '_new'].get('required', []) or place[2] not in t.schemas[entity]['properties']:
            WITHOUT[entity] = done.stderr.strip()
            print(f'no rows of {entity}: {WITHOUT[entity]}', flush=True)
            continue
        field = (entity, place[2])
        (near if field not in near and 'x-refers' in t.schemas[entity]['properties'].get(place[2], {}) else dropped).add(field)
    raise AssertionError(f'the world is not taken: {done.stderr}')


def new_world(*options):
    """A server with the world in it. Stop it with .stop()."""
    t = Tables()
    s = Server.__new__(Server)
    s.prepare()
    s.run('init', '--empty')
    s.left_out = make(t, s)
    s.options = ('--tries_account', '1000', '--tries_address', '100000', *options)
    s.start(*s.options)
    return t, s


# ---- the client ----

class Reply:
    __slots__ = ('status', 'head', 'body')

    def __init__(self, status, head, body):
        self.status, self.head, self.body = status, head, body

    def header(self, name):
        found = re.search(rf'^{name}: ([^\r\n]*)', self.head, re.I | re.M)
        return found[1] if found else None

    @property
    def text(self):
        return self.body.decode('utf-8', 'replace')


class Wire:
    """One kept connection. `source`: the loopback address it comes from."""
    def __init__(self, port, source='127.0.0.1'):
        self.port, self.source, self.socket, self.asked = port, source, None, 0

    def ask(self, method, path, headers=None, body=None):
        lines = [f'{method} {path} HTTP/1.1', f'Host: 127.0.0.1:{self.port}']
        lines += [f'{k}: {v}' for k, v in (headers or {}).items()]
        if body is not None or method not in ('GET', 'HEAD'):
            body = (body or '').encode() if not isinstance(body, bytes) else body
            lines.append(f'Content-Length: {len(body)}')
        data = ('\r\n'.join(lines) + '\r\n\r\n').encode() + (body or b'')
        self.asked += 1
        for again in (True, False):
            if self.socket is None:
                self.socket = socket.create_connection(('127.0.0.1', self.port), timeout=300, source_address=(self.source, 0))
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(data)
                return self.read(method)
            except (ConnectionError, EOFError):
                self.close()
                if not again:
                    raise

    def read(self, method):
        got = b''
        while b'\r\n\r\n' not in got:
            part = self.socket.recv(262144)
            if not part:
                raise EOFError
            got += part
        head, _, body = got.partition(b'\r\n\r\n')
        head = head.decode('latin-1')
        status = int(head.split(' ', 2)[1])
        length = re.search(r'^content-length: (\d+)', head, re.I | re.M)
        most = int(length[1]) if length and method != 'HEAD' and status not in (204, 304) else 0
        parts, n = [body], len(body)
        while n < most:
            part = self.socket.recv(262144)
            if not part:
                raise EOFError
            parts.append(part)
            n += len(part)
        if re.search(r'^connection: close', head, re.I | re.M):
            self.close()
        return Reply(status, head, b''.join(parts))

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None


class Seat:
    """A session that sits somewhere: the headers of its requests and its form token."""
    def __init__(self, server, t, o, role, suffix=''):
        self.organisation, self.role, self.login = o, role, login(t, o, suffix)
        self.readable = t.readable(o, role) if role else set()
        b = Browser(server)
        reply = b.sign_in(self.login)
        if reply.status != 303:
            raise AssertionError(f'{self.login} is not let in: {reply.status}')
        page = b.get('/plats').text
        self.csrf = b.csrf()
        if role and reply.header('Location') == '/plats':
            label = t.schemas['seat_grant']['properties']['role']['x-labels'][role]
            choice = next(item for item in page.split('<li>') if f'<span class="why">{label}</span>' in item and f'Organisation {o} ' in item)
            chosen = b.post('/plats', {'plats': re.search(r'name="plats" value="(\d+)"', choice)[1]}, csrf=self.csrf)
            if chosen.status != 303:
                raise AssertionError(f'{self.login} cannot sit as {role}: {chosen.status}')
        self.cookie = '; '.join(f'{k}={v}' for k, v in b.cookies.items())
        self.headers = {'Cookie': self.cookie}

    def token(self, wire, scope, days=30):
        page = wire.ask('POST', '/installningar/nycklar', {**self.headers, 'Content-Type': 'application/x-www-form-urlencoded'},
                        f'csrf={self.csrf}&namn=prov&omfattning={scope.replace(" ", "+")}&dagar={days}')
        return re.search(r'smn_[A-Za-z0-9_-]{43}', page.text)[0]


def ids(t, server):
    """(owner, reach, register) to the row's number, and owner to the organisation's: asked of each federation's director."""
    found, organisation = {}, {}
    for head in 'fg':
        seat, wire = Seat(server, t, head, 'forbundschef'), Wire(server.port)
        rows = lambda e: json.loads(wire.ask('GET', f'/api/v1/{e}?limit=200', seat.headers).text)['items']
        organisation.update({row['code'][1]: row['id'] for row in rows('organisation') if re.fullmatch('Q[a-h]', row.get('code') or '')})
        back = {n: o for o, n in organisation.items()}
        for e in t.entities:
            for row in sorted(rows(e), key=lambda row: row['id']):
                o, r = back.get(row['owner']['id']), {'egen': 'e', 'gemensam': 'g'}[row['reach']]
                if row['id'] not in back or e != 'organisation':
                    said = {(m[1], m[2]) for m in CANARY.finditer(' '.join(v for v in row.values() if isinstance(v, str))) if int(m[3]) == t.number[e]}
                    if len(said) > 1:
                        raise AssertionError(f'{e}/{row["id"]} says {said}')
                    asked = said.pop() if said else (o, r)
                    if asked != (o, r):
                        t.truth[(*asked, e)] = (o, r)
                    found.setdefault((*asked, e), row['id'])
    missing = [(o, r, e) for e in t.entities if e not in WITHOUT for o in ORGANISATIONS for r in 'eg' if (o, r, e) not in found]
    if missing:
        raise AssertionError(f'not in the world: {missing[:10]}')
    return found, organisation


def journal_size(server):
    """How long the log is, asked of the database itself."""
    if server.database:
        name = server.database['SAMSYN_DATABASE'].rsplit('/', 1)[1]
        return int(superuser(name, 'SELECT size FROM journal_head'))
    import sqlite3
    db = sqlite3.connect(f'file:{server.dir}/samsyn.db?mode=ro', uri=True)
    try:
        return db.execute('SELECT size FROM journal_head').fetchone()[0]
    finally:
        db.close()


def superuser(database, text, user='super'):
    return subprocess.run(['psql', '-qAtX', '-h', os.environ['SAMSYN_TEST_POSTGRES_DIR'] + '/socket', '-U', user, '-d', database, '-v', 'ON_ERROR_STOP=1', '-c', text],
                          check=True, capture_output=True, text=True).stdout.strip()
