#!/usr/bin/python3
"""N4: nothing is deleted; a disposal is proposed by one, approved by another, on a decision; what is due is a list and a preview, nothing more."""
import json, os, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, Browser, Server, Tests

t = Tests()


def send(b, method, path, members=None, etag=None):
    headers = {'Content-Type': 'application/merge-patch+json' if method == 'PATCH' else 'application/json', 'X-CSRF-Token': b.csrf()}
    if etag:
        headers['If-Match'] = etag
    return b.ask(method, path, body=json.dumps(members or {}), headers=headers)


def nothing_is_deleted(b):
    before = json.loads(b.get('/api/v1/measure?limit=1&count=ja&standing=alla').text)['count']
    was = b.get('/api/v1/measure/3')
    r = b.ask('DELETE', '/api/v1/measure/3', headers={'X-CSRF-Token': b.csrf(), 'If-Match': was.header('ETag')})
    t('N4 a row is revoked', r.status in (200, 204), (r.status, r.text))
    after = b.get('/api/v1/measure/3')
    t('N4 and is still there, with its history', after.status == 200 and json.loads(after.text)['standing'] == 'upphavd' and b.get('/atgarder/3/historik').status == 200, after.text[:200])
    t.equal('N4 there are as many rows', json.loads(b.get('/api/v1/measure?limit=1&count=ja&standing=alla').text)['count'], before)


def two_persons(s, one, other):
    page = one.get('/arkiv/gallring')
    t('N4 the plan says what is due', page.status == 200 and 'Komponenter som är ur drift' in page.text and 'Bevaras' in page.text, page.status)
    t('N4 and that nothing goes by itself', 'Ingenting gallras av sig självt' in page.text)
    r = send(one, 'POST', '/api/v1/retention', {'name': 'Prov', 'records': 'uppdrag', 'action': 'gallras', 'years': 0, 'counted': 'skapad', 'basis': 'Provet'})
    rule = json.loads(r.text)
    t('N4 a rule', r.status == 201, r.text)
    r = send(one, 'POST', '/api/v1/disposal', {'title': 'Provgallring', 'retention': rule['id'], 'through': '2099-01-01', 'grounds': 'Inget går förlorat.', 'state': 'foreslaget'})
    t('N4 not later than the rule allows', r.status == 422 and 'Regeln låter bara gallra' in r.text, r.text)
    today = json.loads(r.text)['errors'][0]['detail'].split()[-1].rstrip('.')
    r = send(one, 'POST', '/api/v1/disposal', {'title': 'Provgallring', 'retention': rule['id'], 'through': today, 'grounds': 'Inget går förlorat.', 'authority': 'Kommunstyrelsen i Alby',
                                               'decision': 1, 'decided': '2026-09-15', 'paragraph': '§ 88', 'state': 'foreslaget'})
    t('N4 one proposes', r.status == 201, r.text)
    row = json.loads(r.text)
    path = f'/gallringsbeslut/{row["id"]}'
    page = one.get(path + '/urval')
    t('N4 the preview counts what it takes in', page.status == 200 and re.search(r'Till och med [0-9-]+: [1-9][0-9]* poster', page.text), page.text[-600:])
    number = json.loads(one.get('/api/v1/commission?limit=1&count=ja&standing=alla').text)['count']
    r = one.post(path + '/steg/godkann', {'version': row['version']}, csrf=one.csrf())
    t('N4 who proposes does not approve', r.status == 403, r.status)
    s.run('user', 'grant', 'samordnare', 'forbundschef')
    same = Browser(s)
    same.sign_in('samordnare')
    seats = re.findall(r'name="plats" value="(\d+)"|name="seat" value="(\d+)"', same.get('/plats').text)
    for pair in seats:
        same.post('/plats', {'plats': pair[0] or pair[1], 'seat': pair[0] or pair[1]}, csrf=same.csrf('/plats'))
        r = same.post(path + '/steg/godkann', {'version': row['version']}, csrf=same.csrf())
        t('N4 not from another seat either', r.status == 403, (r.status, r.text[-300:]))
    t('N4 he had another seat', len(seats) >= 2, seats)
    r = other.post(path + '/steg/godkann', {'version': row['version']}, csrf=other.csrf())
    t('N4 another approves', r.status == 303, (r.status, re.findall('ds-error-summary.*', r.text)[:1]))
    now = json.loads(one.get(f'/api/v1/disposal/{row["id"]}').text)
    t('N4 the decision says who, when and how many', now['state'] == 'godkant' and now['approved_by'] != now['proposed_by'] and now['approved'] and now['covered'] == number, now)
    t.equal('N4 and no row is gone', json.loads(one.get('/api/v1/commission?limit=1&count=ja&standing=alla').text)['count'], number)
    r = send(one, 'PATCH', f'/api/v1/disposal/{row["id"]}', {'title': 'Annat'}, one.get(f'/api/v1/disposal/{row["id"]}').header('ETag'))
    t('N4 an approved decision is not rewritten', r.status == 403, (r.status, r.text))


def main():
    s = Server(demo=True)
    try:
        for login, role in (('samordnare', 'samordnare'), ('chef', 'forbundschef'), ('revisor', 'revisor'), ('anstalld', 'medarbetare')):
            s.run('user', 'add', login, '--role', role, '--in', 'FEX', text=PASSWORD + '\n')
        seats = {}
        for login in ('samordnare', 'chef', 'revisor', 'anstalld'):
            seats[login] = Browser(s)
            seats[login].sign_in(login)
        nothing_is_deleted(seats['samordnare'])
        two_persons(s, seats['samordnare'], seats['chef'])
        t('N4 the auditor reads the decisions', seats['revisor'].get('/gallringsbeslut').status == 200)
        t('N4 others do not', seats['anstalld'].get('/gallringsbeslut').status == 403 and seats['anstalld'].get('/arkiv/gallring').status == 403)
    finally:
        s.stop()
    t.end()


main()
