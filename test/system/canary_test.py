#!/usr/bin/python3
"""No row of another organisation anywhere (R125, R126): each organisation's rows hold a word of their own in every text (rights.py), and
whatever a seat can fetch holds only the words that the rights table lets it read – and in lists and exports exactly those. Pages,
lists, forms with their choices, search, history, the past, exports, reports (PDF, spreadsheet), previews of imports, error replies,
headers, redirects, answers that are kept for a retry, the figures and the log."""
import io, json, multiprocessing, os, re, subprocess, sys, time, urllib.parse, zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rights import CANARY, FEDERATION, ORGANISATIONS, OWN, WITHOUT, Seat, Wire, at_least, canary, ids, new_world
from server import Tests

WORKERS = 3
FEW = ('forbundschef', 'medlemsrepresentant', 'revisor', 'medarbetare')
ABSENT = 900000000


def words(text):
    return {m[0].lower() for m in CANARY.finditer(text)}


def unpack(data):
    """What a reader of a file can read: the text in a PDF, in a spreadsheet, in what is packed together."""
    if data[:4] == b'%PDF':
        return subprocess.run(['pdftotext', '-', '-'], input=data, capture_output=True, check=True).stdout.decode()
    if data[:2] == b'PK':
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            return '\n'.join(n + '\n' + unpack(z.read(n)) for n in z.namelist())
    return data.decode('utf-8', 'replace')


def unpacked(reply):
    return unpack(reply.body)


class Reader:
    """A seat that reads, and tells what it should not have."""
    def __init__(self, port, seat):
        self.seat, self.wire, self.failures, self.asked = seat, Wire(port), [], 0
        self.may = seat.readable | {seat.login[:7]}

    def get(self, path, method='GET', headers=None, body=None, sent=''):
        reply = self.wire.ask(method, path, {**self.seat.headers, **(headers or {})}, body)
        self.asked += 1
        leaked = words(unpacked(reply) + reply.head) - self.may - words(sent)
        if leaked:
            self.failures.append(f'{self.seat.role} of {self.seat.organisation} {method} {path}: tells {sorted(leaked)[:5]}')
        if reply.status >= 500:
            self.failures.append(f'{self.seat.role} of {self.seat.organisation} {method} {path}: {reply.status}')
        return reply

    def must(self, what, fine, seen=''):
        if not fine:
            self.failures.append(f'{self.seat.role} of {self.seat.organisation}: {what}: {str(seen)[:400]}')


def everything(t, reader, world):
    """All registers: lists, exports, forms, and a record of each owner."""
    seat = reader.seat
    for path in ('/', '/register', '/plats', '/installningar', '/hjalp', '/granskningar/over-aren', '/laget?dag=igar', '/sprak', '/finns-inte'):
        reader.get(path)
    for e in t.entities:
        path, subject = '/' + t.path_of[e], t.subject_of[e]
        mine = {w for w in seat.readable if int(w[5:]) == t.number[e]}
        allowed = t.somewhere(seat.role, subject) != '–'
        page = reader.get(path)
        reader.must(f'{path} opens as the table says', (page.status == 200) == allowed, page.status)
        answer = reader.get(f'/api/v1/{e}?limit=200&count=ja')
        if allowed:
            body = json.loads(answer.text)
            # Titles of other rows stand in the rows; the register's own words must be exactly those that may be read.
            own = {w for w in words(answer.text) if int(w[5:]) == t.number[e]}
            reader.must(f'/api/v1/{e} holds what may be read', own == mine, (sorted(mine - own), sorted(own - mine)))
            reader.must(f'/api/v1/{e} counts what may be read', body['count'] == len(body['items']), (body['count'], len(body['items'])))
        exports = allowed and t.export[subject][seat.role]
        for out in (f'{path}/export.csv', f'{path}/lista.csv', f'{path}/lista.xlsx', f'/api/v1/{e}/csv'):
            csv = reader.get(out)
            reader.must(f'{out} as the table says', (csv.status == 200) == exports, csv.status)
            if exports and 'lista' not in out: # a list of the screen has the columns of the screen
                own = {w for w in words(csv.text) if int(w[5:]) == t.number[e]}
                reader.must(f'{out} holds what may be read', own == mine, (sorted(mine - own), sorted(own - mine)))
        reader.get(f'{path}/ny')
        reader.get(f'{path}/mall.csv')
        reader.get(f'{path}?standing=alla&columns=owner&columns=created_by&columns=changed_by')
        for o in (seat.organisation, FEDERATION[seat.organisation], 'b', 'h'):
            for r in 'eg' if e not in WITHOUT else '':
                number = world[o, r, e]
                record = reader.get(f'{path}/{number}')
                reader.must(f'{path}/{number} of {o}{r}', (record.status == 200) == (canary(t, o, r, e) in mine), record.status)
    return reader


def oracles(t, reader, world):
    """Questions about rows that are not to be read are answered as questions about nothing."""
    seat = reader.seat
    hidden = {e: next(((o, r) for o in 'bh' for r in 'eg' if canary(t, o, r, e) not in seat.readable), None) for e in t.entities}
    for e in t.entities:
        if t.somewhere(seat.role, t.subject_of[e]) == '–' or not hidden[e] or e in WITHOUT:
            continue
        (o, r), path = hidden[e], '/' + t.path_of[e]
        word, nothing, number = canary(t, o, r, e), f'qxv{o}{r}99', world[(*hidden[e], e)]
        same = lambda a, b, x, y: (a.status, a.text.replace(x, '#')) == (b.status, b.text.replace(y, '#'))

        def alike(what, make, x=word, y=nothing, **more):
            a, b = (reader.get(make(v), sent=f'{x} {y}', **more) for v in (x, y))
            strip = lambda reply, v: (reply.status, re.sub(r'\b[0-9a-f]{16}\b|\d\d:\d\d', '', re.sub(rf'(?<![0-9a-z]){re.escape(urllib.parse.quote(v))}(?![0-9])', '#', reply.text)))
            reader.must(f'{what} tells {word}', strip(a, x) == strip(b, y), [(p, q) for p, q in zip(strip(a, x)[1].splitlines(), strip(b, y)[1].splitlines()) if p != q][:2])

        texts = [n for n, f in t.schemas[e]['properties'].items() if 'string' in json.dumps(f.get('type', '')) and 'enum' not in f and 'pattern' not in f and 'readOnly' not in f]
        alike('search', lambda v: f'{path}?q={v}')
        alike('search by a program', lambda v: f'/api/v1/{e}?q={v}&count=ja')
        for name in texts[:3]:
            alike(f'a filter of {name}', lambda v, name=name: f'/api/v1/{e}?{name}.contains={v}&count=ja')
        alike('a place in the list', lambda v: f'/api/v1/{e}?sort={texts[0] if texts else "id"}&after={v}r', str(number), str(ABSENT))
        alike('a head', lambda v: f'/api/v1/{e}/{v}', str(number), str(ABSENT), method='HEAD')
        alike('a known version', lambda v: f'/api/v1/{e}/{v}', str(number), str(ABSENT), headers={'If-None-Match': '*'})
        refs = [n for n, f in t.schemas[e]['properties'].items() if 'x-refers' in f]
        for name in refs:
            rows = json.loads(reader.get(f'/api/v1/{e}?sort={name}&limit=200').text)['items']
            untold = [i for i, row in enumerate(rows) if not (row.get(name) or {}).get('title')]
            reader.must(f'sorting by {name} puts what is not told in order of number',
                        [rows[i]['id'] for i in untold] == sorted(rows[i]['id'] for i in untold) and untold == list(range(len(rows) - len(untold), len(rows))), untold)
        if at_least(t.right(seat.role, e, OWN), 'F'):
            form = {'Content-Type': 'text/csv', 'X-CSRF-Token': seat.csrf}
            a, b = (reader.get(f'/api/v1/{e}/csv?dry=ja', 'POST', form, f'id;version\n{n};1\n') for n in (number, ABSENT))
            reader.must(f'an import tells {word}', same(a, b, str(number), str(ABSENT)), (a.text, b.text))
            for name in refs:
                to = t.schemas[e]['properties'][name]['x-refers']
                far = next((world[o2, r2, to] for o2 in 'bh' for r2 in 'eg' if to not in WITHOUT and canary(t, o2, r2, to) not in seat.readable), None)
                if far:
                    json_ = {'Content-Type': 'application/json', 'X-CSRF-Token': seat.csrf}
                    a, b = (reader.get(f'/api/v1/{e}', 'POST', json_, json.dumps({name: n})) for n in (far, ABSENT))
                    reader.must(f'{name} of a new {e} tells of a {to}', a.status == 422 and same(a, b, str(far), str(ABSENT)), (a.text, b.text))
    for word, nothing in (('qxvbe', 'qxvbz'), ('qxvh', 'qxvz'), ('Organisation h', 'Organisation z')):
        q = urllib.parse.quote(word)
        a, b = reader.get(f'/sok?q={q}', sent=word), reader.get(f'/sok?q={urllib.parse.quote(nothing)}')
        reader.must(f'searching everywhere for {word}', ('qxvh' not in a.text.replace(word, '')) and a.status == b.status == 200, a.status)
    return reader


def past(t, reader):
    """A day when everything was as it is, and a day before there was anything."""
    for e in t.entities:
        if t.somewhere(reader.seat.role, t.subject_of[e]) == '–':
            continue
        mine = {w for w in reader.seat.readable if int(w[5:]) == t.number[e]}
        then = reader.get(f'/api/v1/{e}?limit=200&den=2024-06-01')
        own = {w for w in words(then.text) if int(w[5:]) == t.number[e]}
        reader.must(f'/api/v1/{e} as of 2024-06-01', own == mine, (sorted(mine - own), sorted(own - mine)))
        reader.must(f'/api/v1/{e} as of 2019', json.loads(reader.get(f'/api/v1/{e}?limit=200&den=2019-06-01').text)['items'] == [])
        reader.get(f'/{t.path_of[e]}?den=2024-06-01')
    return reader


def reports(t, reader, world, pdf):
    """Every file that the routes name (…/sammanfattning.pdf, /handlingsplan.xlsx), about every row of some owners."""
    read = 0
    for route in t.routes:
        pattern, e = route['pattern'], route['register']
        if route['method'] != 'GET' or not re.search(r'/[a-z]+\.[a-z]+$', pattern) or pattern.endswith('.pdf') != pdf or re.search('/(mall|export).csv$', pattern) or e in WITHOUT:
            continue
        exports = 'export' not in route['flags'] or t.export[route['subject'] or t.subject_of.get(e)][reader.seat.role] if 'open' not in route['flags'] else True
        if '{id}' not in pattern:
            reply = reader.get(pattern)
            read += reply.status == 200
            continue
        for o in (reader.seat.organisation, 'b'):
            for r in 'eg':
                reply = reader.get(pattern.replace('{id}', str(world[o, r, e])))
                allowed = exports and canary(t, o, r, e) in reader.seat.readable
                reader.must(f'{pattern} of {o}{r}', reply.status != 200 if not allowed else reply.status == 200 or (reply.status == 404 and pattern.endswith('.txt')), reply.status)
                if reply.status == 200:
                    read += 1
                    about = {w for w in words(unpacked(reply)) if w[3:5] == o + r}
                    reader.must(f'{pattern} of {o}{r} is about it', about, unpacked(reply)[:300])
    reader.must('there are files to read', read > 1 or reader.seat.role not in ('forbundschef', 'revisor'), read)
    return reader


def work(arguments):
    port, t, world, seat, parts = arguments
    reader = Reader(port, seat)
    for part in parts:
        {'everything': lambda: everything(t, reader, world), 'oracles': lambda: oracles(t, reader, world), 'past': lambda: past(t, reader),
         'reports': lambda: reports(t, reader, world, False), 'pdf': lambda: reports(t, reader, world, True)}[part]()
    reader.wire.close()
    return reader.asked, reader.failures


# ---- what is written and then read by another ----

def answers_for_a_retry(t, tests, server, world):
    """A key for a retry belongs to the account, its seat and its scope: nobody gets another's answer."""
    mine, other = Seat(server, t, 'a', 'forbundschef'), Seat(server, t, 'b', 'forbundschef')
    beside = Seat(server, t, 'a', 'samordnare')
    wire = Wire(server.port)
    body = json.dumps({'title': 'Hemlig rubrik', 'type': 'rutin', 'state': 'utkast', 'issuer': 'vi', 'reach': 'egen'})
    ask = lambda seat: wire.ask('POST', '/api/v1/document', {**seat.headers, 'X-CSRF-Token': seat.csrf, 'Content-Type': 'application/json', 'Idempotency-Key': 'nyckel-1'}, body)
    first, again, theirs, besides = ask(mine), ask(mine), ask(other), ask(beside)
    tests('a retry gets its answer', first.status == again.status == 201 and first.text == again.text, again.text[:300])
    tests("another account's key is another", theirs.status == 201 and json.loads(theirs.text)['id'] != json.loads(first.text)['id'], theirs.text[:300])
    tests('so is it from another seat', besides.status == 409 and 'Hemlig' not in besides.text, (besides.status, besides.text[:300]))


def shutting(t, tests, server, world):
    """R16, R125: what is shut today is shut in history, in the newest changes and in the past; and with it what follows it."""
    wire = Wire(server.port)
    owner, reader = Seat(server, t, 'b', 'forbundschef'), Seat(server, t, 'a', 'medlemsrepresentant')
    number, word, follows = world['b', 'g', 'document'], canary(t, 'b', 'g', 'document'), canary(t, 'b', 'g', 'document_version')
    def write(**members):
        tag = wire.ask('GET', f'/api/v1/document/{number}', owner.headers).header('ETag')
        return wire.ask('PATCH', f'/api/v1/document/{number}', {**owner.headers, 'X-CSRF-Token': owner.csrf, 'If-Match': tag, 'Content-Type': 'application/merge-patch+json'}, json.dumps(members))
    read = lambda path: wire.ask('GET', path, reader.headers)
    everywhere = ('/api/v1/document?limit=200', '/api/v1/document_version?limit=200', '/api/v1/document?limit=200&den=2024-06-01',
                  '/api/v1/document_version?limit=200&den=2024-06-01', '/', '/dokument', f'/sok?q=qxv', f'/dokument/{number}', f'/dokument/{number}/historik', '/api/v1/signature?limit=200')
    tests('it is read while it is common', all(word in read(p).text for p in everywhere[:1] + everywhere[2:3]) and follows in read(everywhere[1]).text)
    done = write(reach='egen')
    tests('it is shut', done.status == 200, done.text[:300])
    for path in everywhere:
        told = {word, follows, canary(t, 'b', 'g', 'signature')} & words(read(path).text)
        tests(f'then {path} is silent', not told, told)
    done = write(title='Den hemliga rubriken')
    tests('it is changed while it is shut', done.status == 200, done.text[:300])
    done = write(title='Den öppna rubriken', reach='gemensam')
    tests('it is opened', done.status == 200, done.text[:300])
    history = read(f'/dokument/{number}/historik').text + read(f'/api/v1/document/{number}/history').text
    tests('its history is of when it was common', 'öppna rubriken' in history and 'hemliga rubriken' not in history, history[-600:])
    tests('so are the newest changes', 'hemliga rubriken' not in read('/').text)


def clashes(t, tests, server, world):
    """A value that must be the only one in a federation: the refusal names the field, and nothing of the row that has it."""
    wire = Wire(server.port)
    seat = Seat(server, t, 'a', 'medlemsrepresentant')
    json_ = {**seat.headers, 'X-CSRF-Token': seat.csrf, 'Content-Type': 'application/json'}
    said = []
    for code in (canary(t, 'b', 'e', 'organisation'), canary(t, 'a', 'e', 'organisation')):
        reply = wire.ask('POST', '/api/v1/organisation', json_, json.dumps({'name': 'Ny', 'code': code, 'type': 'leverantor'}))
        said.append(reply.text.replace(code, '#'))
        tests('a taken code is refused', reply.status == 422 and not words(reply.text) - {code}, reply.text)
    tests("in the same words, whoever has it", said[0] == said[1], said)
    far = wire.ask('POST', '/api/v1/organisation', json_, json.dumps({'name': 'Ny', 'code': canary(t, 'h', 'e', 'organisation'), 'type': 'leverantor'}))
    tests('another federation takes none', far.status == 201, far.text)


def main():
    began = time.monotonic()
    tests = Tests()
    t, server = new_world()
    try:
        world, _ = ids(t, server)
        jobs = []
        for o in ORGANISATIONS:
            for role in t.roles if not server.database else FEW:  # the second engine answers in about six times the time
                seat = Seat(server, t, o, role)
                parts = ['everything']
                if o in 'ag':
                    parts += ['oracles'] if role in ('medlemsrepresentant', 'systemagare', 'forbundschef', 'medarbetare') else []
                    parts += ['past'] if role in ('medlemsrepresentant', 'revisor', 'medarbetare') else []
                    parts += ['reports'] if role in ('forbundschef', 'revisor', 'systemagare') else []
                    parts += ['pdf'] if role == 'revisor' and o == 'a' else []
                jobs.append((server.port, t, world, seat, parts))
        asked, failures = 0, []
        with multiprocessing.get_context('fork').Pool(WORKERS) as pool:
            for n, wrong in pool.imap_unordered(work, jobs):
                asked += n
                failures += wrong
        for f in failures[:60]:
            tests('canary', False, f)
        tests(f'{len(jobs)} seats read what they may and nothing else', not failures, len(failures))
        tests('they asked for much', asked > 10000, asked)
        answers_for_a_retry(t, tests, server, world)
        shutting(t, tests, server, world)
        clashes(t, tests, server, world)
        log, metrics = server.logged(), Wire(server.port).ask('GET', '/metrics').text
        personal = re.compile(r'qxv|exempel\.invalid|rubrik|Organisation [a-h]|samsyn=|smn_', re.I)
        tests('the log holds no canary, no name, no secret', len(log) > 10000 and not personal.search(log), personal.search(log))
        tests('nor do the figures', 'samsyn_http' in metrics and not personal.search(metrics), personal.search(metrics))
    finally:
        server.stop()
    print(f'{len(jobs)} seats, {asked} requests, {time.monotonic() - began:.1f} s', flush=True)
    tests.end()


main()
