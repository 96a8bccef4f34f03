#!/usr/bin/python3
"""Who may what: every route × role × relation to the row with a session, and every route × credential, against the rights table as
this test reads it from gen/ itself (rights.py). The routes come from gen/routes.csv: one added tomorrow is tested tomorrow.

R125, R126: nobody reads or changes past his seat. A refused request is 403 (a page without a session: to the sign-in; a program: 401),
and a row that may not be read cannot be told from one that is not there: status, headers and body are the same. A refused write
leaves the log as long as it was. An allowed request is whatever the form's content makes of it, but never 403, 404 or 5xx."""
import json, multiprocessing, os, re, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from rights import CANARY, FEDERATION, NEXT, ORDER, ORGANISATIONS, OTHER, OWN, WITHOUT, Seat, Wire, at_least, ids, journal_size, new_world, superuser
from server import Tests

WORKERS = 3
ABSENT = 900000000
ME = 'a'  # whose seats ask
ALLOWED, REFUSED, HIDDEN, SIGN_IN, CHOOSE_SEAT, UNKNOWN, OPEN = 'allowed', '403', '404', 'to sign-in', 'to the seats', '401', 'open'
WRITING = ('POST', 'PUT', 'PATCH', 'DELETE')
ENDS = ('/logga-ut', '/installningar/avsluta-alla')  # what ends the session that asks: with a session of its own
# Steps that belong to certain roles, whatever their right to the row (domain.md §7): the board's decision is recorded by a member or the head.
STEPS = {('POST', '/yttranden/{id}/beslut'): {'direktion', 'forbundschef'}}
VERB = 'finns-inte'


class Case:
    __slots__ = ('what', 'method', 'path', 'headers', 'body', 'expected', 'readable', 'twin', 'source', 'own')

    def __init__(self, what, method, path, headers, body, expected, readable, twin=None, source='127.0.0.1', own=''):
        self.what, self.method, self.path, self.headers, self.body = what, method, path, headers, body
        self.expected, self.readable, self.twin, self.source, self.own = expected, readable, twin, source, own


def relations(t, entity):
    """A row in each relation to ME, as (relation, owner, reach)."""
    asked = [(ME, 'e'), ('b', 'g'), ('b', 'e'), ('h', 'g'), ('g', 'e')]
    if entity in t.counterparty:
        asked.append((next(o for o in ORGANISATIONS if NEXT[o] == ME), 'e'))
    return [(t.relation(ME, o, r, entity), o, r) for o, r in asked]


def concrete(t):
    """Every route with its register: those of the interface for programs stand once for all."""
    for route in t.routes:
        flags = route['flags'].split()
        for entity in t.entities if 'entity' in flags else [route['register'] or None]:
            subject = t.subject_of[entity] if 'entity' in flags else route['subject']
            yield route['method'], route['pattern'].replace('{entity}', entity or ''), entity, route['least'], subject, flags


def request(method, flags, csrf=None):
    """Headers and body of a request whose content cannot be carried out: no version is 999 999 999."""
    headers, body = {}, None
    if method not in WRITING:
        return headers, body
    if 'api' in flags:
        headers['If-Match'] = '"999999999.0"'
        headers['Content-Type'] = 'text/csv' if 'large' in flags else 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
        body = '' if 'large' in flags or method == 'DELETE' else '{"reason":"prov"}' if method == 'POST' else '{}'
        if csrf is not None:
            headers['X-CSRF-Token'] = csrf
    else:
        headers['Content-Type'] = 'application/x-www-form-urlencoded'
        body = 'version=999999999' + (f'&csrf={csrf}' if csrf is not None else '')
    return headers, body


def answer(t, role, entity, least, subject, flags, relation, step=()):
    """What the table says of a route, asked with a session from a seat with this role."""
    if 'open' in flags:
        return OPEN
    if not at_least(t.somewhere(role, subject), least) or ('export' in flags and not t.export[subject][role]):
        return REFUSED
    if relation is None:
        return ALLOWED
    right = t.right(role, entity, relation)
    if right == '–':
        return HIDDEN
    if step and role not in step:
        return REFUSED
    if subject != t.subject_of[entity]:  # an act of another subject, about a row that is read
        return ALLOWED
    if at_least(right, least) and not (right == 'F' and at_least(least, 'F')):  # who proposes changes only what he made himself
        return ALLOWED
    return REFUSED


def cube(t, world, seats):
    """Every route × role × relation."""
    cases = []
    for method, pattern, entity, least, subject, flags in concrete(t):
        if pattern in ENDS:
            continue
        for role in t.roles:
            seat = seats[role]
            headers, body = request(method, flags, seat.csrf)
            headers.update(seat.headers)
            if '{id}' not in pattern:
                cases.append(Case(f'{role} {method} {pattern}', method, pattern, headers, body, answer(t, role, entity, least, subject, flags, None), seat.readable, own=seat.login))
                continue
            for relation, o, r in relations(t, entity) if entity not in WITHOUT else [(OTHER, None, None)]:
                number = world.get((o, r, entity), ABSENT - 1)
                path = pattern.replace('{verb}', VERB)
                cases.append(Case(f'{role} {method} {pattern} of {o}{r}', method, path.replace('{id}', str(number)), headers, body,
                                  answer(t, role, entity, least, subject, flags, relation, STEPS.get((method, pattern), ())), seat.readable, twin=path, own=seat.login))
    first = {}
    return [c for c in cases if not is_slow(c) or first.setdefault(c.twin, c) is c]


def plain(reply, number):
    """What a reader could compare: without the request's own number, the row's and the moment."""
    text = re.sub(rf'(/|%2F){number}(?!\w)', r'\1#', reply.text)
    head = '\n'.join(sorted(l for l in reply.head.split('\r\n') if not re.match('(x-request-id|date|content-length|set-cookie):', l, re.I)))
    return reply.status, re.sub(r'[0-9a-f]{16}', '', head), re.sub(r'\b[0-9a-f]{16}\b|\d\d:\d\d', '', text)


def is_file(case):
    """A file of a row that is there, but has none (a response that is not decided)."""
    return case.method == 'GET' and re.search(r'/(fil|file|[a-z]+\.[a-z]+)$', case.path) is not None


def is_slow(case):
    """A PDF takes its second: whoever may have it gets it once, the refused are all asked."""
    return case.expected == ALLOWED and case.path.endswith(('.pdf', '.zip'))


def judge(case, wire, absent):
    reply = wire.ask(case.method, case.path, case.headers, case.body)
    page = '/api/' not in case.path
    wrong = []
    seen = {m[0].lower() for m in CANARY.finditer(reply.text)} | {m[0].lower() for m in CANARY.finditer(reply.head)}
    leaked = seen - case.readable - {case.own[:7]}
    if leaked:
        wrong.append(f'tells {sorted(leaked)[:4]}')
    if reply.status >= 500:
        wrong.append(f'status {reply.status}')
    where = reply.header('Location') or ''
    fine = {
        OPEN: reply.status < 500,
        ALLOWED: (reply.status == 404 and is_file(case) and 'Posten finns inte eller' not in reply.text) or reply.status not in (401, 403, 404, 405) and reply.status < 500 and not where.startswith('/logga-in'),
        REFUSED: reply.status == 403,
        HIDDEN: reply.status == 404,
        SIGN_IN: reply.status == 303 and re.match('/logga-in(\\?|$)', where) is not None,
        CHOOSE_SEAT: reply.status == 303 and re.match('/plats(\\?|$)', where) is not None,
        UNKNOWN: reply.status == 401,
    }[case.expected]
    if not fine:
        said = re.sub(r'(<[^>]*>|\s)+', ' ', reply.text)[-200:] if page else reply.text[:200]
        wrong.append(f'expected {case.expected}, got {reply.status} {where} {said}')
    asked = 1
    if case.expected == HIDDEN and fine:
        number = re.search(r'/(\d+)(?=/|$|\.)', case.path)[1]
        other = str(absent)
        twin = wire.ask(case.method, case.twin.replace('{id}', other), case.headers, case.body)
        asked += 1
        if plain(reply, number) != plain(twin, other):
            mine, its = ['\n'.join(map(str, plain(r, n))).splitlines() for r, n in ((reply, number), (twin, other))]
            wrong.append(f'is told from a row that is not there: {[(a, b) for a, b in zip(mine, its) if a != b][:3]}')
    return asked, [f'{case.what}: {w}' for w in wrong]


def work(arguments):
    port, cases, absent = arguments
    wires, asked, failures = {}, 0, []
    for case in cases:
        wire = wires.get(case.source) or wires.setdefault(case.source, Wire(port, case.source))
        n, wrong = judge(case, wire, absent)
        asked += n
        failures += wrong
        if len(wires) > 20 and case.source != '127.0.0.1':
            wires.pop(case.source).close()
    return asked, failures


def run(tests, server, what, cases, pool, absent):
    """All cases, spread over the workers; one failure told per kind of it, so that a broken table does not drown the rest."""
    began = time.monotonic()
    parts = [cases[i::WORKERS] for i in range(WORKERS)]
    asked, failures = 0, []
    for n, wrong in pool.map(work, [(server.port, part, absent) for part in parts]):
        asked += n
        failures += wrong
    for f in failures[:40]:
        tests(what, False, f)
    if len(failures) > 40:
        print(f'… and {len(failures) - 40} more', flush=True)
    tests(f'{what}: {len(cases)} cases', not failures, f'{len(failures)} wrong')
    tests(f'{what}: there is something to ask', len(cases) >= 10, len(cases))
    print(f'{what}: {asked} requests, {time.monotonic() - began:.1f} s', flush=True)
    return asked


def split_run(tests, server, what, cases, pool, absent):
    """First what is refused: the log stays as long as it is. Then what is allowed."""
    refused = [c for c in cases if c.expected not in (ALLOWED, OPEN)]
    before = journal_size(server)
    asked = run(tests, server, f'{what}, refused', refused, pool, absent)
    tests.equal(f'{what}: what was refused wrote nothing', journal_size(server), before)
    allowed = [c for c in cases if c.expected in (ALLOWED, OPEN)]
    # The second engine takes several times as long to serve a page: there the refused are all asked, and of the allowed every fourth.
    return asked + run(tests, server, f'{what}, allowed', allowed[::4] if server.database else allowed, pool, absent)


# ---- credentials ----

class Sources:
    """Bad tokens are counted by address: each address is used for a few."""
    def __init__(self):
        self.n = 0

    def __next__(self):
        self.n += 1
        return f'127.0.{2 + self.n // 40 // 250}.{2 + self.n // 40 % 250}'


def by_credential(t, world, name, flags_headers, csrf, kind, seat, sources):
    """Every route with one credential, on a row that the seat may do everything with."""
    cases = []
    director = 'forbundschef'
    for method, pattern, entity, least, subject, flags in concrete(t):
        if pattern in ENDS or (pattern == '/logga-in' and method == 'POST'):
            continue
        headers, body = request(method, flags, csrf)
        headers.update(flags_headers)
        path = pattern.replace('{verb}', VERB).replace('{id}', str(world.get((ME, 'e', entity), ABSENT - 1)) if entity else '1')
        api = 'api' in flags
        row = answer(t, director, entity, least, subject, flags, None if '{id}' not in pattern else OTHER if entity in WITHOUT else OWN)
        writes = method in WRITING
        if 'open' in flags:
            expected = OPEN
        elif kind == 'none':
            expected = UNKNOWN if api else SIGN_IN
        elif kind == 'seatless':
            self_ = subject == 'Egna inställningar'
            expected = ALLOWED if self_ else REFUSED if api else CHOOSE_SEAT  # before the row is looked for
        elif kind == 'forged form':
            expected = REFUSED if writes else row
        elif kind == 'session':
            expected = row
        elif kind.startswith('token'):
            _, how, reach = kind.split(':')
            expected = row if api and (not reach or subject == reach) and not (how == 'read' and writes) else REFUSED
        elif kind == 'other':
            expected = answer(t, director, entity, least, subject, flags, OTHER if '{id}' in pattern else None) if api else REFUSED
        readable = set() if kind == 'none' else {f'qxv{FEDERATION[seat.organisation]}g00'} if kind == 'seatless' else seat.readable
        if kind.startswith('token') and kind.split(':')[2]:
            readable = t.readable(ME, director, {kind.split(':')[2]})
        cases.append(Case(f'{name} {method} {pattern} {entity or ""}', method, path, headers, body, expected, readable, twin=pattern.replace('{verb}', VERB),
                          source=next(sources) if kind in ('none',) and 'Authorization' in flags_headers else '127.0.0.1', own=seat.login if seat else ''))
    return [c for c in cases if not is_slow(c) or kind == 'session']


def bearer(token):
    return {'Authorization': f'Bearer {token}'}


def credentials_now(t, tests, server, world):
    wire = Wire(server.port)
    director, foreign = Seat(server, t, ME, 'forbundschef'), Seat(server, t, 'h', 'forbundschef')
    closed, ended, logged_out = Seat(server, t, ME, None, '-closed'), Seat(server, t, ME, None, '-ended'), Seat(server, t, ME, 'forbundschef')
    closed_token, ended_token = closed.token(wire, 'write'), ended.token(wire, 'write')
    whole, read, narrow, dead = (director.token(wire, s) for s in ('write', 'read', 'write document', 'write'))
    theirs = foreign.token(wire, 'write')
    # What is ended is ended by the program: a row is changed, a seat revoked, a session and a token ended.
    rows = lambda e, query: json.loads(wire.ask('GET', f'/api/v1/{e}?{query}', director.headers).text)['items']
    account = rows('account', f'login={closed.login}')[0]
    reply = wire.ask('PATCH', f'/api/v1/account/{account["id"]}', {**director.headers, 'X-CSRF-Token': director.csrf, 'If-Match': f'"{account["version"]}.0"',
                                                                 'Content-Type': 'application/merge-patch+json'}, '{"closed":true}')
    tests('an account is closed', reply.status == 200, reply.text)
    who = rows('account', f'login={ended.login}')[0]
    grant = rows('seat_grant', f'account={who["id"]}')[0]
    reply = wire.ask('DELETE', f'/api/v1/seat_grant/{grant["id"]}', {**director.headers, 'X-CSRF-Token': director.csrf, 'If-Match': f'"{grant["version"]}.0"'})
    tests('a seat is revoked', reply.status == 200, reply.text)
    form = {**director.headers, 'Content-Type': 'application/x-www-form-urlencoded'}
    keys = wire.ask('GET', '/installningar', director.headers).text
    numbers = sorted((int(n) for n in re.findall(r'name="nyckel" value="(\d+)"', keys)))
    reply = wire.ask('POST', '/installningar/nycklar/avsluta', form, f'csrf={director.csrf}&nyckel={numbers[-1]}')
    tests('a token is revoked', reply.status == 303, reply.text)
    reply = wire.ask('POST', '/logga-ut', {**logged_out.headers, 'Content-Type': form['Content-Type']}, f'csrf={logged_out.csrf}')
    tests('a session is ended', reply.status == 303, reply.status)
    sources = Sources()
    make = lambda name, headers, csrf, kind, seat=director: by_credential(t, world, name, headers, csrf, kind, seat, sources)
    forged = {'Cookie': 'samsyn=' + 'A' * 43}
    return (make('nobody', {}, None, 'none') + make('session', director.headers, director.csrf, 'session') +
            make('ended session', logged_out.headers, logged_out.csrf, 'none') + make('closed account', closed.headers, closed.csrf, 'none') +
            make("closed account's token", bearer(closed_token), None, 'none') + make('revoked seat', ended.headers, ended.csrf, 'seatless') +
            make('token', bearer(whole), None, 'token::') + make('reading token', bearer(read), None, 'token:read:') +
            make('narrowed token', bearer(narrow), None, 'token::Styrande dokument') + make('revoked token', bearer(dead), None, 'none') +
            make("another federation's token", bearer(theirs), None, 'other', foreign) + make('forged cookie', forged, 'A' * 43, 'none') +
            make('forged token', bearer('smn_' + 'A' * 43), None, 'none') + make('session and forged token', {**director.headers, **bearer('smn_' + 'A' * 43)}, director.csrf, 'none') +
            make('token and forged cookie', {**forged, **bearer(whole)}, None, 'token::') + make('token and session', {**director.headers, **bearer(read)}, director.csrf, 'token:read:') +
            make('no form token', director.headers, None, 'forged form') + make('wrong form token', director.headers, foreign.csrf, 'forged form')), ended_token


def credentials_later(t, server, world):
    """What days do: made now, asked three days later."""
    wire = Wire(server.port)
    director, passing, leaving = Seat(server, t, ME, 'forbundschef'), Seat(server, t, ME, None, '-passing'), Seat(server, t, ME, None, '-leaving')
    short = director.token(wire, 'write', 1)
    passing_token, leaving_token = passing.token(wire, 'write'), leaving.token(wire, 'write')
    sources = Sources()
    make = lambda name, headers, csrf, kind, seat=director: by_credential(t, world, name, headers, csrf, kind, seat, sources)
    return (make('expired session', director.headers, director.csrf, 'none') + make('expired token', bearer(short), None, 'none') +
            make("expired account's token", bearer(passing_token), None, 'none'), leaving_token, sources)


def seatless_token(t, tests, server, token, what):
    """A token whose seat is gone: known, and nothing to sit on."""
    wire = Wire(server.port)
    for e in t.entities:
        for method, path in (('GET', f'/api/v1/{e}'), ('GET', f'/api/v1/{e}/1'), ('GET', f'/api/v1/{e}/csv'), ('DELETE', f'/api/v1/{e}/1')):
            reply = wire.ask(method, path, {**bearer(token), 'If-Match': '"1.0"'})
            tests(f'{what}: {method} {path}', reply.status == 403 and not CANARY.search(reply.text), (reply.status, reply.text[:200]))


def ending(t, tests, server):
    """What ends the session that asks, for each role."""
    for route in t.routes:
        if route['pattern'] not in ENDS:
            continue
        for role in t.roles:
            seat = Seat(server, t, 'c', role, '-spare')
            wire = Wire(server.port)
            headers = {**seat.headers, 'Content-Type': 'application/x-www-form-urlencoded'}
            tests(f'{role} {route["pattern"]} needs its form token', wire.ask('POST', route['pattern'], headers, '').status == 403)
            reply = wire.ask('POST', route['pattern'], headers, f'csrf={seat.csrf}')
            tests(f'{role} {route["pattern"]}', reply.status == 303 and wire.ask('GET', '/installningar', seat.headers).status == 303, reply.status)


# ---- what the table of routes does not say ----

def proposing(t, tests, server, world):
    """R125: who may propose changes his own draft and nobody else's, and hands out no rights (domain.md §7: F)."""
    wire = Wire(server.port)
    seat, other = Seat(server, t, ME, 'medlemsrepresentant'), Seat(server, t, 'b', 'medlemsrepresentant')
    json_ = lambda s, **more: {**s.headers, 'X-CSRF-Token': s.csrf, 'Content-Type': 'application/json', **more}
    made = wire.ask('POST', '/api/v1/document', json_(seat), json.dumps({'title': 'Utkast', 'type': 'rutin', 'state': 'utkast', 'issuer': 'vi'}))
    if not tests('a member proposes a document', made.status == 201, made.text):
        return
    row = json.loads(made.text)
    patch = {'Content-Type': 'application/merge-patch+json', 'If-Match': made.header('ETag')}
    tests('and changes it', wire.ask('PATCH', f'/api/v1/document/{row["id"]}', json_(seat, **patch), '{"note":"mer"}').status == 200)
    tests('another does not see it', wire.ask('GET', f'/api/v1/document/{row["id"]}', other.headers).status == 404)
    tests("nor another's row under his own name", wire.ask('POST', '/api/v1/document', json_(other), json.dumps(
        {'title': 'X', 'type': 'rutin', 'state': 'utkast', 'issuer': 'vi', 'owner': world[ME, 'e', 'organisation']})).status in (403, 422))
    # A proposed seat is none: the account whose only seat was revoked gets one proposed, and has nothing until it is granted.
    director, ended = Seat(server, t, ME, 'forbundschef'), Seat(server, t, ME, None, '-ended')
    who = json.loads(wire.ask('GET', f'/api/v1/account?login={ended.login}', director.headers).text)['items'][0]['id']
    form = {**ended.headers, 'Content-Type': 'application/x-www-form-urlencoded'}
    calendar = re.search(r'/kalender/[A-Za-z0-9_.-]+ics', wire.ask('POST', '/arenden/kalender', form, f'csrf={ended.csrf}').text)
    told = lambda: {m[0].lower() for m in CANARY.finditer(wire.ask('GET', calendar[0]).text)} if calendar else None
    within = lambda: wire.ask('GET', '/organ', ended.headers).status == 200
    for role, organisation in zip([r for r in t.roles if t.right(r, 'seat_grant', OWN) == 'F'], ('e', 'g')):
        one = Seat(server, t, ME, role, '-spare')
        asked = {'account': who, 'organisation': world[ME, organisation, 'organisation'], 'role': 'forbundschef'}
        decided = wire.ask('POST', '/api/v1/seat_grant', json_(one), json.dumps({**asked, 'state': 'beviljad'}))
        tests(f'{role} does not grant a seat', decided.status in (403, 422), (decided.status, decided.text[:300]))
        made = wire.ask('POST', '/api/v1/seat_grant', json_(one), json.dumps(asked))
        row = json.loads(made.text)
        tests(f'{role} proposes a seat', made.status == 201 and row['state'] == 'foreslagen', made.text[:300])
        tests('which has no calendar', told() == set(), told())
        tests('which is none', not within() and f'value="{row["id"]}"' not in wire.ask('GET', '/plats', ended.headers).text)
        chosen = wire.ask('POST', '/plats', {**ended.headers, 'Content-Type': 'application/x-www-form-urlencoded'}, f'csrf={ended.csrf}&plats={row["id"]}')
        tests('and cannot be taken', chosen.status == 404, chosen.status)
        grant = lambda seat: wire.ask('POST', f'/api/v1/seat_grant/{row["id"]}/bevilja', json_(seat, **{'If-Match': made.header('ETag')}), '{}')
        tests('nor granted by who proposed it', grant(one).status == 403)
        granted = grant(director)
        tests('until it is granted', granted.status == 200, granted.text[:300])
        chosen = wire.ask('POST', '/plats', {**ended.headers, 'Content-Type': 'application/x-www-form-urlencoded'}, f'csrf={ended.csrf}&plats={row["id"]}')
        tests('and then it is one', chosen.status == 303 and within(), chosen.status)
        may = t.readable(ME, 'forbundschef')
        tests('with the calendar that it may read', told() <= may, sorted(told() - may))
        patch = wire.ask('PATCH', f'/api/v1/seat_grant/{row["id"]}', json_(one, **{'If-Match': granted.header('ETag'), 'Content-Type': 'application/merge-patch+json'}), '{"to":"2099-01-01"}')
        tests('who proposed it has no more say', patch.status == 403, (patch.status, patch.text[:300]))
        gone = wire.ask('DELETE', f'/api/v1/seat_grant/{row["id"]}', json_(director, **{'If-Match': granted.header('ETag')}))
        tests('revoked, it is none', gone.status == 200 and not within(), gone.text[:300])


def deciding(t, tests, server, world):
    """R33: the decision of a response is the board's (domain.md §7: B), whatever else a role may do with it."""
    wire = Wire(server.port)
    for role in t.roles:
        seat = Seat(server, t, ME, role, '-spare')
        right = t.right(role, 'response', OWN)
        number = world[ME, 'e', 'response']
        for verb, least in (('utarbeta', 'F'),):
            reply = wire.ask('POST', f'/api/v1/response/{number}/{verb}', {**seat.headers, 'X-CSRF-Token': seat.csrf, 'If-Match': '"999999999.0"', 'Content-Type': 'application/json'}, '{}')
            fine = reply.status == 403 if right in '–LF' else reply.status == 412
            tests(f'{role} {verb}', fine, (reply.status, reply.text[:200]))


# ---- the second wall ----

def second_wall(t, tests, server, world, organisations):
    """PostgreSQL: the program's role with the settings of one seat, past the program: nothing of others. Without settings: nothing."""
    if not server.database:
        return
    name = server.database['SAMSYN_DATABASE'].rsplit('/', 1)[1]
    subjects = list(t.subject_rights)
    line = lambda role, least: ''.join('1' if at_least(t.subject_rights[s][r][role], least) else '0' for s in subjects for r in range(4))
    tables = [*t.entities, 'journal']
    count = lambda where, settings: superuser(name, f"BEGIN; {settings} " + ' '.join(f'SELECT {i}, count(*) FROM "{e}" WHERE {where};' for i, e in enumerate(tables)) + ' COMMIT;', 'samsyn')
    for row in count('true', '').splitlines():
        i, n = row.split('|')
        tests(f'without a seat {tables[int(i)]} is empty', n == '0', n)
    for o in 'abh':
        for role in t.roles:
            settings = (f"SELECT set_config('samsyn.federation', '{organisations[FEDERATION[o]]}', true), set_config('samsyn.organisation', '{organisations[o]}', true), "
                        f"set_config('samsyn.reads', '{line(role, 'L')}', true), set_config('samsyn.writes', '{line(role, 'F')}', true) \\g /dev/null\n")
            asked = "BEGIN;\n" + settings + '\n'.join(f'SELECT \'{e}\', id, owner, federation, reach FROM "{e}";' for e in t.entities) + '\nCOMMIT;\n'
            out = psql(name, asked)
            seen = {}
            for row in out.splitlines():
                e, number, owner, federation, reach = row.split('|')
                seen.setdefault(e, set()).add((int(number), int(owner), reach))
                if int(federation) != organisations[FEDERATION[o]]:
                    tests(f'{o} {role}', False, f'sees {row} of another federation')
            back = {n: k for k, n in organisations.items()}
            for e in t.entities:
                wrong = [x for x in seen.get(e, ()) if t.right(role, e, t.relation(o, back[x[1]], 'g' if x[2] == 'gemensam' else 'e', e)) == '–' and not e in t.counterparty]
                tests(f'{o} {role} reads {e} behind the wall', not wrong, wrong)
                tests(f'{o} {role} reads its own {e}', e in WITHOUT or (t.right(role, e, OWN) == '–') != any(x[1] == organisations[o] for x in seen.get(e, ())), seen.get(e))
            inner = psql(name, "BEGIN;\n" + settings + 'SELECT entity, owner, federation, reach, text FROM journal;\nCOMMIT;\n')
            leaked = {m[0].lower() for m in CANARY.finditer(inner)} - t.readable(o, role)
            tests(f'{o} {role} reads the log behind the wall', not leaked, sorted(leaked)[:5])
            # A write past the program: another's row is not there to be changed.
            changed = psql(name, "BEGIN;\n" + settings + '\n'.join(f'WITH x AS (UPDATE "{e}" SET version = version WHERE owner NOT IN ({organisations[o]}) AND federation <> {organisations[FEDERATION[o]]} RETURNING id) SELECT count(*) FROM x;' for e in t.entities) + '\nROLLBACK;\n')
            tests(f'{o} {role} changes nothing of another federation', set(changed.split()) <= {'0'}, changed)
    for role in ('super', 'samsyn_bypass'):
        url = server.database['SAMSYN_DATABASE'].replace('samsyn@', role + '@')
        keep, server.database = server.database, {**server.database, 'SAMSYN_DATABASE': url}
        said = server.run('serve', '--port', '0', status=1)
        server.database = keep
        tests(f'the server does not start as {role}', role in said and ('superuser' in said.lower() or 'superanvändare' in said or 'BYPASSRLS' in said), said)


def psql(database, text):
    import subprocess
    return subprocess.run(['psql', '-qAtX', '-h', os.environ['SAMSYN_TEST_POSTGRES_DIR'] + '/socket', '-U', 'samsyn', '-d', database, '-v', 'ON_ERROR_STOP=1'],
                          input=text, check=True, capture_output=True, text=True).stdout.strip()


def main():
    began = time.monotonic()
    tests = Tests()
    t, server = new_world()
    asked = 0
    try:
        tests('every route of the program is in the table', len(t.routes) > 100 and len(t.entities) > 20 and len(t.roles) == 11, (len(t.routes), t.roles))
        tests('every register has a canary', not [e for e in t.entities if e not in t.number])
        world, organisations = ids(t, server)
        absent = ABSENT
        seats = {role: Seat(server, t, ME, role) for role in t.roles}
        with multiprocessing.get_context('fork').Pool(WORKERS) as pool:
            asked += split_run(tests, server, 'route × role × relation', cube(t, world, seats), pool, absent)
            cases, ended_token = credentials_now(t, tests, server, world)
            asked += split_run(tests, server, 'route × credential', cases, pool, absent)
            seatless_token(t, tests, server, ended_token, "a revoked seat's token")
            ending(t, tests, server)
            proposing(t, tests, server, world)
            deciding(t, tests, server, world)
            later, leaving, _ = credentials_later(t, server, world)
            server.stop(keep=True)
            server.start(*server.options, '--clock_offset_s', str(3 * 86400))
            asked += split_run(tests, server, 'route × credential three days later', later, pool, absent)
            seatless_token(t, tests, server, leaving, "an ended seat's token")
        second_wall(t, tests, server, world, organisations)
        tests('the log holds no canary and no name', not CANARY.search(server.logged()), CANARY.search(server.logged()))
        metrics = Wire(server.port).ask('GET', '/metrics').text
        tests('nor do the figures', not CANARY.search(metrics) and 'samsyn_' in metrics)
    finally:
        server.stop()
    print(f'{len(t.routes)} rows of routes, {sum(1 for _ in concrete(t))} with every register, {asked} requests, {time.monotonic() - began:.1f} s', flush=True)
    tests.end()


main()
