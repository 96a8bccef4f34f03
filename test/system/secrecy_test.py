#!/usr/bin/python3
"""N2, N3: marks are shown wherever a row is, every report has an open version that says what it leaves out, and what is classified is refused."""
import html, io, json, os, re, sys, zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, Browser, Server, Tests

t = Tests()
CANARY = 'KANARIE-HEMLIG-2290'
MARK = 'OSL 18 kap. 8 §'


def patch(b, entity, number, members):
    was = b.get(f'/api/v1/{entity}/{number}')
    return b.ask('PATCH', f'/api/v1/{entity}/{number}', body=json.dumps(members),
                 headers={'Content-Type': 'application/merge-patch+json', 'X-CSRF-Token': b.csrf(), 'If-Match': was.header('ETag')})


def first(b, entity, **conditions):
    asked = '&'.join(f'{k}={v}' for k, v in conditions.items())
    return json.loads(b.get(f'/api/v1/{entity}?limit=200&{asked}').text)['items']


def reports(b, path, in_tables=True):
    """Each format of a report: the whole one shows the mark and the row, the open one neither, and says that something is left out."""
    for kind in ('html', 'csv', 'xlsx'):
        whole, opened = b.get(f'{path}.{kind}'), b.get(f'{path}.{kind}?oppen=ja')
        texts = []
        for reply in (whole, opened):
            if kind == 'xlsx':
                z = zipfile.ZipFile(io.BytesIO(reply.body))
                texts.append(html.unescape('\n'.join(z.read(n).decode() for n in z.namelist() if n.endswith('.xml'))))
            else:
                texts.append(html.unescape(reply.text))
        t(f'N2 {path}.{kind} whole shows the row and its mark', CANARY in texts[0] and MARK in texts[0], (whole.status, texts[0][:200])) if kind == 'html' or in_tables else None
        t(f'N2 {path}.{kind} open has neither', CANARY not in texts[1] and opened.status == 200, opened.status)
        t(f'N2 {path}.{kind} open says how many', re.search('Öppen version. (En rad|[1-9][0-9]* rader) med sekretessmarkering', texts[1]), texts[1][-300:])


def main():
    s = Server(demo=True)
    try:
        for login, role in (('samordnare', 'samordnare'), ('revisor', 'revisor'), ('anstalld', 'medarbetare')):
            s.run('user', 'add', login, '--role', role, '--in', 'FEX', text=PASSWORD + '\n')
        b = Browser(s)
        b.sign_in('samordnare')

        # The mark's own rules, as a program meets them.
        for mark, said in (('hemligt', 'Ange lagrum'), ('Säkerhetsskyddslagen 2 kap. 5 §', 'hör inte hemma här')):
            r = patch(b, 'measure', 1, {'secrecy': mark, 'secrecy_date': '2026-11-24'})
            t(f'N{2 if "lagrum" in said else 3} the mark "{mark}" is refused', r.status == 422 and said in r.text, (r.status, r.text[:300]))
        r = b.get('/atgarder/ny')
        t('N3 the stop text stands at every form', 'Säkerhetsskyddsklassificerade uppgifter hör inte hemma här.' in r.text)
        t('N3 and where files are read in', all('hör inte hemma här' in b.get(p).text for p in ('/atgarder/import', '/granskningar/las-in')))

        # A measure that is marked.
        (measure,) = [m for m in first(b, 'measure') if 'Pröva återläsning' in m['title']]
        t('N2 a measure is marked', patch(b, 'measure', measure['id'], {'title': CANARY, 'secrecy': MARK, 'secrecy_date': '2023-12-06'}).status == 200)
        page = b.get(f'/atgarder/{measure["id"]}').text
        t('N2 the record shows the mark', MARK in page and 'print-secrecy' in page)
        rows = [r for r in re.findall('<tr.*?</tr>', b.get('/atgarder?limit=250').text, re.S) if CANARY in r]
        t('N2 the list shows it at the row', len(rows) == 1 and 'class="secrecy"' in rows[0])
        reports(b, '/handlingsplan')

        # A recommendation that is marked: its measures tell of it, so they go too.
        (item,) = [r for r in first(b, 'recommendation') if r['code'] == '2022-3']
        t('N2 a recommendation is marked', patch(b, 'recommendation', item['id'], {'secrecy': MARK, 'secrecy_date': '2023-12-06'}).status == 200)
        t('N2 the open plan does not tell its text', item['text'] in html.unescape(b.get('/handlingsplan.html').text) and item['text'] not in html.unescape(b.get('/handlingsplan.html?oppen=ja').text))

        # An audit that is marked, its summary and its yttrande.
        (audit,) = [a for a in first(b, 'audit') if a['id'] == 2]
        t('N2 an audit is marked', patch(b, 'audit', audit['id'], {'title': CANARY + ' granskning', 'secrecy': MARK, 'secrecy_date': '2023-12-06'}).status == 200)
        reports(b, f'/granskningar/{audit["id"]}/sammanfattning', in_tables=False)
        for y in first(b, 'response'):
            opened = b.get(f'/yttranden/{y["id"]}/yttrande.html?oppen=ja')
            t('N2 the open yttrande does not tell the audit\'s name', opened.status != 200 or CANARY not in opened.text)

        # Everything that is marked.
        page = b.get('/sekretessmarkerat')
        t('N2 the list of everything marked', page.status == 200 and page.text.count(CANARY) == 2 and '/rekommendationer/' in page.text and 'Revisionsbevis' in page.text and MARK in page.text)
        reports(b, '/sekretessmarkerat')
        pdf = b.get('/sekretessmarkerat.pdf')
        t('N2 and as PDF', pdf.status == 200 and pdf.body[:4] == b'%PDF')
        e = Browser(s)
        e.sign_in('anstalld')
        page = e.get('/sekretessmarkerat')
        t('N2 an employee sees no more of it than of the registers', page.status == 200 and CANARY not in page.text, page.status)
        t('N2 nor as a file', CANARY not in e.get('/sekretessmarkerat.csv').text)
    finally:
        s.stop()
    t.end()


main()
