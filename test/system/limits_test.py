#!/usr/bin/python3
"""Every limit that a stranger or a tired person can meet, over its real way, in both languages: the status, the number that is the
limit, the place (field, line, parameter) and the sentence. One row of a table a limit."""
import json, os, re, socket, subprocess, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import BINARY, PASSWORD, Browser, Server, Tests, commands_spent
from world import Page, World

t = Tests()
MB = 1024 * 1024
LANGUAGES = ('sv', 'en')
SWEDISH = re.compile(r'[åäöÅÄÖ]|\b(och|inte|är|högst|ska|rad|kolumn|tecken)\b')


def said(what, language, fine, sentence, *parts):
    """The sentence holds the parts (a pair is Swedish and English), and an English one holds no Swedish."""
    parts = [p if isinstance(p, str) else p[LANGUAGES.index(language)] for p in parts]
    missing = [p for p in parts if p not in sentence]
    t(f'{what} ({language})', fine and not missing and sentence.strip(), f'missing {missing}: {sentence[:500]}')
    if language == 'en':
        t(f'{what}: no Swedish in the English', not SWEDISH.search(re.sub(r'"[^"]*"', '', sentence)), sentence[:300])


MOST = ('högst', 'at most')


def http(s):
    """Before anything is read: plain text, by Accept-Language."""
    head = b'GET /healthz HTTP/1.1\r\nHost: a\r\n'
    post = b'POST /logga-in HTTP/1.1\r\nHost: a\r\n'
    for what, status, data, parts in (
        ('the first line', 414, b'GET /' + b'a' * 8192 + b' HTTP/1.1\r\nHost: a\r\n', ('8 kB', MOST)),
        ('the headers', 431, head + b''.join(b'A%d: %s\r\n' % (i, b'x' * 900) for i in range(40)), ('32 kB', MOST)),
        ('the number of headers', 431, head + b'A: b\r\n' * 100, ('100', MOST)),
        ('the body', 413, post + b'Content-Length: 1048577\r\n', ('1 MB', MOST)),
        ('a chunked body', 413, post + b'Transfer-Encoding: chunked\r\n', ('1 MB', MOST)),
        ('a file', 413, b'POST /organisationer/import HTTP/1.1\r\nHost: a\r\nContent-Length: 67108865\r\n', ('64 MB', MOST)),
    ):
        for language in LANGUAGES:
            lines = data.split(b'\r\n', 1)
            sent = lines[0] + b'\r\nAccept-Language: ' + language.encode() + b'\r\n' + lines[1] + b'\r\n'
            if b'chunked' in data:
                sent += b'100000\r\n' + b'x' * MB + b'\r\n1\r\nx\r\n0\r\n\r\n'
            got, closed = s.raw(sent)
            body = got.split(b'\r\n\r\n', 1)[-1].decode()
            said(what, language, got.startswith(b'HTTP/1.1 %d ' % status) and closed, body, *parts)
    slow = Server('--header_s', '1', '--body_s', '2')
    try:
        for language in LANGUAGES:
            for what, data, number in (('slow headers', head, '1 '), ('a slow body', post + b'Content-Length: 5\r\n', '2 ')):
                sent = data + b'Accept-Language: ' + language.encode() + b'\r\n' + (b'\r\na' if b'Length' in data else b'')
                got, _ = slow.raw(sent)
                said(what, language, got.startswith(b'HTTP/1.1 408 '), got.split(b'\r\n\r\n', 1)[-1].decode(), number + ('sekunder' if language == 'sv' else 'seconds'))
    finally:
        slow.stop()


def detail(answer, place):
    """What a problem says about a place; the whole when the place is None."""
    if not (answer.headers.get('Content-Type') or '').startswith('application/problem+json'):
        return ''
    if place is None:
        return answer.json['detail']
    return ' '.join(e['detail'] for e in answer.json.get('errors', []) if place in (e.get('pointer'), e.get('parameter'), e.get('place')))


def programs(w):
    program = w.programs['svenska']
    audit = {'title': 'x', 'type': 'granskning', 'state': 'planerad', 'dated': '2026'}
    deep = '{"title":' + '[' * 70 + ']' * 70 + '}'
    rows = [
        ('a text', 'POST', '/api/v1/audit', {**audit, 'title': 'å' * 301}, 422, '/title', ('301', 'högst 300', 'at most 300')),
        ('a long text', 'POST', '/api/v1/audit', {**audit, 'motive': 'å' * 100001}, 422, '/motive', ('100001', 'högst 100000', 'at most 100000')),
        ('a number', 'POST', '/api/v1/post', {'title': 'x', 'organisation': 1, 'state': 'vakant', 'extent': 101}, 422, '/extent', ('0', '100')),
        ('levels of JSON', 'POST', '/api/v1/audit', deep.encode(), 422, None, ('64',)),
        ('a string of JSON', 'POST', '/api/v1/audit', {**audit, 'motive': 'a' * (MB - 200)}, 422, '/motive', ('100000',)),
        ('rows of a page', 'GET', '/api/v1/audit?limit=1001', None, 400, 'limit', ('1000',)),
        ('a search', 'GET', '/api/v1/audit?q=' + 'a' * 201, None, 400, 'q', ('200',)),
        ('conditions', 'GET', '/api/v1/audit?' + '&'.join(f'title.contains={i}' for i in range(17)), None, 400, 'title.contains', ()),
        ('different conditions', 'GET', '/api/v1/audit?' + '&'.join(f'{f}.{c}=2026-01-{d:02}' for f in ('dated', 'secrecy_date') for c, d in
                                                                    (('lt', 1), ('le', 2), ('gt', 3), ('ge', 4), ('ne', 5)))
         + '&' + '&'.join(f'id.{c}={i + 1}' for i, c in enumerate(('lt', 'le', 'gt', 'ge', 'ne'))) + '&title.contains=a&title.ne=b&type.ne=tillsyn', None, 400, None, ('16',)),
        ('parameters', 'GET', '/api/v1/audit?' + '&'.join(f'x{i}=1' for i in range(101)), None, 400, None, ('100',)),
    ]
    for what, method, path, body, status, place, parts in rows:
        for language in LANGUAGES:
            answer = program.get(path, Accept_Language=language) if method == 'GET' else program.send(method, path, body, Accept_Language=language)
            wanted = [p for p in parts if not p[:1].isalpha() or p.startswith('högst') == (language == 'sv')]
            text = detail(answer, place) if place else ' '.join([detail(answer, None), *(e['detail'] for e in answer.json.get('errors', []))])
            said(what, language, answer.status == status, text, *wanted)
    for language in LANGUAGES:
        r = program.send('POST', '/api/v1/audit', audit, Accept_Language=language, Idempotency_Key='k' * 201)
        said('a key', language, r.status == 400, r.text, '200', 'Idempotency-Key')
        r = program.ask('POST', '/api/v1/audit', b'{"a":1}' + b' ' * MB, {'Content-Type': 'application/json', 'Accept-Language': language})
        said('the body of a program', language, r.status == 413, r.text, '1 MB')
        row = program.send('POST', '/api/v1/audit', audit).json
        r = program.send('POST', f'/api/v1/audit/{row["id"]}/starta', {'reason': 'å' * 1001}, If_Match='"1"', Accept_Language=language)
        said('a reason', language, r.status == 422, detail(r, '/reason'), '1001', 'högst 1000' if language == 'sv' else 'at most 1000')


def whole_files(w):
    program = w.programs['svenska']

    def send(data, language):
        return program.ask('POST', '/api/v1/organisation/csv', data, {'Content-Type': 'text/csv', 'Accept-Language': language})

    for language, line, column in (('sv', 'rad', 'kolumn'), ('en', 'line', 'column')):
        head = 'name;code;type\n'
        for what, data, parts in (
            ('rows of a file', head + 'x;y;annan\n' * 100001, ('100000', f'{line} 100002')),
            ('a cell', head + 'x;' + 'y' * (MB + 10) + ';annan\n', ('1048576', f'{line} 2')),
            ('columns', ';'.join(f'c{i}' for i in range(1025)) + '\n', ('1024',)),
            ('another number of columns', head + 'x;y\n', (f'{line} 2', '2', '3')),
            ('a text in a file', head + f'x;{"y" * 13};annan\n', (f'{line} 2, {column} code', '13', '12')),
            ('an open quote', head + '"x;y;annan\n', (f'{line} 2',)),
            ('broken UTF-8', head.encode() + b'\xff;y;annan\n', (f'{line} 2', 'UTF-8')),
            ('an unknown column', 'name;code;type;farg\n', (f'{line} 1, {column} farg',)),
            ('an unknown word', head + 'x;y;hittepa\n', (f'{line} 2, {column} type',)),
        ):
            r = send(data if isinstance(data, bytes) else data.encode(), language)
            errors = r.json.get('errors') if r.status == 422 else None
            said(f'a file: {what}', language, errors, ' '.join(f'{e["place"]}: {e["detail"]}' for e in errors or []), *parts)
        person = w.sv if language == 'sv' else w.en
        r = person.upload('/organisationer/import', {}, 'fil', 'a.csv', (head + f'x;{"y" * 13};annan\n').encode())
        page = Page(r.text).texts[0]
        said('a file by the page', language, r.status == 422 and f'{line} 2, {column} code' in page and '13' in page, 'x')
        r = person.upload('/granskningar/las-in', {}, 'fil', 'a.txt', b'a' * (8 * MB + 1))
        said('a report by the page', language, r.status == 422, ' '.join(Page(r.text).faults), '8 MB', 'samsyn import audit')


def people(w):
    for person, language in ((w.sv, 'sv'), (w.en, 'en')):
        r = person.form('/organisationer/ny', [(f'x{i}', '1') for i in range(2000)])
        said('fields of a form', language, r.status in (400, 413, 422), ' '.join(Page(r.text).faults), '2000')
        r = person.form('/organisationer/ny', {'name': 'å' * 201, 'code': 'K' * 13, 'type': 'annan'})
        faults = ' '.join(Page(r.text).faults)
        said('two fields of a form', language, r.status == 422 and 'aria-invalid' in r.text, faults, '201', '200', '13', '12')
        t('what was written stands there still', Page(r.text).fields['name'] == 'å' * 201)
        r = person.get('/sok?q=' + 'a' * 201)
        said('a search by the page', language, r.status in (400, 422), ' '.join(Page(r.text).faults), '200')
        r = person.get('/granskningar?limit=1001')
        said('rows by the page', language, '1000' in r.text, ' '.join(Page(r.text).faults), '1000')
        r = person.form('/installningar/nycklar', {'namn': 'n' * 101, 'omfattning': 'read', 'dagar': '30'})
        said("a token's name", language, r.status == 422, ' '.join(Page(r.text).faults), '100')
        r = person.form('/installningar/nycklar', {'namn': 'n', 'omfattning': 'read', 'dagar': '401'})
        said("a token's days", language, r.status == 422, ' '.join(Page(r.text).faults), '400')
        r = person.form('/installningar/losenord', {'gammalt': PASSWORD, 'nytt': 'kort', 'igen': 'kort'})
        said('a short password', language, r.status == 422, ' '.join(Page(r.text).faults), ('tolv', 'twelve'))
        r = person.form('/installningar/losenord', {'gammalt': PASSWORD, 'nytt': 'lång' * 300, 'igen': 'lång' * 300})
        said('a long password', language, r.status == 422, ' '.join(Page(r.text).faults), '1024')
        row = w.programs['svenska'].send('POST', '/api/v1/audit_participant', {'audit': 1, 'title': 'x'}).json
        r = person.form(f'/{w.paths["audit_participant"].strip("/")}/{row["id"]}/upphav', {'version': '1', 'reason': 'å' * 1001})
        said('a reason by the page', language, r.status in (400, 422), ' '.join(Page(r.text).faults), '1001', '1000')


def tries():
    s = Server('--tries_account', '3', '--tries_address', '6')
    try:
        for language in LANGUAGES:
            b = Browser(s, {'Accept-Language': language})
            for _ in range(3):
                b.sign_in(password='fel fel fel fel')
            r = b.sign_in()
            said('tries to sign in', language, r.status == 429 and r.header('Retry-After'), Page(r.text).texts[0], ('sekunder', 'seconds'))
    finally:
        s.stop()


def by_command(w):
    """The command line: LC_ALL chooses the language, and the limit is in the sentence."""
    d = w.server.dir

    def write(name, data):
        path = os.path.join(d, name)
        open(path, 'wb').write(data if isinstance(data, bytes) else data.encode())
        return path

    big = os.path.join(d, 'stor')
    os.umask(0o077)
    with open(big, 'wb') as out:
        out.truncate(600 * MB)
    risk = '{"samsyn_model":1,"nodes":[{"id":"%s"}]}'
    rows = [
        ('a file to load', ['load', big], 1, ('256 MB', MOST)),
        ('a row to load', ['load', write('l.jsonl', '{"entity":"organisation","name":"%s","code":"X","type":"annan"}\n' % ('å' * 201))], 1, (('rad 1', 'line 1'), '201', '200')),
        ('broken JSON to load', ['load', write('b.jsonl', '\n{"entity":\n')], 1, (('rad 2', 'line 2'),)),
        ('an unknown field to load', ['load', write('u.jsonl', '{"entity":"organisation","farg":"x"}\n')], 1, (('rad 1', 'line 1'), 'farg')),
        ('a report', ['import', 'audit', big], 1, ('50 MB', MOST)),
        ('a model', ['risk', 'simulate', big], 2, ('512 MB', MOST)),
        ('an id of a model', ['risk', 'simulate', write('i.json', risk % ('a' * 201))], 2, ('nodes[0].id', '200')),
        ('years', ['risk', 'simulate', write('m.json', '{"samsyn_model":1}'), '--years', '2000000000'], 2, ('--years', '1000000000')),
        ('threads', ['risk', 'simulate', os.path.join(d, 'm.json'), '--threads', '257'], 2, ('--threads', '256')),
        ('a head', ['verify', '--head', big], 2, ('4095 B', MOST)),
        ('a line of the configuration', ['config', '--config', write('a.conf', '\nlog = ' + 'a' * 5000 + '\n')], 2, (('rad 2', 'line 2'), '4096')),
        ('the configuration', ['config', '--config', write('c.conf', '# ' + 'a' * 100 + '\n' * 300000)], 2, ('256 kB', MOST)),
        ('a number of the configuration', ['config', '--config', write('p.conf', 'port = 70000\n')], 2, (('rad 1', 'line 1'), '0–65535')),
        ('a number by the environment', ['config'], 2, ('SAMSYN_WORKERS', '1–256')),
        ('a secret in a file', ['config', '--config', write('s.conf', f'database_file = {big}\n')], 2, ('4 kB', MOST)),
        ('an inventory', ['vuln', 'inventory', 'csv', write('v.csv', 'id,host,part,vendor,product,version\nx,h,a,v,p,' + 'y' * (2 * MB) + '\n')], 1, (('rad 2', 'line 2'),)),
        ('a new password', ['user', 'add', 'nyast', '--role', 'revisor'], 1, (('tolv', 'twelve'),)),
    ]
    for what, argv, status, parts in rows:
        for language in LANGUAGES:
            env = {**w.server.env(), 'LC_ALL': {'sv': 'sv_SE.UTF-8', 'en': 'en_GB.UTF-8'}[language]}
            if 'environment' in what:
                env['SAMSYN_WORKERS'] = '0'
            began = commands_spent()
            done = subprocess.run([BINARY, *argv], cwd=d, env=env, input='kort\n', capture_output=True, text=True, timeout=120)
            said(f'{what} by the command line', language, done.returncode == status and not done.stdout.strip() and done.stderr.startswith('samsyn: '),
                 f'{done.stderr}' if done.returncode == status else f'{done.returncode} {done.stderr}', *parts)
            t(f'{what}: at once', commands_spent() - began < 20)


def languages(w):
    """LC_ALL goes before LC_MESSAGES before LANG; what is not English is Swedish."""
    for env, english in (({'LC_ALL': 'en_US'}, True), ({'LC_ALL': 'en'}, True), ({'LC_ALL': 'sv_SE.UTF-8', 'LANG': 'en_US.UTF-8'}, False),
                         ({'LC_ALL': '', 'LC_MESSAGES': 'en_GB.UTF-8', 'LANG': 'sv_SE'}, True), ({'LC_ALL': '', 'LANG': 'en_GB.UTF-8'}, True),
                         ({'LC_ALL': 'C', 'LANG': 'en_GB'}, False), ({'LC_ALL': 'eng'}, False), ({'LC_ALL': 'de_DE.UTF-8'}, False), ({'LC_ALL': ''}, False)):
        for argv, words in ((['import', 'audit', '/x'], ('finns inte', 'does not exist')), (['hittepa'], ('finns inte', 'no command')), (['user', 'x', 'y'], ('ANVÄNDARNAMN', 'USERNAME'))):
            done = subprocess.run([BINARY, *argv], cwd=w.server.dir, env={**w.server.env(), 'LC_MESSAGES': '', 'LANG': '', **env}, capture_output=True, text=True, timeout=20)
            t(f'{argv[0]} with {env}', words[english] in done.stderr, done.stderr)


world = World('--tries_address', '100000')
try:
    http(world.server)
    programs(world)
    whole_files(world)
    people(world)
    by_command(world)
    languages(world)
finally:
    world.stop()
tries()
t.end()
