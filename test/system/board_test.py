#!/usr/bin/python3
"""The board's page against the real server: its numbers are its lists' numbers, a request goes there and back, and the report has both recipients."""
import html, os, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, Browser, Server, Tests

t = Tests()


def signed_in(s, login, role):
    s.run('user', 'add', login, '--role', role, '--in', 'FEX', text=PASSWORD + '\n')
    b = Browser(s)
    b.sign_in(login=login)
    return b


def text_of(fragment):
    return re.sub(r'\s+', ' ', html.unescape(re.sub('<[^>]+>', ' ', fragment))).strip()


def rows_in(page):
    """How many rows the list's table has; none when it is empty."""
    body = re.search(r'<table.*?<tbody>(.*?)</tbody>', page, re.S)
    return len(re.findall(r'<tr', body[1])) if body else 0


def numbers(page):
    table = re.search(r'<h2 id="laget">.*?<table(.*?)</table>', page, re.S)[1]
    return [(text_of(row[0]), html.unescape(row[1]), int(re.sub(r'\D', '', row[2])))
            for row in re.findall(r'<tr><td>(.*?)</td><td class="num"><a href="([^"]*)">([^<]*)<', table, re.S)]


def overview(s, b, role):
    page = b.get('/direktionen')
    t(f'R113 {role} reads the page', page.status == 200, page.status)
    found = numbers(page.text)
    t(f'R113 {role} sees numbers that can be opened', len(found) >= 12, found)
    for label, to, n in found:
        listed = b.get(to + ('&' if '?' in to else '?') + 'limit=1000')
        t.equal(f'R113 {role}: {label} is the number of {to}', n, rows_in(listed.text) if listed.status == 200 else listed.status)
    for to, n in re.findall(r'<td class="num"><a href="(/(?:malgrupper|atgarder)\?[^"]*)">(\d+)</a>', page.text):
        t.equal(f'R113 {role}: per member {to}', int(n), rows_in(b.get(html.unescape(to) + '&limit=1000').text))


def requests(s, board, director):
    page = board.get('/direktionen').text
    t('R114 two fields', re.findall(r'<(?:textarea|input)[^>]* name="(\w+)"', page[page.index('/direktionen/begar'):])[:3] == ['csrf', 'text', 'due'])
    csrf = board.csrf('/direktionen')
    lacks = board.post('/direktionen/begar', {'text': 'Vad kostar ett avbrott?', 'due': ''}, csrf)
    t('R114 without a day the form comes back with what was written', lacks.status == 422 and 'Vad kostar ett avbrott?' in lacks.text, lacks.status)
    made = board.post('/direktionen/begar', {'text': 'Vad kostar ett avbrott?\r\nOch hur länge?', 'due': '2099-01-31'}, csrf)
    t('R114 the board asks', made.status == 303, (made.status, made.text[:300]))
    row = re.search(r'href="(/begaranden/\d+)"[^>]*>Vad kostar', board.get('/begaranden').text)[1]
    t('R114 it waits for the director', 'Vad kostar ett avbrott?' in director.get('/arenden').text)
    refused = director.post('/direktionen/begar', {'text': 'En egen fråga', 'due': '2099-01-31'}, director.csrf())
    t('R114 an official does not ask in the name of the board', refused.status == 403, refused.status)
    t('R114 … and is not offered it', '/direktionen/begar' not in director.get('/direktionen').text and '/begaranden/ny"' not in director.get('/begaranden').text)
    form = director.get(row + '/andra').text
    fields = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form))
    fields.update(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ''
    fields['answer'] = 'Omkring en halv miljon kronor om dagen.'
    saved = director.post(row + '/andra', {k: html.unescape(v).replace('\r', '').replace('\n', '\r\n') for k, v in fields.items()})
    t('R114 the director writes the answer', saved.status == 303, (saved.status, re.findall(r"<main.*?</main>", saved.text, re.S)[:1]))
    act = lambda b, verb: b.post(f'{row}/steg/{verb}', {'version': re.search(r'name="version" value="(\d+)"', b.get(row).text)[1]}, b.csrf())
    t('R114 … and hands it over', act(director, 'besvara').status == 303)
    t('R114 the board is told', 'Direktionen har fått ett svar' in board.get('/arenden').text)
    t('R114 … and accepts it', act(board, 'godkann').status == 303)
    t('R114 it is counted in the year', re.search(r'/begaranden\?asked=\d{4}">2<', board.get('/direktionen').text))


def agenda(s, board, director):
    page = board.get('/direktionen').text
    part = page[page.index('id="ta-stallning"'):page.index('id="begart"')]
    t('R117 each point says its rule', part.count('<h3>') == part.count('Regel:') >= 8, (part.count('<h3>'), part.count('Regel:')))
    t('R117 nobody can put anything on it or take anything off', '<form' not in part and '<button' not in part)
    for number, frozen in ((1, True), (2, False)):
        one = board.get(f'/sammantraden/{number}/dagordning')
        t('R117 a held meeting keeps its agenda as it stood' if frozen else 'R117 the next meeting has its agenda',
          one.status == 200 and ('Så stod dagordningen' in one.text) == frozen and 'Regel:' in one.text, one.status)
    before = board.get('/sammantraden/1/dagordning').text
    row = re.search(r'href="(/atgarder/\d+)"[^>]*>Besluta en modell', before)[1]
    cancelled = director.post(f'{row}/andra')
    t('R117 (a bare form changes nothing)', cancelled.status >= 400, cancelled.status)
    s.run('load', make_change(s, row))
    after = board.get('/sammantraden/1/dagordning').text
    main = lambda text: text_of(text[text.index('<h2>Dagordning'):text.index('<h2>Beslut på')])
    t.equal('R117 what is written afterwards does not change it', main(after), main(before))


def make_change(s, row):
    path = os.path.join(s.dir, 'later.jsonl')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('{"entity":"measure","title":"Senare åtgärd","state":"vantar","waits_for":"ett svar","waits_since":"2026-01-01","look_again":"2026-02-01"}\n')
    return path


def report(s, board, auditor):
    page = board.get('/direktionen/aterrapport')
    t('R118 the report is addressed to the board and to the management', page.status == 200 and
      re.findall(r'<dt>Till</dt>\s*<dd>(\w+)', page.text) == ['Förbundsdirektionen', 'Förbundsledningen'], re.findall(r'<d[td]>[^<]*', page.text)[:8])
    for n in range(1, 14):
        t(f'R113 the report has section {n}', re.search(rf'<h2[^>]*>{n} ', page.text))
    for extension, start in (('pdf', b'%PDF-'), ('xlsx', b'PK'), ('csv', None), ('html', b'<!')):
        full = auditor.get(f'/direktionen/aterrapport.{extension}')
        t(f'R113 the report as {extension}', full.status == 200 and (start is None or full.body.lstrip(b'\xef\xbb\xbf').startswith(start)), (full.status, full.body[:20]))
        t(f'R113 … and open', auditor.get(f'/direktionen/aterrapport.{extension}?oppen=ja').status == 200)


def main():
    s = Server(demo=True)
    try:
        board, director, auditor, member = (signed_in(s, login, role) for login, role in
                                            (('led', 'direktion'), ('chef', 'forbundschef'), ('rev', 'revisor'), ('rad', 'medlemsrepresentant')))
        overview(s, board, 'the board')
        overview(s, auditor, 'the auditor')
        t('R113 a member does not read the board\'s page', member.get('/direktionen').status == 403)
        requests(s, board, director)
        agenda(s, board, director)
        report(s, board, auditor)
    finally:
        s.stop()
    t.end()


main()
