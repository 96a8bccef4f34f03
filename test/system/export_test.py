#!/usr/bin/python3
"""The list of the screen as a file: every cell of the page's table against the cell of the spreadsheet and of the CSV, for every register."""
import csv, html, io, json, os, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, Browser, Server, Tests
from sheet import Sheet

t = Tests()


def text_of(markup):
    return html.unescape(re.sub('<[^>]*>', '', markup)).strip()


def screen(page):
    """The head and the rows of a list's table, as text; the marks beside a title apart."""
    table = re.search('<table class="ds-table".*?</table>', page, re.S)
    if not table:
        return [], [], []
    head = [text_of(h) for h in re.findall('<th scope="col".*?</th>', table[0], re.S)]
    rows, marks = [], []
    for row in re.findall('<tr(?: class="past")?>(.*?)</tr>', table[0].split('<tbody>')[1], re.S):
        marks.append('class="secrecy"' in row)
        row = re.sub('<span class="secrecy">.*?</span>', '', row)
        rows.append([text_of(c) for c in re.findall('<t[hd][^>]*>(.*?)</t[hd]>', row, re.S)])
    return head, rows, marks


def alike(shown, given):
    """The screen cuts long text; white space is the browser's."""
    shown, given = ' '.join(shown.split()), ' '.join(given.split())
    return shown == given or (shown.endswith('…') and given.startswith(shown[:-1]))


def compare(b, path, query, what):
    page = b.get(f'/{path}?{query}')
    head, rows, marks = screen(page.text)
    book, text = b.get(f'/{path}/lista.xlsx?{query}'), b.get(f'/{path}/lista.csv?{query}')
    if not t(f'export {what}: both files come', book.status == text.status == 200, (book.status, text.status, book.text[:300])):
        return 0
    sheet = Sheet(book.body)
    listed = list(csv.reader(io.StringIO(text.body.decode('utf-8-sig')), delimiter=';'))
    if not rows:
        return 0
    last = [] if 'Sekretessmarkering' in head else ['Sekretessmarkering']
    given = [Sheet.shown(c) for c in sheet.rows[1]]
    t.equal(f'export {what}: the head is the screen\'s', given, head + last)
    t.equal(f'export {what}: and the CSV\'s', listed[0], head + last)
    t.equal(f'export {what}: as many rows', (len(sheet.rows) - 2, len(listed) - 1), (len(rows), len(rows)))
    wrong = []
    for i, row in enumerate(rows):
        cells = [Sheet.shown(c) for c in sheet.rows[2 + i]] + [''] * len(head)
        for k, cell in enumerate(row):
            csv_cell = listed[1 + i][k]
            # An empty title is shown as the row's name, so that the link says something.
            named = re.fullmatch(r'.* \d+', cell) and cells[k] == ''
            if not named and not (alike(cell, cells[k]) and alike(cell, re.sub("^'(?=[-=+@\t\r'])", '', csv_cell))):
                wrong.append((i, head[k], cell, cells[k], csv_cell))
        if last and (bool(cells[len(head)]) != marks[i] or bool(listed[1 + i][len(head)]) != marks[i]):
            wrong.append((i, 'the mark', marks[i], cells[len(head)]))
    t(f'export {what}: every cell is the screen\'s', not wrong, wrong[:3])
    t(f'export {what}: the head is fixed and has filters', sheet.frozen == 2 and sheet.filter and sheet.filter.startswith('A2:'), (sheet.frozen, sheet.filter))
    t(f'export {what}: no formulas', all(c[0] != 'formula' for r in sheet.rows for c in r))
    line = sheet.rows[0][0][1]
    t(f'export {what}: above stands who, when and what', 'Uttagen 20' in line and ('av samordnare' in line or 'av revisor' in line) and 'urval: ' in line, line)
    return len(rows)


def registers(b):
    paths = sorted(set(re.findall('href="/([a-z-]+)"', b.get('/register').text)))
    compared = filled = 0
    for path in paths:
        page = b.get(f'/{path}')
        if '/lista.xlsx' not in page.text:
            continue
        compared += compare(b, path, 'limit=250', path)
        columns = re.findall('name="columns" value="([a-z_0-9]+)"', page.text)
        if columns:
            compare(b, path, 'limit=100&standing=alla&sort=-id&columns=' + ','.join(columns[:40]), path + ', every column')
        filled += 1
    t('export of many registers', filled > 30 and compared > 150, (filled, compared))


def chosen(b):
    compare(b, 'atgarder', 'columns=title,cost,due,state&sort=-cost&limit=100', 'measures by cost')
    compare(b, 'dokument', 'title.contains=policy&columns=title,type,created_at&sort=title&limit=100', 'documents with a filter')
    compare(b, 'rekommendationer', 'q=reserv&limit=100', 'a search')
    sheet = Sheet(b.get('/atgarder/lista.xlsx?columns=title,cost,due&sort=-cost').body)
    kinds = [tuple(c[0] for c in r[:3]) for r in sheet.rows[2:]]
    t('amounts are numbers and days are dates', ('text', 'number', 'number') in kinds, kinds[:5])
    line = Sheet(b.get('/atgarder/lista.xlsx?state=foreslagen&sort=-due&q=plan').body).rows[0][0][1]
    t('the selection is told in words', 'Föreslagen' in line and 'fallande' in line and '”plan”' in line, line)
    t('more than a page goes out', len(Sheet(b.get('/rekommendationer/lista.xlsx?limit=2').body).rows) > 5)
    r = b.get('/atgarder/lista.xlsx?finns-inte=1')
    t('an address that is not understood is refused', r.status == 422 or r.status == 400, r.status)


def formulas(b):
    """What would run in a spreadsheet is text in both."""
    evil = '=HYPERLINK("http://x.example";"y")'
    r = b.ask('POST', '/api/v1/document', body=json.dumps({'title': evil, 'type': 'policy', 'state': 'utkast'}), headers={'Content-Type': 'application/json', 'X-CSRF-Token': b.csrf()})
    t('a document with a formula for a title', r.status == 201, (r.status, r.text))
    sheet = Sheet(b.get('/dokument/lista.xlsx?title.contains=HYPERLINK').body)
    t('a formula is text in the spreadsheet', [c for r in sheet.rows[2:] for c in r if c[1] == evil and c[0] == 'text'], sheet.rows[2:])
    text = b.get('/dokument/lista.csv?title.contains=HYPERLINK').text
    t('and has an apostrophe in the CSV', "'=HYPERLINK" in text, text)


def opened(b):
    """N2: the open version leaves marked rows out, says how many, and tells no title of one."""
    canary = 'KANARIE-MARKERAD-1177'
    was = b.get('/api/v1/audit/2')
    r = b.ask('PATCH', '/api/v1/audit/2', body=json.dumps({'title': canary, 'secrecy': 'OSL 18 kap. 8 §', 'secrecy_date': '2023-11-06'}),
              headers={'Content-Type': 'application/merge-patch+json', 'X-CSRF-Token': b.csrf(), 'If-Match': was.header('ETag')})
    t('N2 a row is marked', r.status == 200, (r.status, r.text))
    whole, opened_ = Sheet(b.get('/granskningar/lista.xlsx').body), Sheet(b.get('/granskningar/lista.xlsx?oppen=ja').body)
    cells = lambda s: [c[1] for r in s.rows for c in r]
    t('N2 the whole version shows the mark', canary in cells(whole) and 'OSL 18 kap. 8 §' in cells(whole))
    t('N2 the open version leaves the row out and says so', canary not in cells(opened_) and any('En rad med sekretessmarkering är utelämnad' in str(c) for c in cells(opened_)), cells(opened_)[-3:])
    for path in ('rekommendationer', 'bedomningar', 'fragestallningar'):
        columns = 'columns=' + ','.join(re.findall('name="columns" value="([a-z_0-9]+)"', b.get(f'/{path}').text))
        with_title, without = b.get(f'/{path}/lista.csv?{columns}'), b.get(f'/{path}/lista.csv?oppen=ja&{columns}')
        if path != 'fragestallningar':
            t(f'N2 the whole version of {path} tells what they are about', with_title.status == 200 and canary in with_title.text, with_title.text[:300])
        t(f'N2 the open one does not tell the marked title in {path}', canary not in without.text and (without.status != 200 or 'Öppen version.' in without.text), without.text[:300])
    t('N2 the list of the screen shows the mark', 'class="secrecy"' in b.get('/granskningar').text)


def rights(s):
    b = Browser(s)
    r = b.get('/granskningar/lista.xlsx')
    board = Browser(s)
    board.sign_in('direktion')
    page = board.get('/granskningar')
    t('who may read but not take out whole lists is not offered it', page.status == 200 and 'lista.xlsx' not in page.text)
    for kind in ('xlsx', 'csv'):
        t(f'and gets no {kind}', board.get(f'/granskningar/lista.{kind}').status == 403)
    auditor = Browser(s)
    auditor.sign_in('revisor')
    compare(auditor, 'granskningar', 'limit=50', 'the auditor\'s audits')
    t('nobody takes a list out without signing in', r.status in (303, 401, 403), r.status)


def main():
    s = Server(demo=True)
    try:
        s.run('user', 'add', 'samordnare', '--role', 'samordnare', '--in', 'FEX', text=PASSWORD + '\n')
        s.run('user', 'add', 'revisor', '--role', 'revisor', '--in', 'FEX', text=PASSWORD + '\n')
        s.run('user', 'add', 'direktion', '--role', 'direktion', '--in', 'FEX', text=PASSWORD + '\n')
        b = Browser(s)
        b.sign_in('samordnare')
        rights(s)
        registers(b)
        chosen(b)
        formulas(b)
        opened(b)
    finally:
        s.stop()
    t.end()


main()
