#!/usr/bin/python3
"""N4: what is handed over to an archive: read without the program, checked with sha256sum, the same bytes of the same rows."""
import csv, hashlib, io, json, os, re, subprocess, sys, tempfile, zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, Browser, Server, Tests

t = Tests()
CANARY = 'KANARIE-ARKIV-5512'


def opened(data, what):
    """The package by name within its one folder, its sums checked."""
    z = zipfile.ZipFile(io.BytesIO(data))
    folders = {n.split('/')[0] for n in z.namelist()}
    t.equal(f'N4 {what}: one folder', len(folders), 1)
    files = {n.split('/', 1)[1]: z.read(n) for n in z.namelist()}
    sums = dict(reversed(l.split('  ', 1)) for l in files['SHA256SUMS'].decode().splitlines())
    t(f'N4 {what}: every file has its sum', sums == {n: hashlib.sha256(d).hexdigest() for n, d in files.items() if n != 'SHA256SUMS'})
    return files


def rows_of(files, path):
    return list(csv.DictReader(io.StringIO(files[f'register/{path}.csv'].decode('utf-8-sig')), delimiter=';'))


def whole(s, b):
    head = s.run('head')
    with open(os.path.join(s.dir, 'huvud'), 'w') as f:
        f.write(head)
    for name in ('a.zip', 'b.zip'):
        s.run('export', 'archive', '--out', name, '--head', 'huvud')
    one, two = (open(os.path.join(s.dir, n), 'rb').read() for n in ('a.zip', 'b.zip'))
    t('N4 the same rows and head give the same bytes', one == two, (len(one), len(two)))
    files = opened(one, 'all')
    for entity, path in (('audit', 'granskningar'), ('measure', 'atgarder'), ('recommendation', 'rekommendationer'), ('evidence', 'bevis')):
        count = json.loads(b.get(f'/api/v1/{entity}?limit=1&count=ja&standing=alla').text)['count']
        t.equal(f'N4 every row of {path}', len(rows_of(files, path)), count)
        described = list(csv.reader(io.StringIO(files[f'beskrivning/{path}.csv'].decode('utf-8-sig')), delimiter=';'))
        heads = files[f'register/{path}.csv'].decode('utf-8-sig').split('\r\n')[0].split(';')
        told = {d[0] for d in described[1:]}
        t(f'N4 every column of {path} is described', all(h in told or re.sub(r' \([^()]*\)$', '', h) in told for h in heads), [h for h in heads if h not in told and re.sub(r' \([^()]*\)$', '', h) not in told])
    reports = {n: d for n, d in files.items() if n.startswith('rapporter/')}
    t('N4 with its reports', {'rapporter/handlingsplan.pdf', 'rapporter/sammanfattning-2.pdf'} <= set(reports), sorted(reports))
    for name, data in reports.items():
        said = re.search(rb'pdfaid:part[^0-9]*(\d)', data), re.search(rb'pdfaid:conformance[^AB]*([AB])', data)
        t(f'N4 {name} says that it is PDF/A-3b', data[:4] == b'%PDF' and said[0] and said[0][1] == b'3' and said[1] and said[1][1] == b'B', said)
    meta = json.loads(files['metadata.json'])
    t('N4 and what it is', meta['system'] == 'Samsyn' and meta['arkivbildare'] == 'Förbundet Exempelbygden' and meta['loggens_rot'] == head.split('\n')[2] and meta['utelamnade'] == 0, meta)
    t('N4 and how it is read', 'Så läser du' in files['README.txt'].decode())
    t('N4 no secrets', not any(b'$argon2' in d for d in files.values()))
    t('N4 marked rows are in the whole one', CANARY.encode() in files['register/atgarder.csv'])
    evidence = [n for n in files if n.startswith('filer/bevis')]
    t('N4 the file that was handed in', sum(files[n] == b'en rad text\n' for n in evidence) == 1, evidence)
    with open(os.path.join(s.dir, 'huvud'), 'w') as f:
        f.write(head)
    b.ask('POST', '/api/v1/document', body=json.dumps({'title': 'Ny', 'type': 'policy', 'state': 'utkast'}), headers={'Content-Type': 'application/json', 'X-CSRF-Token': b.csrf()})
    s.run('export', 'archive', '--out', 'c.zip', '--head', 'huvud', status=1)
    t('N4 a head that the log has outgrown is refused, and nothing is left', not os.path.exists(os.path.join(s.dir, 'c.zip')))


def parts(s):
    s.run('export', 'archive', '--out', 'open.zip', '--open')
    files = opened(open(os.path.join(s.dir, 'open.zip'), 'rb').read(), 'open')
    t('N2 the open one leaves marked rows out', not any(CANARY.encode() in d for d in files.values()))
    t('N2 and says how many', json.loads(files['metadata.json'])['utelamnade'] >= 2, files['metadata.json'])
    t('N2 no names of persons', not any('Namn' in r for r in rows_of(files, 'personer')), rows_of(files, 'personer')[:1])
    pdf = subprocess.run(['pdftotext', '-', '-'], input=files['rapporter/handlingsplan.pdf'], capture_output=True, check=True).stdout.decode()
    t('N2 nor in its reports', CANARY not in pdf and 'Öppen version' in pdf)
    s.run('export', 'archive', '--out', 'one.zip', '--register', 'atgarder')
    files = opened(open(os.path.join(s.dir, 'one.zip'), 'rb').read(), 'one register')
    t.equal('N4 one register', sorted(n for n in files if n.startswith('register/')), ['register/atgarder.csv'])
    s.run('export', 'archive', '--out', 'audit.zip', '--audit', '2')
    files = opened(open(os.path.join(s.dir, 'audit.zip'), 'rb').read(), 'one audit')
    t('N4 one audit', 'register/bedomningar.csv' in files and 'rapporter/sammanfattning-2.pdf' in files and 'register/konton.csv' not in files, sorted(files))
    for argv in (('--register', 'finns-inte'), ('--audit', 'x'), ('--register', 'session')):
        s.run('export', 'archive', '--out', 'no.zip', *argv, status=2)
    s.run('export', 'archive', '--out', 'no.zip', '--audit', '2', '--register', 'atgarder', status=1)
    s.run('export', 'archive', '--out', 'no.zip', '--audit', '999', status=1)
    t('N4 nothing is left of a refusal', not os.path.exists(os.path.join(s.dir, 'no.zip')))


def pages(s, b):
    page = b.get('/arkiv')
    t('N4 the page offers it', page.status == 200 and '/arkiv/uttag.zip?register=atgarder' in page.text)
    r = b.get('/arkiv/uttag.zip?register=atgarder&oppen=ja')
    t('N4 one register from the page', r.status == 200 and CANARY.encode() not in r.body, r.status)
    files = opened(r.body, 'page')
    t('N4 says who took it', json.loads(files['metadata.json'])['uttaget_av'] == 'samordnare')
    e = Browser(s)
    e.sign_in('anstalld')
    t('N4 an employee gets no register', e.get('/arkiv/uttag.zip?register=atgarder').status == 403)
    r = e.get('/arkiv/uttag.zip')
    names = zipfile.ZipFile(io.BytesIO(r.body)).namelist() if r.status == 200 else []
    t('N4 and nothing of all of them', not any('/register/' in n for n in names), names)
    t('N4 what is not there', b.get('/arkiv/uttag.zip?register=session').status == 404 and b.get('/arkiv/uttag.zip?granskning=x').status == 404)


def main():
    s = Server(demo=True)
    try:
        for login, role in (('samordnare', 'samordnare'), ('revisor', 'revisor'), ('anstalld', 'medarbetare')):
            s.run('user', 'add', login, '--role', role, '--in', 'FEX', text=PASSWORD + '\n')
        b = Browser(s)
        b.sign_in('samordnare')
        was = b.get('/api/v1/measure/1')
        r = b.ask('PATCH', '/api/v1/measure/1', body=json.dumps({'title': CANARY, 'secrecy': 'OSL 18 kap. 8 §'}),
                  headers={'Content-Type': 'application/merge-patch+json', 'X-CSRF-Token': b.csrf(), 'If-Match': was.header('ETag')})
        t('a marked measure', r.status == 200, r.text)
        edge = 'x' * 20
        body = '\r\n'.join([x for k, v in (('csrf', b.csrf()), ('title', 'Bevis'), ('source', 'dokument'), ('about', 'measure/1'), ('reach', 'gemensam'), ('once', 'ett'))
                            for x in (f'--{edge}', f'Content-Disposition: form-data; name="{k}"', '', v)] +
                           [f'--{edge}', 'Content-Disposition: form-data; name="file"; filename="bevis.txt"', 'Content-Type: text/plain', '', 'en rad text\n', f'--{edge}--', ''])
        r = b.ask('POST', '/bevis/ny', body=body.encode(), headers={'Content-Type': f'multipart/form-data; boundary={edge}'})
        t('a file', r.status == 303, (r.status, re.findall('ds-error-summary.*', r.text)))
        whole(s, b)
        parts(s)
        pages(s, b)
    finally:
        s.stop()
    t.end()


main()
