#!/usr/bin/python3
"""Every text field of every register, as gen/openapi.json names them, with the worst strings there are: in through the interface for
programs and through the form, out through JSON, the record's page, the form, the list, the history and the file, byte for byte; and
back in from the file. What cannot be kept is refused with a sentence that names the field. A new field is covered by itself."""
import csv, io, json, os, re, sys, urllib.parse, zipfile
from xml.etree import ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import Tests
from world import REGISTERS, SCHEMAS, Page, World, schema, text_fields

t = Tests()
POSTGRES = bool(os.environ.get('SAMSYN_TEST_POSTGRES'))
SPACES = ' \t\n\v\f\r'
FAMILY = '\U0001F468\u200d\U0001F469\u200d\U0001F467\u200d\U0001F466'

KEPT = {
    'quotes': '\'"`´’”«» \\\' \\" \'\'\'',
    'an end of script': '</script><script>alert(1)</script><!-- --> ]]>',
    'a tag': '"><img src=x onerror=alert(1)>',
    'an end of a text area': '</textarea></title></style>',
    'SQL': "Robert'); DROP TABLE audit; -- /* ' OR '1'='1",
    'patterns of LIKE': '%_\\%\\_[a-z]*?',
    'formats': '%s %n %d %x %99999s {0} {1} {2} {} ${x}',
    'templates': '{{ v->title }} {{7*7}} {% if x %} {# c #} ${jndi:ldap://x} #{x} <%= x %>',
    'entities': '&amp; &#39; &lt;b&gt; &nbsp &copy &#0; &#x41;',
    'escapes': '\\u0041 \\x41 \\n \\0 %41 %00 %0a =41',
    'backslashes': '\\\\server\\share\\ c:\\temp\\',
    'a lone CR': 'före\refter',
    'CR LF': 'före\r\nefter',
    'LF CR': 'före\n\refter\n\n\nslut',
    'tabs': 'a\tb\t\tc',
    'control bytes': 'a\x01\x02\x08\x0b\x0c\x0e\x1b[31m\x1f\x7fb',
    'C1 controls': 'a\x80\x85\x9fb',
    'a byte order mark': '\ufeffmärke\ufeff',
    'zero width': 'a\u200bb\u200cc\u200dd\u2060e\u00adf',
    'right to left override': 'fil\u202egpj.exe\u202c \u2067אב\u2069',
    'Arabic and Hebrew': 'السلام عليكم שלום',
    'combining': 'Z\u0351\u036b\u0343\u036a\u0302a\u0323\u0307l\u0327go',
    'composed': 'Åsa Öberg é \ufb01',
    'decomposed': 'A\u030asa O\u0308berg e\u0301',
    'a family': FAMILY * 3 + ' \U0001F1F8\U0001F1EA \U0001F44D\U0001F3FF',
    'the astral plane': '\U00010000\U0001D54A\U0002F81A\U000E0041\U0010FFFD',
    'noncharacters': 'a\ufffe\uffff\ufdd0\U0001fffe\U0010ffffb',
    'line separators': 'a\u2028b\u2029c\u0085d',
    'a replacement character': 'a\ufffdb',
    'other spaces': '\u00a0a\u2003b\u3000c\u202f',
    'Turkish': 'İıŞşĞğ ß ſ K',
    'leading =': '=HYPERLINK("http://x";"y")',
    'leading +': '+46 8 123',
    'leading -': '-1+2',
    'leading @': '@SUM(A1:A2)',
    'leading tab': '\t=1+1',
    'leading CR': '\r=1+1',
    'leading apostrophe': "'=1+1",
    'apostrophes': "'''@x",
    'a separator': 'a;b,c\td|e',
    'quotes of a file': '"a";"b""c"\n"d"',
    'spaces around': '   mitt i   ',
    'lines around': '\n\n  rad  \n\n',
    'a number': '0012.50',
    'a word that means nothing': 'null',
    'not a number': 'NaN',
    'JSON': '{"id":1,"title":null}',
    'a path': '../../../etc/passwd',
    'an address': 'javascript:alert(1)//http://a/%2e%2e',
    'a question mark': '?',
    'long words': 'å' * 190,
}
EMPTY = {'only spaces': '    ', 'only line breaks': '\r\n\n\t'}
# Text with a form of its own that the document does not state as a pattern or a format: anything else is refused by name.
OWN = {('account', 'login'), ('account', 'language'), ('retention', 'records')}


def free(register):
    return {k: s for k, s in text_fields(register).items() if 'pattern' not in s and (register, k) not in OWN}


def required(register):
    return set(SCHEMAS[register + '_new'].get('required', []))


class Maker:
    """Rows of one register, made after one that is there: with other texts, and other numbers and references where rows must differ."""
    def __init__(self, world, register):
        self.world, self.register, self.members, self.number = world, register, schema(register), 5000
        rows = [r for r in world.every(register) if r['standing'] == 'gallande']
        self.base, self.row, self.shaped = {}, rows[-1] if rows else None, False
        for row in rows[-1:]:
            for k in self.members:
                if row.get(k) is not None and k not in ('owner', 'reach'):
                    self.base[k] = row[k]['id'] if isinstance(row[k], dict) else row[k]
        for k in required(register) - set(self.base):
            self.base[k] = self.first(self.members[k])
        self.choices = {k: [r['id'] for r in world.every(s['x-refers'])] for k, s in self.members.items() if 'x-refers' in s and k in self.base}

    def first(self, s):
        kinds = s.get('type') if isinstance(s.get('type'), list) else [s.get('type')]
        if 'x-refers' in s:
            return self.world.every(s['x-refers'])[0]['id']
        if 'enum' in s:
            return s['enum'][0]
        if 'integer' in kinds:
            return max(1, s.get('minimum', 1))
        if 'boolean' in kinds:
            return False
        return '2026-01-15' if 'pattern' in s else 'prov'

    def vary(self, body, wrong, double):
        """Another row, when this one may not stand: a word or a reference that is named is exchanged; a double gets other numbers and
        references in turn. What was found is where the next row begins."""
        if not double:
            for field in wrong:
                s = self.members.get(field, {})
                values = [v for v in s['enum'] if v] if 'enum' in s else self.choices.get(field)
                if values:
                    body[field] = self.base[field] = values[(values.index(body[field]) + 1) % len(values)] if body.get(field) in values else values[0]
                    return
        self.number += 1
        for k, s in self.members.items():
            if 'integer' in (s.get('type') if isinstance(s.get('type'), list) else [s.get('type')]) and k in self.base and 'x-refers' not in s:
                body[k] = self.base[k] = s.get('minimum', 0) + self.number % (min(s.get('maximum', 1 << 31), 1 << 31) - s.get('minimum', 0) + 1)
        for k in reversed(self.choices):  # as a counter: the last reference first
            ids = self.choices[k]
            at = (ids.index(body[k]) + 1) % len(ids) if body[k] in ids else 0
            body[k] = self.base[k] = ids[at]
            if at:
                break

    def unique(self, field, text):
        """A text that no other row has, as much of it as fits kept."""
        self.number += 1
        tail = str(self.number)
        return text[:self.members[field]['maxLength'] - len(tail)] + tail


def cut(s, text):
    return text[:s['maxLength']]


def kept(text, long):
    """What is stored of a text: one-line fields lose the white space around them."""
    text = text if long else text.strip(SPACES)
    return text or None


def marked(field, text):
    """A secrecy mark names its paragraph; whatever stands around it is free."""
    return '§' + text if field == 'secrecy' else text


def texts_for(maker, fields, long, i, names):
    """The i-th string in the first field, the next in the second …; a required field gets something in front of what would be empty."""
    body = {}
    for j, (field, s) in enumerate(fields.items()):
        text = cut(s, KEPT[names[(i + j) % len(names)]])
        if field in required(maker.register) and (kept(text, long[field]) is None or len(kept(text, long[field])) < s.get('minLength', 0)):
            text = cut(s, 'x' + text)
        body[field] = cut(s, marked(field, text))
    return body


def create(maker, texts, send):
    """Creates the row; where rows must differ, differently. Gives what was sent and the answer."""
    body = {**maker.base, **texts}
    for attempt in range(250):
        answer = send(body)
        if answer is not None and answer.status in (201, 303):
            return body, answer
        said = answer.text if answer is not None else ''
        if answer is None or answer.status not in (403, 409, 422):
            return body, answer
        wrong = [p.lstrip('/') for p in re.findall(r'"pointer":"([^"]*)"', said)] or re.findall(r'id="e-([a-z_]+)"', said)
        stands = [f for f in wrong if f in texts]
        taken = [f for f in wrong if isinstance(body.get(f), str) and 'maxLength' in maker.members[f]]
        if taken and re.search('redan|already', said):
            body[taken[0]] = maker.unique(taken[0], texts.get(taken[0], body[taken[0]]))
        elif stands:
            return body, answer
        else:
            maker.vary(body, wrong, 'finns redan' in said)
    return body, answer


UNREACHED = []


def write(maker, texts, program, rows):
    """A new row; in a register whose rows rules shape (an act makes them, or one a pair) a change of one that is there. None: neither goes."""
    at = f'/api/v1/{maker.register}'
    if not maker.shaped:
        body, answer = create(maker, texts, lambda body: program.send('POST', at, body))
        named = re.findall(r'"pointer":"/([^"]*)"', answer.text)
        if answer.status == 201 or any(f in texts for f in named):
            return body, answer
        maker.shaped = True
    row = rows[-1] if rows else maker.row
    row = program.get(f'{at}/{row["id"]}').json if row else None
    answer = row and program.send('PATCH', f'{at}/{row["id"]}', texts, If_Match=f'"{row["version"]}"')
    return texts, answer if answer and answer.status != 403 else None


def form_value(value):
    return 'ja' if value is True else None if value is False else str(value)


def parse_cell(cell):
    """What the formula-safe writer put in front is taken off."""
    bare = cell.lstrip("'")
    return cell[1:] if cell[:1] == "'" and bare[:1] and bare[0] in '=+-@\t\r' else cell


def files(world, register, fields, rows):
    """Out as a file, read by another reader, and back in unchanged."""
    program = world.program(register)
    for query in ('?header=names', '?separator=comma&header=names', ''):
        out = program.get(f'/api/v1/{register}/csv{query}')
        if out.status == 403 and 'hela listor' in out.text:  # the rights table gives the coordinator no whole lists of this
            return False
        if not t(f'{register}: a file{query}', out.status == 200, out):
            return True
        back = program.ask('POST', f'/api/v1/{register}/csv', out.body, {'Content-Type': 'text/csv'})
        t(f'{register}: a file{query} goes back in unchanged', back.status == 200 and back.json == {'dry': False, 'created': 0, 'changed': 0}, back)
        if not query.startswith('?header'):
            continue
        sheet = list(csv.reader(io.StringIO(out.body.decode('utf-8-sig'), newline=''), delimiter=';', strict=True))
        read = {int(line[0]): dict(zip(sheet[0], line)) for line in sheet[1:]}
        for row in rows:
            for field in fields:
                cell = read[row['id']][field]
                t(f'{register}.{field}: a cell is no formula', cell[:1] not in tuple('=+-@\t\r') or not cell, repr(cell))
                t.equal(f'{register}.{field} in the file', parse_cell(cell) or None, row[field])
    return True


def pages(world, register, row, fields, long, language, at):
    """The record's page, its form and its history show the stored text, exactly."""
    person = world.person(register, language)
    page = person.get(at)
    t(f'{register}: the record', page.status == 200 and f'lang="{language}"' in page.text[:200], page)
    t(f'{register}: no raw CR, NUL or broken UTF-8 on the page', b'\r' not in page.body and b'\0' not in page.body and page.body.decode('utf-8', 'strict'), '')
    shown = [value for _, value in Page(page.text).facts]
    for field in fields:
        if row[field] is not None:
            t(f'{register}.{field} on its page', row[field] in shown, (row[field], shown))
    edit = person.get(at + '/andra')
    if edit.status == 200:
        form = Page(edit.text).fields
        for field in fields:
            if field in form:
                t.equal(f'{register}.{field} in the form', form[field], row[field] or '')
    return edit


def beginning(cell, whole):
    """A cell of a list or the history: the whole text, or its beginning with an ellipsis."""
    cell = re.sub(' (Sekretess|Confidential)$', '', cell) if cell != whole else cell
    return cell == whole or (cell.endswith('…') and whole.startswith(cell[:-1])) or cell.strip(SPACES) == whole.strip(SPACES)


def history(world, register, row, fields, language, at):
    page = Page(world.person(register, language).get(at + '/historik').text)
    cells = [line[-1] for table in page.tables for line in table if line]
    for field in fields:
        if row[field] is not None:
            t(f'{register}.{field} in the history', any(beginning(c, row[field]) for c in cells), (row[field], cells))
    items = world.program(register).get(f'/api/v1/{register}/{row["id"]}/history').json['items']
    told = {c['field']: c['after'] for item in items for c in item['changes']}
    for field in fields:
        t.equal(f'{register}.{field} in the history for programs', told.get(field), row[field])


def listed(world, register, rows, fields):
    """The list with the text fields as its columns."""
    for at in range(0, len(fields), 4):
        columns = list(fields)[at:at + 4]
        page = world.person(register).get(f'{world.paths[register]}?limit=100&sort=-id&columns=' + ','.join(columns))
        table = [line for line in Page(page.text).tables[-1] if line] if page.status == 200 and Page(page.text).tables else []
        if not t(f'{register}: the list', len(table) > 1, page.status):
            continue
        cells = [[c for c in line] for line in table[1:]]
        for row in rows[-90:]:
            values = [row[c] for c in columns if row[c]]
            t(f'{register}: row {row["id"]} in the list', any(all(any(beginning(c, v) for c in line) for v in values) for line in cells), (values, cells[:3]))


def refusals(world, register, maker, fields, long):
    """What cannot be kept: said by name, in both languages, and nothing is stored."""
    by_form = world.person(register).get(world.paths[register] + '/ny').status == 200  # rows of some registers come from acts only
    program, before = world.program(register), len(world.every(register))
    for field, s in fields.items():
        most = s['maxLength']
        for text, what in (('a\0b', 'NUL'), ('å' * (most + 1), 'one past the limit'), ('\U0001F600' * (most + 1), 'one astral past the limit')):
            for language, limit in (('sv', f'högst {most}'), ('en', f'at most {most}')):
                r = program.send('POST', f'/api/v1/{register}', {**maker.base, field: text}, Accept_Language=language)
                said = next((e['detail'] for e in r.json.get('errors', []) if e.get('pointer') == '/' + field), None) if r.status == 422 else None
                t(f'{register}.{field}: {what} is refused ({language})', said and ('NUL' in said if what == 'NUL' else limit in said and str(most + 1) in said), r)
        raw = json.dumps({**maker.base, field: 'PLATS'}, ensure_ascii=False)
        for wrong, what in ((b'\\ud800', 'a lone surrogate'), (b'\xc0\xaf', 'overlong UTF-8'), (b'\xed\xa0\x80', 'an encoded surrogate'), (b'\xe2\x82', 'truncated UTF-8'),
                            (b'\xf4\x90\x80\x80', 'past the last character'), (b'\xff\xfe', 'no UTF-8 at all'), (b'a\x01b', 'a raw control byte')):
            r = program.send('POST', f'/api/v1/{register}', raw.encode().replace(b'PLATS', wrong))
            t(f'{register}.{field}: {what} is refused', r.status == 422 and r.json['errors'] and field in r.text, r)
            if what == 'a raw control byte' or wrong.startswith(b'\\') or not by_form:
                continue
            person = world.person(register)
            r = person.form(world.paths[register] + '/ny', {**{k: form_value(v) for k, v in maker.base.items() if v is not False}, field: wrong})
            t(f'{register}.{field}: {what} in a form is refused', r.status in (400, 422) and (field in r.text or 'UTF-8' in r.text), r)
        if by_form:
            r = world.person(register).form(world.paths[register] + '/ny', {**{k: form_value(v) for k, v in maker.base.items() if v is not False}, field: 'a\0b'})
            t(f'{register}.{field}: NUL in a form is refused', r.status in (400, 422) and 'UTF-8' in r.text, r)
        if field in required(register):
            for what, text in EMPTY.items():
                r = program.send('POST', f'/api/v1/{register}', {**maker.base, field: text})
                t(f'{register}.{field}: {what} does not fill it', r.status == 422 and f'"/{field}"' in r.text, r)
    t.equal(f'{register}: nothing of it is stored', len(world.every(register)), before)


def at_the_limit(world, register, maker, fields, long):
    program = world.program(register)
    for field, s in fields.items():
        text = cut(s, marked(field, '\U0001F600' * s['maxLength']))
        body, answer = create(maker, {field: text}, lambda body: program.send('POST', f'/api/v1/{register}', body))
        if t(f'{register}.{field}: exactly {s["maxLength"]} characters are taken', answer.status == 201, answer):
            t.equal(f'{register}.{field} comes back whole', answer.json[field], body[field])


def own_forms(world, register, maker):
    """Text with a form of its own says which."""
    for field, s in schema(register).items():
        if not ('pattern' in s or (register, field) in OWN or s.get('format') == 'email') or 'maxLength' not in s:
            continue
        for name, text in KEPT.items():
            r = world.program(register).send('POST', f'/api/v1/{register}', {**maker.base, field: cut(s, text)})
            if r.status == 422 and f'"/{field}"' not in r.text and 'finns redan' in r.text:
                continue  # taken as text; the row would be another's double
            if r.status == 201:
                t.equal(f'{register}.{field}: {name} is kept when it is taken', r.json[field], kept(cut(s, text), False))
            else:
                t(f'{register}.{field}: {name} is refused by name', r.status == 422 and f'"/{field}"' in r.text, r)


def shown(world, register, rows, i, fields, long, name):
    """The pages for every third string, from another one on in each register; a field's neighbours have the others. What a page makes of
    a text does not depend on the database: on PostgreSQL for fewer."""
    if (i + REGISTERS.index(register)) % (12 if POSTGRES else 3) or not rows:
        return
    language = ('sv', 'en')[i % 2] if register not in ('account', 'seat_grant') else 'sv'
    row = rows[-2] if i % 2 and len(rows) > 1 else rows[-1]  # now one that a program wrote, now one from a form
    at = f'{world.paths[register]}/{row["id"]}'
    edit = pages(world, register, row, fields, long, language, at)
    history(world, register, row, fields, language, at)
    if edit.status == 200:
        saved_unchanged(world, register, row, fields, edit, at, name)


def every_string(world, register, maker, fields):
    empty = world.person(register).get(world.paths[register] + '/ny')
    form = Page(empty.text if empty.status == 200 else '')  # rows of some registers come from acts only
    long = {f: f in form.long for f in fields}
    names, covered, rows = list(KEPT), set(), []
    program = world.program(register)

    def by_form(body):
        sent = {k: form_value(v) for k, v in body.items() if k in form.fields and form_value(v) is not None}
        return world.person(register, language).form(world.paths[register] + '/ny', {**{k: v for k, v in form.fields.items() if k not in ('csrf', 'version')}, **sent})

    for i, name in enumerate(names):
        texts = texts_for(maker, fields, long, i, names)
        body, answer = write(maker, texts, program, rows)
        if answer is None:
            UNREACHED.append(register)
            return long, []
        if t(f'{register}: {name} is taken', answer.status in (200, 201), (texts, answer)):
            row = answer.json
            rows = [r for r in rows if r['id'] != row['id']]
            for field in fields:
                t.equal(f'{register}.{field}: {name}', row[field], kept(body[field], long[field]))
                covered.add((field, 'json', name))
            rows.append(row)
        language = ('sv', 'en')[i % 2] if register not in ('account', 'seat_grant') else 'sv'
        if empty.status != 200 or maker.shaped:
            shown(world, register, rows, i, fields, long, name)
            continue
        body, answer = create(maker, texts, by_form)
        if answer.status == 422 and not any(f in texts for f in re.findall(r'id="e-([a-z_]+)"', answer.text)):
            maker.shaped = True  # no more rows that differ may be made here: from now on one is changed
            shown(world, register, rows, i, fields, long, name)
            continue
        at = answer.headers.get('Location') or ''
        if t(f'{register}: {name} by the form', answer.status == 303 and re.search(r'/\d+(#|$)', at), (texts, answer)):
            # What is written about another row leads back to that row: then it is the newest of its register.
            made = at.rsplit('/', 1)[1] if '#' not in at else max(r['id'] for r in world.every(register))
            row = program.get(f'/api/v1/{register}/{made}').json
            for field in fields:
                if field in form.fields:
                    sent = body[field].replace('\r\n', '\n').replace('\r', '\n') if long[field] else body[field]
                    t.equal(f'{register}.{field}: {name} by the form', row[field], kept(sent, long[field]))
                    covered.add((field, 'form', name))
            rows.append(row)
        if not rows:
            continue
        shown(world, register, rows, i, fields, long, name)
    for field in fields:
        t.equal(f'{register}.{field}: every string went in by JSON', sum(c[0] == field and c[1] == 'json' for c in covered), len(names))
        if field in form.fields and not maker.shaped:
            t.equal(f'{register}.{field}: every string went in by the form', sum(c[0] == field and c[1] == 'form' for c in covered), len(names))
    stored = {row['id']: row for row in world.every(register)}
    for row in rows:
        t.equal(f'{register}: read again', {f: stored[row['id']][f] for f in fields}, {f: row[f] for f in fields})
    return long, [stored[row['id']] for row in rows]


def saved_unchanged(world, register, row, fields, edit, at, name):
    """What a browser makes of the fields (line breaks become CR LF; a line has none), sent back, changes nothing."""
    page = Page(edit.text)
    sent = {}
    for k, v in page.fields.items():
        v = re.sub('\r\n|\r|\n', '\r\n', v) if k in page.long else re.sub('[\r\n]', '', v)
        sent[k] = v
    sent.pop('csrf', None)
    r = world.person(register).form(at + '/andra', sent)
    t(f'{register}: {name} is saved again', r.status in (303, 403), r)  # 403: a rule of the register lets nobody change it
    again = world.program(register).get(f'/api/v1/{register}/{row["id"]}').json
    t.equal(f'{register}: {name} saved again unread is the same', {f: again[f] for f in fields}, {f: row[f] for f in fields})


def cells_of_sheet(data):
    """The texts of a spreadsheet, read as strict XML, its _x0001_ as the character."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.endswith('.xml'):
                root = ElementTree.fromstring(book.read(name))
                texts += [re.sub('_x([0-9A-F]{4})_', lambda m: chr(int(m[1], 16)), e.text or '') for e in root.iter() if e.tag.endswith('}t')]
    return texts


def reports(world):
    """The summary of an audit, in every format, with every string as a recommendation and as its assessment."""
    program = world.programs['svenska']
    follow_up = next(a for a in world.every('audit') if a['follows'])
    number = max([r['number'] for r in world.every('recommendation')])
    texts = []
    for i, (name, text) in enumerate(KEPT.items()):
        r = program.send('POST', '/api/v1/recommendation', {'audit': follow_up['follows']['id'], 'number': number + 1 + i, 'code': f'R{i}', 'text': text})
        stored = r.json.get('text')
        r = program.send('POST', '/api/v1/assessment', {'audit': follow_up['id'], 'recommendation': r.json.get('id'), 'grade': 'nej', 'text_short': 'K' + text})
        if t(f'the report: {name} is recorded', r.status == 201, r):
            texts += [stored, r.json['text_short']]
    at = f'/granskningar/{follow_up["id"]}/sammanfattning'
    page = [c.strip(SPACES) for table in Page(world.sv.get(at).text).tables for line in table for c in line]
    own = [c.strip(SPACES) for table in Page(world.sv.get(at + '.html').text).tables for line in table for c in line]
    out = world.sv.get(at + '.csv')
    lines = list(csv.reader(io.StringIO(out.body.decode('utf-8-sig'), newline=''), delimiter=';', strict=True))
    file = [parse_cell(c).strip(SPACES) for line in lines for c in line]
    t('the report: no cell of the file is a formula', all(c[:1] not in tuple('=+-@\t\r') or not c for line in lines for c in line))
    sheet = [c.strip(SPACES) for c in cells_of_sheet(world.sv.get(at + '.xlsx').body)]
    for text in texts:
        for where, cells, lost in (('its page', page, ''), ('HTML', own, ''), ('CSV', file, ''), ('the spreadsheet', sheet, '\ufffe\uffff')):
            expected = ''.join('\ufffd' if c in lost else c for c in text).strip(SPACES)
            if where == 'HTML':  # an empty line begins a paragraph there
                expected, cells = re.sub('\\s', '', expected), [re.sub('\\s', '', c) for c in cells]
            t(f'the report as {where} has {text[:20]!r}', expected in cells or any(c.startswith(expected) or c.endswith(expected) for c in cells),
              [c for c in cells if c[:3] == expected[:3]][:4])
    pdf = world.sv.get(at + '.pdf')
    t('the report as PDF', pdf.status == 200 and pdf.body.startswith(b'%PDF-'), pdf)


def main():
    only = sys.argv[1:]
    world = World('--tries_address', '100000')
    try:
        number, without = 0, []
        for register in REGISTERS:
            if only and register not in only:
                continue
            fields = free(register)
            maker = Maker(world, register)
            own_forms(world, register, maker)
            if not fields:
                continue
            number += len(fields)
            long, rows = every_string(world, register, maker, fields)
            if not rows:
                continue
            listed(world, register, rows, fields)
            if not files(world, register, fields, rows):
                without.append(register)
            refusals(world, register, maker, fields, long)
            if not maker.shaped:
                at_the_limit(world, register, maker, fields, long)
        if not only or 'report' in only:
            reports(world)
        t('the fields of the document are there', only or number > 60, number)
        t('nearly every register goes out as a file', not set(without) - {'evidence', 'reading_confirmation', 'no_action', 'information_request', 'disposal', 'retention'}, without)
        t('nearly every register is reached', len(UNREACHED) <= 8, UNREACHED)
        print(f'not reached, for their rows need others in a certain state: {UNREACHED}')
        print(f'{number} text fields of {len(REGISTERS)} registers, {len(KEPT)} strings')
        t('verify agrees', 'FEL' not in world.server.run('verify'))
    finally:
        world.stop()


main()
t.end()
