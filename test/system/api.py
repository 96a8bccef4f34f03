#!/usr/bin/python3
"""The interface for programs against a running server. Every reply is held to /api/openapi.json.

  SAMSYN_URL          http://127.0.0.1:8080
  SAMSYN_TOKEN        of a coordinator in the federation's own organisation, scope "write"
  SAMSYN_TOKEN_READ   of an auditor: reads everything, writes nothing
  SAMSYN_TOKEN_LOW    of an employee: sees no audits

The database must hold the demo (./run's), or any audit with a recommendation. What the tests write they leave behind."""
import concurrent.futures, json, os, re, sys, time, traceback, urllib.error, urllib.parse, urllib.request, uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from openapi import Document, no_doubles

URL = os.environ.get('SAMSYN_URL', 'http://127.0.0.1:8080').rstrip('/')
TOKEN = os.environ['SAMSYN_TOKEN']
READ, LOW = os.environ.get('SAMSYN_TOKEN_READ'), os.environ.get('SAMSYN_TOKEN_LOW')
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        kind = headers.get('Content-Type') or ''
        self.json = json.loads(body.decode('utf-8'), object_pairs_hook=no_doubles) if 'json' in kind and body else None

    def __repr__(self):
        return f'{self.status} {self.body[:1500].decode("utf-8", "replace")}'


def send(method, path, body=None, token=TOKEN, **headers):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    names = {'Accept-Language': 'sv'}
    if data is not None:
        names['Content-Type'] = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
    if token:
        names['Authorization'] = 'Bearer ' + token
    names.update({k.replace('_', '-'): v for k, v in headers.items()})
    request = urllib.request.Request(URL + path, data=data, method=method, headers=names)
    try:
        with urllib.request.urlopen(request, timeout=30) as r:
            return Reply(r.status, r.headers, r.read())
    except urllib.error.HTTPError as e:
        return Reply(e.code, e.headers, e.read())


DOCUMENT = Document(send('GET', '/api/openapi.json', token=None).body)
REGISTERS = [t['name'] for t in DOCUMENT.root['tags']]
SCHEMAS = DOCUMENT.root['components']['schemas']
checked = 0


def api(method, path, body=None, expect=None, sound=True, **rest):
    """One request; its reply is held to the document. `sound`: the body is what the document asks for, and is checked too."""
    global checked
    bare = path.split('?')[0]
    template, operation = DOCUMENT.operation(method, bare)
    r = send(method, path, body, **rest)
    if expect is not None:
        assert r.status == expect, f'{method} {path}: expected {expect}, got {r}'
    if operation is None:
        return r
    answer = operation['responses'].get(str(r.status))
    assert answer, f'{method} {template}: {r.status} is not in the document'
    if '$ref' in answer:
        answer = DOCUMENT.resolve(answer['$ref'])
    content = answer.get('content')
    kind = (r.headers.get('Content-Type') or '').split(';')[0]
    if content is None:
        assert not r.body, f'{template}: {r.status} has a body'
    else:
        assert kind in content, f'{template}: {kind} is not {list(content)}'
        if r.json is not None:
            found = DOCUMENT.faults(content[kind]['schema'], r.json)
            assert not found, f'{method} {path} {r.status}: {found[:5]}'
    for name in answer.get('headers', {}):
        assert name == 'Link' or r.headers.get(name), f'{template}: no {name}'
    if sound and r.status < 300 and isinstance(body, dict):
        written = operation['requestBody']['content']['application/merge-patch+json' if method == 'PATCH' else 'application/json']['schema']
        found = DOCUMENT.faults(written, body)
        assert not found, f'{method} {path}: the server took what the document forbids: {found[:5]}'
    checked += 1
    return r


def every(register, query=''):
    """All rows of a list, page by page."""
    rows, after = [], ''
    while True:
        page = api('GET', f'/api/v1/{register}?limit=1000{query}{after}', expect=200).json
        rows += page['items']
        if page['after'] is None:
            return rows
        after = '&after=' + urllib.parse.quote(page['after'], safe='')


def pointers(r):
    return sorted(e.get('pointer', e.get('parameter', e.get('place'))) for e in r.json['errors'])


def new_audit(**more):
    body = {'title': 'Prov ' + uuid.uuid4().hex, 'type': 'granskning', 'state': 'planerad', 'dated': '2026', **more}
    return api('POST', '/api/v1/audit', body, expect=201)


def new_question(audit, **more):
    taken = [q['number'] for q in every('audit_question', f'&audit={audit}&standing=alla')]
    return api('POST', '/api/v1/audit_question', {'audit': audit, 'number': max(taken, default=0) + 1, 'text': 'Finns en plan?', **more}, expect=201)


# ---- the document ----

def test_the_document_is_the_committed_one():
    mine = open(os.path.join(ROOT, 'gen', 'openapi.json'), 'rb').read()
    assert send('GET', '/api/openapi.json', token=None).body == mine
    assert len(REGISTERS) >= 28


def test_the_validator_can_say_no():
    audit = {'id': 1, 'version': 1}
    assert not DOCUMENT.faults(SCHEMAS['audit'], audit)
    for wrong in ({'id': 0}, {'id': '1'}, {'version': None}, {'title': 5}, {'title': 'x' * 301}, {'type': 'okand'}, {'dated': '2023-1'}, {'tile': 'x'},
                  {'created_at': 'igår'}, {'plan': 3}, {'plan': {'title': 'x'}}, {'follows': {'id': 1, 'x': 2}}):
        assert DOCUMENT.faults(SCHEMAS['audit'], {**audit, **wrong}), wrong


# ---- reading ----

def test_every_register_is_listed_and_read():
    seen = 0
    for register in REGISTERS:
        for row in every(register)[:3]:
            r = api('GET', f'/api/v1/{register}/{row["id"]}', expect=200)
            assert r.json == row, (register, row, r.json)
            assert r.headers['ETag'].startswith(f'"{row["version"]}.')
            again = api('GET', f'/api/v1/{register}/{row["id"]}', expect=304, If_None_Match='W/"9", ' + r.headers['ETag'])
            assert not again.body
            history = api('GET', f'/api/v1/{register}/{row["id"]}/history', expect=200).json['items']
            assert [h['version'] for h in history] == list(range(1, row['version'] + 1)), history
            seen += 1
    assert seen > 20


def test_pages_follow_each_other_both_ways():
    for sort in ('', '&sort=title', '&sort=-title', '&sort=organisation', '&sort=state', '&sort=-body'):
        whole = [r['id'] for r in every('post', sort)]
        assert len(whole) >= 5
        forth, query = [], f'/api/v1/post?limit=2{sort}'
        while query:
            r = api('GET', query, expect=200)
            forth += [row['id'] for row in r.json['items']]
            link = re.search(r'<([^>]+)>; rel="next"', r.headers.get('Link') or '')
            assert bool(link) == (r.json['after'] is not None)
            query = link and link.group(1)
            last = r
        assert forth == whole, sort
        back = [row['id'] for row in last.json['items']]
        while last.json['before'] is not None:
            last = api('GET', f'/api/v1/post?limit=2{sort}&before=' + urllib.parse.quote(last.json['before'], safe=''), expect=200)
            back = [row['id'] for row in last.json['items']] + back
        assert back == whole, sort
    count = api('GET', '/api/v1/post?count=ja&limit=1', expect=200).json
    assert count['count'] == len(every('post')) and count['count_is_more'] is False


def test_conditions_choose_rows():
    posts = every('post')
    for state in {p['state'] for p in posts}:
        assert [p['id'] for p in every('post', f'&state={state}')] == [p['id'] for p in posts if p['state'] == state]
        assert [p['id'] for p in every('post', f'&state.ne={state}')] == [p['id'] for p in posts if p['state'] != state]
    some = posts[0]
    assert some['id'] in [p['id'] for p in every('post', '&title=' + urllib.parse.quote(some['title']))]
    assert some['id'] in [p['id'] for p in every('post', '&title.contains=' + urllib.parse.quote(some['title'][1:4].upper()))]
    assert [p['id'] for p in every('post', '&body.given=nej')] == [p['id'] for p in posts if p['body'] is None]
    assert [p['id'] for p in every('post', f'&id.gt={some["id"]}')] == [p['id'] for p in posts if p['id'] > some['id']]
    organisation = some['organisation']['id']
    assert [p['id'] for p in every('post', f'&organisation={organisation}')] == [p['id'] for p in posts if p['organisation']['id'] == organisation]
    narrow = api('GET', '/api/v1/post?columns=title,state', expect=200).json['items'][0]
    assert sorted(narrow) == ['id', 'state', 'title', 'version']


def test_personal_data_can_be_left_out():
    people = api('GET', '/api/v1/person?personal=nej', expect=200).json['items']
    assert people and all('name' not in p and 'email' not in p for p in people)
    held = api('GET', '/api/v1/assignment?personal=nej', expect=200).json['items']
    assert held and all('title' not in a['person'] and 'title' in a['post'] for a in held)
    assert 'name' in api('GET', f'/api/v1/person/{people[0]["id"]}', expect=200).json


def test_bad_parameters_are_named():
    for query, wrong in (('tile=x', ['tile']), ('limit=0&sort=purpose&dated=2023-13', ['dated', 'limit', 'sort']), ('type=okand', ['type']),
                         ('dated.foo=1', ['dated.foo']), ('after=1&before=2', ['before']), ('q=' + 'a' * 201, ['q']), ('columns=hash', ['columns'])):
        r = api('GET', '/api/v1/audit?' + query, expect=400)
        assert pointers(r) == wrong, (query, r)
    for query in ('after=!!!', 'personal=kanske', 'sort=title&after=abc'):
        api('GET', '/api/v1/audit?' + query, expect=400)
    for query in ('after=%FF', 'after=x%00', 'title=%zz'):  # no address at all: refused before anything reads it
        assert send('GET', '/api/v1/audit?' + query).status == 400, query


def test_what_is_not_there():
    for path in ('/api/v1/nothing', '/api/v1/session', '/api/v1/credential', '/api/v1/api_token', '/api/v1/idempotency', '/api/v1/audit/0', '/api/v1/audit/-1',
                 '/api/v1/audit/x', '/api/v1/audit/99999999', '/api/v1/audit/99999999/history', '/api/v2/audit'):
        r = send('GET', path)
        assert r.status == 404 and r.headers['Content-Type'] == 'application/problem+json', (path, r)


# ---- writing ----

def test_a_row_is_made_changed_and_revoked():
    r = new_audit(purpose='Syftet', dated='2021-09')  # R129: a date with the precision that is known
    row, at = r.json, r.headers['Location']
    assert at == f'/api/v1/audit/{row["id"]}' and row['version'] == 1 and row['dated'] == '2021-09'
    r = api('GET', at, expect=200)
    assert r.json == row
    r = api('PATCH', at, {'scope': 'Avgränsat', 'purpose': None}, expect=200, If_Match=r.headers['ETag'])
    assert r.json['version'] == 2 and r.json['scope'] == 'Avgränsat' and r.json['purpose'] is None and r.json['title'] == row['title']
    r = api('PUT', at, {'title': row['title'], 'type': 'tillsyn', 'state': row['state'], 'dated': '2022'}, expect=200, If_Match='"2"')
    assert r.json['version'] == 3 and r.json['scope'] is None and r.json['type'] == 'tillsyn' and r.json['reach'] == row['reach']
    sent_back = {k: v for k, v in r.json.items() if not SCHEMAS['audit']['properties'][k].get('readOnly') and k in SCHEMAS['audit_patch']['properties']}
    r = api('PUT', at, sent_back, expect=200, If_Match=r.headers['ETag'])
    assert {k: v for k, v in r.json.items() if k in sent_back} == sent_back
    r = api('DELETE', at, expect=200, If_Match=r.headers['ETag'])
    assert r.json['standing'] == 'upphavd'
    assert row['id'] not in [a['id'] for a in every('audit')]
    assert row['id'] in [a['id'] for a in every('audit', '&standing=upphavd')]
    api('PATCH', at, {'scope': 'x'}, expect=403, If_Match=r.headers['ETag'])
    items = api('GET', at + '/history', expect=200).json['items']
    assert [h['verb'] for h in items] == ['skapa', 'andra', 'andra', 'andra', 'upphav'], items
    assert {'field': 'scope', 'before': None, 'after': 'Avgränsat'} in items[1]['changes']
    assert {'field': 'type', 'before': 'granskning', 'after': 'tillsyn'} in items[2]['changes']


def test_a_write_names_the_version_it_saw():
    at = new_audit().headers['Location']
    for method in ('PATCH', 'PUT', 'DELETE'):
        assert send(method, at, {} if method != 'DELETE' else None).status == 428, method
    for tag in ('*', '1', '"x"', '""', 'W/"1"', '"1', '"0"', '"-1"'):
        api('PATCH', at, {'scope': 'x'}, expect=400, sound=False, If_Match=tag)
    api('PATCH', at, {'scope': 'först'}, expect=200, If_Match='"1"')
    r = api('PATCH', at, {'scope': 'sedan'}, expect=412, If_Match='"1"')
    assert r.json['current']['scope'] == 'först' and r.json['yours']['scope'] == 'sedan' and r.json['current']['version'] == 2
    api('DELETE', at, expect=412, If_Match='"7"')
    api('PATCH', '/api/v1/audit/99999999', {'scope': 'x'}, expect=404, If_Match='"1"')


def test_one_of_many_wins():
    at = new_audit().headers['Location']
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda i: api('PATCH', at, {'scope': f'nummer {i}'}, If_Match='"1"').status, range(8)))
    assert statuses == [200] + [412] * 7, statuses


def test_a_key_writes_once():
    key = uuid.uuid4().hex
    body = {'title': 'Nyckel ' + key, 'type': 'granskning', 'state': 'planerad', 'dated': '2026'}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda i: api('POST', '/api/v1/audit', body, Idempotency_Key=key), range(8)))
    assert {r.status for r in made} == {201} and len({r.body for r in made}) == 1 and len({r.headers['ETag'] for r in made}) == 1, made
    assert len(every('audit', '&title=' + urllib.parse.quote(body['title']))) == 1
    api('POST', '/api/v1/audit', {**body, 'title': 'Annat'}, expect=409, Idempotency_Key=key)
    at = made[0].headers['Location']
    for _ in range(2):
        assert api('PATCH', at, {'scope': 'en gång'}, expect=200, If_Match='"1"', Idempotency_Key=key + 'b').json['version'] == 2
    api('POST', '/api/v1/audit', body, expect=400, Idempotency_Key='k' * 201)


def test_every_wrong_member_is_named():
    good = {'title': 'x', 'type': 'granskning', 'state': 'planerad', 'dated': '2026'}
    for more, wrong in (({'tile': 'x'}, ['/tile']), ({'id': 1, 'created_at': None}, ['/created_at', '/id']), ({'title': 5, 'plan': '1'}, ['/plan', '/title']),
                        ({'title': 'å' * 301}, ['/title']), ({'title': ''}, ['/title']), ({'type': 'okand', 'dated': '2023-02-30'}, ['/dated', '/type']),
                        ({'dated': '?'}, ['/unknown_why']),  # R130: what is unknown needs a reason
                        ({'title': 'a\u0000b'}, ['/title']), ({'plan': {'id': 0}}, ['/plan']), ({'reach': 'alla'}, ['/reach'])):
        r = api('POST', '/api/v1/audit', {**good, **more}, expect=422)
        assert pointers(r) == wrong, (more, r)
    assert '/title' in pointers(api('POST', '/api/v1/audit', {}, expect=422))
    for text in (b'', b'[]', b'"x"', b'{', b'{"title":"x",}', b'{"title":"\xff"}', b'{"title":"x","title":"y"}', b'{"title":"\\ud800"}', b'{"a":' * 100, b'\xef\xbb\xbf{}'):
        api('POST', '/api/v1/audit', text, expect=422)
    api('POST', '/api/v1/audit', b'title=x', expect=415, Content_Type='application/x-www-form-urlencoded')
    assert pointers(api('POST', '/api/v1/audit_question', {'audit': 99999999, 'number': 1, 'text': 'x'}, expect=422)) == ['/audit']


NAUGHTY = ['<script>alert(1)</script>', "'; DROP TABLE audit; --", '=HYPERLINK("http://x")', '\u202eomvänt\u202c', 'e\u0301 é', '\U0001F6E1\U000E0041', '\u2028\u2029',
           '\x01\x1f\x7f\x80', 'null', '{"id":1}', '%00%0a', '${jndi:x}', '../../etc', '\ufeffmärke', 'a' * 300, '?', '\\u0041', '&amp;&#39;', "@'\"`"]


def test_text_comes_back_as_it_was_given():
    for text in NAUGHTY:
        row = new_audit(title=text, purpose=' \n\t' + text + '\r\n ').json
        got = api('GET', f'/api/v1/audit/{row["id"]}', expect=200).json
        assert got['title'] == text.strip(' \t\r\n') and got['purpose'] == ' \n\t' + text + '\r\n ', repr(text)
        found = every('audit', '&title=' + urllib.parse.quote(text))
        assert row['id'] in [a['id'] for a in found], repr(text)


def test_a_correction_needs_a_reason_and_keeps_it():
    row = new_question(new_audit().json['id']).json
    at = f'/api/v1/audit_question/{row["id"]}'
    assert pointers(api('PATCH', at, {'text': 'Rättad?'}, expect=422, If_Match='"1"')) == ['/text']
    assert pointers(api('POST', at + '/ratta', {'change': {'text': 'Rättad?'}}, expect=422, sound=False, If_Match='"1"')) == ['/reason']
    assert pointers(api('POST', at + '/ratta', {'reason': 'Fel'}, expect=422, sound=False, If_Match='"1"')) == ['/change']
    r = api('POST', at + '/ratta', {'reason': 'Felskrivning i protokollet', 'change': {'text': 'Rättad?'}}, expect=200, If_Match='"1"')
    assert r.json['text'] == 'Rättad?' and r.json['version'] == 2
    last = api('GET', at + '/history', expect=200).json['items'][-1]
    assert last['verb'] == 'ratta' and last['reason'] == 'Felskrivning i protokollet'
    api('POST', at + '/hittepa', {}, expect=422, If_Match='"2"')


def test_a_state_changes_by_its_acts_only():
    row = new_audit().json
    at = f'/api/v1/audit/{row["id"]}'
    assert pointers(api('PATCH', at, {'state': 'pagar'}, expect=422, If_Match='"1"')) == ['/state']
    key = uuid.uuid4().hex
    for _ in range(2):  # the second is the retry after a lost answer
        r = api('POST', at + '/starta', {'reason': 'Revisorerna har beslutat'}, expect=200, If_Match='"1"', Idempotency_Key=key)
        assert r.json['state'] == 'pagar' and r.json['version'] == 2
    api('POST', at + '/starta', {}, expect=422, If_Match='"2"')
    api('POST', at + '/starta', {}, expect=412, If_Match='"1"')
    api('POST', at + '/rapportera', {'orsak': 'x'}, expect=422, sound=False, If_Match='"2"')
    last = api('GET', at + '/history', expect=200).json['items'][-1]
    assert last['verb'] == 'starta' and last['reason'] == 'Revisorerna har beslutat'
    assert last['changes'] == [{'field': 'state', 'before': 'planerad', 'after': 'pagar'}]
    if READ:
        api('POST', at + '/rapportera', {}, expect=403, token=READ, If_Match='"2"')
    known = {p.rsplit('/', 1)[1] for p in DOCUMENT.root['paths'] if p.startswith('/api/v1/response/{id}/')}
    assert {'besluta', 'skicka', 'ratta', 'history'} <= known, known


def test_faults_speak_the_readers_language():
    said = {tongue: api('GET', '/api/v1/audit/99999999', expect=404, Accept_Language=tongue).json['detail'] for tongue in ('sv', 'en', 'en-GB;q=0.9, sv;q=0.1')}
    assert said['sv'] and said['en'] == said['en-GB;q=0.9, sv;q=0.1']


def test_rows_that_must_differ():
    audit = new_audit().json['id']
    first = new_question(audit).json
    r = api('POST', '/api/v1/audit_question', {'audit': audit, 'number': first['number'], 'text': 'En till'}, expect=422)
    assert 'finns redan' in r.json['detail'], r


# ---- rights ----

def test_who_has_no_key_is_told_so():
    for token in (None, 'smn_hittepå'.encode('ascii', 'ignore').decode(), 'x'):
        r = api('GET', '/api/v1/audit', expect=401, token=token)
        assert r.headers.get('WWW-Authenticate')


def test_rights_hold_for_programs():
    row = new_audit().json
    at = f'/api/v1/audit/{row["id"]}'
    if READ:
        assert api('GET', at, expect=200, token=READ).json['id'] == row['id']
        api('POST', '/api/v1/audit', {'title': 'x', 'type': 'granskning', 'state': 'planerad', 'dated': '2026'}, expect=403, token=READ)
        api('PATCH', at, {'scope': 'x'}, expect=403, token=READ, If_Match='"1"')
        api('DELETE', at, expect=403, token=READ, If_Match='"1"')
        api('POST', '/api/v1/audit/csv', b'titel\nx\n', expect=403, token=READ, Content_Type='text/csv')
    if LOW:
        for path in ('', f'/{row["id"]}', f'/{row["id"]}/history', '/csv'):
            api('GET', '/api/v1/audit' + path, expect=403, token=LOW)
        assert api('GET', '/api/v1/organisation', expect=200, token=LOW).json['items']
        api('GET', '/api/v1/organisation/csv', expect=403, token=LOW)
    assert READ and LOW, 'set SAMSYN_TOKEN_READ and SAMSYN_TOKEN_LOW'


# ---- whole lists ----

def test_a_list_goes_out_and_comes_back():
    audit = new_audit().json['id']
    for text in NAUGHTY[:6]:
        new_question(audit, text=text + '\n"rad; två",')
    for query in ('', '&separator=comma', '&header=names', '&separator=comma&header=names'):
        out = api('GET', f'/api/v1/audit_question/csv?audit={audit}{query}', expect=200)
        assert out.body.startswith(b'\xef\xbb\xbf') and 'audit_question.csv' in out.headers['Content-Disposition']
        back = api('POST', '/api/v1/audit_question/csv', out.body, expect=200, Content_Type='text/csv').json
        assert back == {'dry': False, 'created': 0, 'changed': 0}, (query, back)
    rows = every('audit_question', f'&audit={audit}')
    sheet = 'Nummer;Avsnitt\r\n' + ''.join(f'{q["id"]};4.{i}\r\n' for i, q in enumerate(rows))
    dry = api('POST', '/api/v1/audit_question/csv?dry=ja', sheet.encode(), expect=200, Content_Type='text/csv').json
    assert dry == {'dry': True, 'created': 0, 'changed': len(rows)} and every('audit_question', f'&audit={audit}') == rows
    done = api('POST', '/api/v1/audit_question/csv', sheet.encode(), expect=200, Content_Type='text/csv; charset=utf-8').json
    assert done == {'dry': False, 'created': 0, 'changed': len(rows)}
    assert [q['section'] for q in every('audit_question', f'&audit={audit}')] == [f'4.{i}' for i in range(len(rows))]
    new = f'Granskning;Ordning;Fråga\r\n{audit};901;Ny fråga\r\n{audit};902;En till\r\n'
    assert api('POST', '/api/v1/audit_question/csv', new.encode(), expect=200, Content_Type='text/csv').json['created'] == 2


def test_a_faulty_file_writes_nothing_and_names_every_row():
    audit = new_audit().json['id']
    sheet = f'Granskning;Ordning;Fråga\n{audit};1;Rätt\n{audit};0;Fel ordning\n{audit};x;Inget tal\n99999999;3;Ingen granskning\n'
    r = api('POST', '/api/v1/audit_question/csv', sheet.encode(), expect=422, Content_Type='text/csv')
    assert pointers(r) == ['rad 3, kolumn Ordning', 'rad 4, kolumn Ordning'], r
    sheet = f'Granskning;Ordning;Fråga\n{audit};1;Rätt\n99999999;3;Ingen granskning\n{audit};4;Också rätt\n'
    r = api('POST', '/api/v1/audit_question/csv', sheet.encode(), expect=422, Content_Type='text/csv')
    assert [p.split(',')[0] for p in pointers(r)] == ['rad 3'], r
    assert every('audit_question', f'&audit={audit}') == []
    r = api('POST', '/api/v1/audit_question/csv', 'Fråga;Färg\nx;röd\n'.encode(), expect=422, Content_Type='text/csv')
    assert 'rad 1, kolumn Färg' in pointers(r) and any('Granskning' in e['detail'] for e in r.json['errors'])
    api('POST', '/api/v1/audit_question/csv', b'\xff\xfe', expect=422, Content_Type='text/csv')
    api('POST', '/api/v1/audit_question/csv', sheet.encode(), expect=415, Content_Type='application/json')


def main():
    tests = [(n, f) for n, f in sorted(globals().items()) if n.startswith('test_') and (len(sys.argv) < 2 or any(a in n for a in sys.argv[1:]))]
    failed = 0
    for name, test in tests:
        start = time.monotonic()
        try:
            test()
            print(f'ok     {name}  {time.monotonic() - start:.2f} s')
        except Exception:
            failed += 1
            print(f'FAILED {name}')
            traceback.print_exc(file=sys.stdout)
    print(f'{checked} replies held to the document')
    print(f'{len(tests) - failed} passed, {failed} failed')
    return 1 if failed or not tests else 0


if __name__ == '__main__':
    sys.exit(main())
