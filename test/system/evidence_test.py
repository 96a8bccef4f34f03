#!/usr/bin/python3
"""Files in and out of rows, and what a person may not do about a recommendation, against the real server."""
import hashlib, json, os, re, sys, uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server, Tests

test = Tests()
PDF = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'


def seat(s, login, role):
    s.run('user', 'add', login, '--role', role, '--in', 'FEX', text=PASSWORD + '\n')


def signed_in(s, login):
    b = Browser(s)
    b.sign_in(login=login)
    return b


def multipart(fields, files):
    mark = uuid.uuid4().hex
    out = b''
    for name, value in fields.items():
        out += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, (file_name, data) in files.items():
        file_name = file_name.replace('"', '%22')
        out += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/pdf\r\n\r\n'.encode() + data + b'\r\n'
    return out + f'--{mark}--\r\n'.encode(), {'Content-Type': f'multipart/form-data; boundary={mark}'}


def upload(b, path, fields, file_name, data, form=None):
    page = b.get(form or path)
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
    body, headers = multipart({**fields, 'csrf': csrf[1] if csrf else ''}, {'file': (file_name, data)})
    return b.ask('POST', path, body=body, headers=headers)


def evidence(title='Protokoll'):
    return {'title': title, 'about': 'measure/1', 'source': 'dokument', 'dated': '2026-11-01', 'owner': '1', 'reach': 'gemensam'}


def files(s):
    b = signed_in(s, 'samordnare')
    form = b.get('/bevis/ny?about=measure/1').text
    test('R14 the form takes a file', 'type="file"' in form and 'multipart/form-data' in form and 'value="measure/1"' in form)
    test('R14 no other form does', 'type="file"' not in b.get('/organ/ny').text)
    r = upload(b, '/bevis/ny', evidence(), 'Mötets "protokoll"; å.pdf', PDF)
    test('R14 a file is taken', r.status == 303, (r.status, r.text[-2500:]))
    at = r.header('Location') or '/bevis/1'
    page = b.get(at).text
    test('R14 its SHA-256 is shown', hashlib.sha256(PDF).hexdigest() in page, page[-3000:])
    got = b.get(at + '/fil')
    test('R14 it comes back byte for byte', got.body == PDF and hashlib.sha256(got.body).hexdigest() == hashlib.sha256(PDF).hexdigest())
    name = got.header('Content-Disposition')
    test('R14 as an attachment with a clean name', name.startswith('attachment; filename="') and '"; filename*=UTF-8' in name and "M%C3%B6tets" in name and name.count('"') == 2, name)
    test('R14 that nothing runs from', any('sandbox' in p for p in got.all('Content-Security-Policy')) and got.header('X-Content-Type-Options') == 'nosniff' and
      got.header('Content-Type') == 'application/pdf', got.headers.items())
    test('R14 and is not kept on the way', got.header('Cache-Control') == 'no-store')
    edit = b.get(at + '/ratta').text
    test('R14 it is never overwritten: no form offers it', 'type="file"' not in edit)
    r = upload(b, at + '/ratta', {**evidence(), 'reason': 'Annan fil', 'version': '1'}, 'annan.pdf', PDF + b'x', form=at + '/ratta')
    test('R14 nor does a request that sends one anyway', r.status in (403, 413, 422) and b.get(at + '/fil').body == PDF, r.status)
    r = upload(b, '/bevis/ny', evidence('Ny'), 'protokoll.pdf', PDF + b'%ny')
    test('R14 a new file is a new row and the old one stands', r.status == 303 and r.header('Location') != at and b.get(at + '/fil').body == PDF)
    for what, file_name, data in (('a page called PDF', 'a.pdf', b'<!DOCTYPE html><html><head><title>x</title></head><body><script>1</script></body></html>'),
                                  ('a program', 'a.pdf', b'\x7fELF\x02\x01\x01' + bytes(9) + b'\x02\0\x3e\0\x01' + bytes(43)), ('a page', 'a.html', b'<html></html>'),
                                  ('nothing', 'a.pdf', b'')):
        r = upload(b, '/bevis/ny', evidence(), file_name, data)
        test(f'R14 {what} is refused in words', r.status == 422 and 'id="e-file"' in r.text and 'value="Protokoll"' in r.text, (r.status, r.text[-800:]))
    r = upload(b, '/bevis/ny', evidence(), 'stor.txt', b'a' * (50 * 1024 * 1024 + 1))
    test('R14 more than 50 MB is refused', r.status in (413, 422) and '50 MB' in r.text, r.status)
    big = b'rad\n' * (50 * 1024 * 1024 // 4)
    r = upload(b, '/bevis/ny', evidence('Stor'), 'stor.txt', big)
    test('R14 50 MB is not', r.status == 303, (r.status, r.text[-500:]))
    test('R14 and comes back', hashlib.sha256(b.get(r.header('Location') + '/fil').body).digest() == hashlib.sha256(big).digest())
    body, headers = multipart({**evidence(), 'csrf': 'fel'}, {'file': ('a.pdf', PDF)})
    test('R14 without the form’s own token nothing is taken', b.ask('POST', '/bevis/ny', body=body, headers=headers).status == 403)
    versions = b.get('/dokumentversioner?limit=1').text
    test('R14 a version of a document takes a file, too', 'type="file"' in b.get('/dokumentversioner/ny').text and versions)
    return at


def programs(s):
    """The interface for programs, with the session's own cookie and token."""
    b = signed_in(s, 'samordnare')
    csrf = b.csrf()

    def send(fields, files, path='/api/v1/evidence/file'):
        body, headers = multipart(fields, files)
        return b.ask('POST', path, body=body, headers={**headers, 'X-CSRF-Token': csrf})
    row = json.dumps({'title': 'Genom gränssnittet', 'about': 'measure/1', 'source': 'dokument'})
    r = send({'row': row}, {'file': ('a.pdf', PDF)})
    made = json.loads(r.text) if r.status == 201 else {}
    test('R14 a program hands a file in', made.get('sha256') == hashlib.sha256(PDF).hexdigest() and made.get('bytes') == len(PDF), (r.status, r.text[:600]))
    got = b.get(f'/api/v1/evidence/{made.get("id")}/file')
    test('R14 and takes it out', got.body == PDF and got.header('Content-Disposition').startswith('attachment'))
    test('R14 a program is told what is wrong', send({'row': row}, {'file': ('a.pdf', b'<html></html>')}).status == 422 and send({}, {'file': ('a.pdf', PDF)}).status == 422
         and send({'row': row}, {}).status == 422 and send({'row': '{"title": 1}'}, {'file': ('a.pdf', PDF)}).status == 422)
    test('R14 what takes no file has no such place', send({'row': row}, {'file': ('a.pdf', PDF)}, '/api/v1/organisation/file').status == 404)
    test('R14 nobody sets the checksum by hand', b.ask('POST', '/api/v1/evidence', body=json.dumps({'title': 'x', 'about': 'measure/1', 'source': 'dokument', 'sha256': 'a' * 64}),
         headers={'Content-Type': 'application/json', 'X-CSRF-Token': csrf}).status == 422)


def auditor(s, at):
    b = signed_in(s, 'revisor')
    test('R126 an auditor reads evidence', b.get(at + '/fil').body == PDF)
    csrf = b.csrf()
    for path in ('/bevis/ny', '/atgarder/ny', '/dokumentversioner/ny', '/beslut-utan-atgard/ny', '/rekommendationer/1/atgarder', '/egna-bedomningar/ny'):
        test(f'R126 and changes nothing: {path}', b.post(path, {'title': 'x'}, csrf=csrf).status == 403)
    r = b.post('/fragor/ny', {'audit': '2', 'question': 'Vem äger registret över system?', 'due': '2026-12-15'}, csrf=csrf)
    test('R126 but asks', r.status == 303, (r.status, r.text[-2000:]))
    page = b.get(r.header('Location')).text
    test('R126 and may take the question back but not answer it', 'steg/aterkalla' in page and 'steg/besvara' not in page)
    b.get('/dokument?q=hemligt')
    b.get('/installningar/finns-inte')
    other = signed_in(s, 'chef')
    read = other.get('/granskningar/lasning').text
    test('R126 what the auditor opened is written down', f'{at}/fil</a>' in read and '>/dokument</a>' in read and 'revisor' in read, read[-3000:])
    test('R126 not what was searched for, nor what was refused or is not there', 'hemligt' not in read and 'finns-inte' not in read and '/ny</a>' not in read, read[-3000:])
    test('R126 what others open is nobody\'s business', '>/granskningar/lasning</a>' not in read)
    s.run('user', 'add', 'alby', '--role', 'medlemsrepresentant', '--in', 'ALB', text=PASSWORD + '\n')
    test('R126 who may not read the whole log sees nothing of it', f'{at}/fil</a>' not in signed_in(s, 'alby').get('/granskningar/lasning').text)
    test('R126 who is asked may', 'steg/besvara' in other.get(r.header('Location')).text)


def refusal(s):
    b = signed_in(s, 'itchef')
    csrf = b.csrf()
    r = b.post('/beslut-utan-atgard/ny', {'recommendation': '4', 'reason': 'Behövs inte', 'review': '2028-01-01'}, csrf=csrf)
    test('R39 the it-chef cannot close a recommendation, and is told why', r.status == 403 and 'Bara direktionen beslutar' in r.text, (r.status, r.text[-900:]))
    test('R39 nor is offered it', 'Föreslå att inte gå vidare' not in b.get('/rekommendationer/4/atgarder').text)
    test('R39 nor grade one', b.post('/bedomningar/ny', {'audit': '2', 'recommendation': '1', 'grade': 'ja', 'text_short': 'Klart'}, csrf=csrf).status == 403)


def plan(s):
    b = signed_in(s, 'chef')
    page = b.get('/handlingsplan').text
    test('R36 the plan lists the recommendation that has no answer', 'Begär varje år en redovisning' in page)
    test('R37 and what is done without a follow-up', 'Klara utan effektuppföljning' in page and '<span class="number">17</span>' in page)
    test('R38 and what waits, for what', 'Direktionens beslut om yttrandet' in page)
    r = b.post('/rekommendationer/6/atgarder', {'title': 'Redovisa riskerna i årsrapporten', 'responsible': '2', 'due': '2027-03'}, csrf=b.csrf())
    test('R36 a measure is added from the recommendation', r.status == 303 and 'Redovisa riskerna i årsrapporten' in b.get('/rekommendationer/6/atgarder').text, (r.status, r.text[-900:]))
    test('R36 and the recommendation is answered', 'Varje öppen rekommendation har en åtgärd' in b.get('/handlingsplan').text)
    r = b.post('/rekommendationer/6/atgarder', {'title': '', 'due': 'snart'}, csrf=b.csrf())
    test('R36 what is wrong is said and what was written stays', r.status == 422 and 'value="snart"' in r.text)
    r = b.post('/rekommendationer/6/atgarder', {'measure': '2 – Kom överens'}, csrf=b.csrf())
    test('R36 one measure answers several', r.status == 303 and 'Kom överens om vem' in b.get('/rekommendationer/6/atgarder').text)
    test('R36 not twice the same', b.post('/rekommendationer/6/atgarder', {'measure': '2'}, csrf=b.csrf()).status == 422)
    for kind, begins in (('html', b'<!DOCTYPE'), ('csv', b'\xef\xbb\xbf'), ('xlsx', b'PK')):
        r = b.get('/handlingsplan.' + kind)
        test(f'R36 the plan as {kind}', r.status == 200 and r.body[:20].lower().startswith(begins.lower()), (r.status, r.body[:60]))


s = Server()
try:
    s.run('load', os.path.join(ROOT, 'data/demo/demo.jsonl'))
    for login, role in (('samordnare', 'samordnare'), ('chef', 'forbundschef'), ('itchef', 'it_chef'), ('revisor', 'revisor')):
        seat(s, login, role)
    at = files(s)
    programs(s)
    auditor(s, at)
    refusal(s)
    plan(s)
finally:
    s.stop()
test.end()
