#!/usr/bin/python3
"""The audit package as an auditor takes it, checked outside the product: sha256sum, the script that lies in it, and every kind of tampering."""
import hashlib, io, os, re, shutil, subprocess, sys, tempfile, zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server, Tests

test = Tests()
CANARY = 'KANARIE-HEMLIG-4711'


def check(folder, *options):
    """The script in the folder, by Python alone: its status and what it said."""
    done = subprocess.run([sys.executable, '-I', os.path.join(folder, 'kontrollera.py'), *options], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def unpack(data, where):
    zipfile.ZipFile(io.BytesIO(data)).extractall(where)
    (name,) = os.listdir(where)
    return os.path.join(where, name)


def names(folder):
    return sorted(os.path.relpath(os.path.join(at, n), folder) for at, _, found in os.walk(folder) for n in found)


def write(folder, name, data):
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)


def read(folder, name):
    with open(os.path.join(folder, name), 'rb') as f:
        return f.read()


def resum(folder):
    """What a forger does: new checksums for everything."""
    write(folder, 'SHA256SUMS', b''.join(f'{hashlib.sha256(read(folder, n)).hexdigest()}  {n}\n'.encode() for n in names(folder) if n != 'SHA256SUMS'))


def flips(folder):
    """One byte of each file, at its beginning, in its middle and at its end; and a file more, a file less."""
    found = tried = 0
    for name in names(folder):
        data = read(folder, name)
        for at in sorted({0, len(data) // 2, len(data) - 1}) if data else []:
            write(folder, name, data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            sums = subprocess.run(['sha256sum', '-c', '--quiet', '--strict', 'SHA256SUMS'], cwd=folder, capture_output=True).returncode
            # A changed script cannot be asked about itself: that is what sha256sum is for.
            own = 1 if name == 'kontrollera.py' else check(folder)[0]
            tried += 1
            found += sums != 0 and own != 0
        write(folder, name, data)
    test(f'R127 every flipped byte is found ({tried})', found == tried and tried > 100, (found, tried))
    write(folder, 'filer/ny.txt', b'x')
    test('R127 a file more is found', check(folder)[0] == 1)
    os.remove(os.path.join(folder, 'filer/ny.txt'))
    last = read(folder, 'logg.jsonl')
    os.remove(os.path.join(folder, 'logg.jsonl'))
    test('R127 a file less is found', check(folder)[0] == 1)
    write(folder, 'logg.jsonl', last)
    test('R127 and whole again it holds', check(folder)[0] == 0)


def forgeries(folder):
    """Changes with new checksums: what only the log and its signature can tell."""
    def forged(what, name, change):
        before = {n: read(folder, n) for n in names(folder)}
        write(folder, name, change(before[name]))
        resum(folder)
        sums = subprocess.run(['sha256sum', '-c', '--quiet', '--strict', 'SHA256SUMS'], cwd=folder, capture_output=True).returncode
        status, said = check(folder)
        test(f'R127 {what} is found behind new checksums', sums == 0 and status == 1, said[-300:])
        for n, data in before.items():
            write(folder, n, data)
    lines = lambda data: data.split(b'\n')
    forged('a changed grade in a row', 'poster/assessment.jsonl', lambda d: d.replace(b'"grade":"nej"', b'"grade":"ja"', 1))
    forged('a changed grade in the log', 'logg.jsonl', lambda d: d.replace(b'"grade":"nej"', b'"grade":"ja"', 1))
    forged('a row left out of the log', 'logg.jsonl', lambda d: b'\n'.join(lines(d)[1:]))
    forged('an entry in another place', 'logg.jsonl', lambda d: b'\n'.join([lines(d)[1], lines(d)[0], *lines(d)[2:]]))
    forged('another evidence file', next(n for n in names(folder) if n.startswith('filer/evidence')), lambda d: d + b'x')
    forged('another root', 'huvud.txt', lambda d: b'\n'.join([*lines(d)[:2], b'0' * 64, *lines(d)[3:]]))
    forged('another time of the head', 'huvud.txt', lambda d: d.replace(b'\n20', b'\n19', 1))
    forged('another size of the log', 'huvud.txt', lambda d: b'\n'.join([lines(d)[0], str(int(lines(d)[1]) + 1).encode(), *lines(d)[2:]]))
    forged('another signature', 'huvud.txt', lambda d: b'\n'.join([*lines(d)[:5], b'00' + lines(d)[5][2:], b'']))
    forged('another proof', 'bevisvagar.txt', lambda d: d.replace(b' ', b' 00', 1))


def independent(folder):
    """A second reader, written from the README's words alone: recursive, no line shared with the script."""
    size, root = int(read(folder, 'huvud.txt').split(b'\n')[1]), read(folder, 'huvud.txt').split(b'\n')[2].decode()
    sha = lambda b: hashlib.sha256(b).digest()

    def climb(number, n, leaf, path):
        """The root of n leaves, of which `number` (from 0) is the leaf; takes the path from its end."""
        if n == 1:
            return leaf
        half = 1 << (n - 1).bit_length() - 1
        beside = path.pop()
        return sha(b'\1' + climb(number, half, leaf, path) + beside) if number < half else sha(b'\1' + beside + climb(number - half, n - half, leaf, path))
    fine = 0
    entries = read(folder, 'logg.jsonl').split(b'\n')[:-1]
    for text, proof in zip(entries, read(folder, 'bevisvagar.txt').decode().split('\n')):
        path = [bytes.fromhex(p) for p in proof.split(' ')[1:]]
        fine += climb(int(proof.split(' ')[0]) - 1, size, sha(b'\0' + text), path).hex() == root and not path
    test('R127 a reader written from the README alone agrees', fine == len(entries) and fine > 50, (fine, len(entries)))


def taken(s, b):
    r = b.get('/granskningar/2/revisionspaket')
    test('R126 the auditor is offered the package', r.status == 200 and '/granskningar/2/revisionspaket.zip' in r.text)
    r = b.get('/granskningar/2/revisionspaket.zip')
    test('R126 and takes it', r.status == 200 and r.body[:2] == b'PK' and 'attachment' in r.header('Content-Disposition'), (r.status, r.text[:600]))
    where = tempfile.mkdtemp(prefix='samsyn-package-')
    folder = unpack(r.body, where)
    done = subprocess.run(['sha256sum', '-c', '--quiet', '--strict', 'SHA256SUMS'], cwd=folder, capture_output=True, text=True)
    test('R126 sha256sum agrees', done.returncode == 0, done.stdout + done.stderr)
    status, said = check(folder)
    test('R127 the script agrees, with its signature', status == 0 and 'Underskrift' in said and 'Allt stämmer' in said, said)
    key = re.search(r'[0-9a-f]{64}', said)[0]
    test('R127 and knows another key', check(folder, '--nyckel', key)[0] == 0 and check(folder, '--nyckel', '0' * 64)[0] == 1)
    head = s.run('head')
    write(s.dir, 'huvud', head.encode())
    test('R127 and the head given before', check(folder, '--huvud', os.path.join(s.dir, 'huvud'))[0] == 0)
    write(s.dir, 'annat', head.replace('\n', '\n0', 1).encode())
    test('R127 and another head', check(folder, '--huvud', os.path.join(s.dir, 'annat'))[0] == 1)
    rows = {n: read(folder, n) for n in names(folder)}
    for kind in ('recommendation', 'assessment', 'finding', 'measure', 'evidence', 'response', 'information_request'):
        test(f'R126 with its {kind} rows', f'poster/{kind}.jsonl' in rows)
    test('R126 and what is marked, in full', any(CANARY.encode() in d for d in rows.values()))
    readme = rows['README.txt'].decode()
    test('R126 the README tells it in two languages', 'Så kontrollerar du' in readme and 'How to check it' in readme)
    independent(folder)
    forgeries(folder)
    flips(folder)
    shutil.rmtree(where)


def open_version(b):
    where = tempfile.mkdtemp(prefix='samsyn-package-')
    folder = unpack(b.get('/granskningar/2/revisionspaket.zip?oppen=ja').body, where)
    rows = {n: read(folder, n) for n in names(folder)}
    test('R126 the open version holds', check(folder)[0] == 0, check(folder)[1])
    test('R126 and nothing that is marked', not any(CANARY.encode() in d for d in rows.values()), [n for n, d in rows.items() if CANARY.encode() in d])
    test('R126 and says how much it leaves out', 'sekretessmarkerade: 1\n' in rows['innehall.txt'].decode(), rows['innehall.txt'].decode())
    test('R126 no personal data in it', b'Exempelperson' not in b''.join(rows.values()))
    shutil.rmtree(where)


def same_twice(s):
    a, b = os.path.join(s.dir, 'a.zip'), os.path.join(s.dir, 'b.zip')
    s.run('report', 'audit-package', '--audit', '2', '--head', 'huvud', '--out', 'a.zip')
    s.run('report', 'audit-package', '--audit', '2', '--head', 'huvud', '--out', 'b.zip')
    test('R127 the same head gives the same bytes', open(a, 'rb').read() == open(b, 'rb').read())
    test('R127 a file that is there is not written over', 'finns redan' in s.run('report', 'audit-package', '--audit', '2', '--out', 'a.zip', status=2))
    test('R127 a head of another log is refused', 'annan logg' in s.run('report', 'audit-package', '--audit', '2', '--head', 'falskt', '--out', 'c.zip', status=1))
    test('R127 and nothing is left behind', not os.path.exists(os.path.join(s.dir, 'c.zip')))
    test('R127 an audit that is not there', 'finns inte' in s.run('report', 'audit-package', '--audit', '77', '--out', 'c.zip', status=1))


s = Server()
try:
    s.run('load', os.path.join(ROOT, 'data/demo/demo.jsonl'))
    for login, role in (('samordnare', 'samordnare'), ('revisor', 'revisor'), ('alby', 'medlemsrepresentant')):
        s.run('user', 'add', login, '--role', role, '--in', 'ALB' if login == 'alby' else 'FEX', text=PASSWORD + '\n')
    b = Browser(s)
    b.sign_in(login='samordnare')
    r = b.post('/bevis/ny', {'title': CANARY, 'about': 'recommendation/4', 'source': 'dokument', 'reference': 'Arkivet', 'owner': '1', 'reach': 'gemensam',
                             'secrecy': 'OSL 18 kap. 8 §'}, csrf=b.csrf())
    test('a marked piece of evidence', r.status == 303, (r.status, r.text[-600:]))
    b = Browser(s)
    b.sign_in(login='revisor')
    taken(s, b)
    open_version(b)
    head = s.run('head')
    write(s.dir, 'falskt', re.sub(r'[0-9a-f]{64}', 'f' * 64, head, count=1).encode())
    same_twice(s)
    member = Browser(s)
    member.sign_in(login='alby')
    test('R126 who may not take lists out takes no package', member.get('/granskningar/2/revisionspaket.zip').status == 403)
finally:
    s.stop()
test.end()
