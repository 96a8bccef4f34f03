#!/usr/bin/python3
"""The whole cycle in a browser, from an audit report to a response that is decided, sent and verified by an auditor: test/browser/cycle.mjs, once
with script and once without, each on a database of its own. What the auditor takes is checked here by sha256sum and by the script that lies in it."""
import glob, os, subprocess, sys, tempfile, zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'test', 'system'))
from server import PASSWORD, Server, Tests  # noqa: E402

test = Tests()
REPORT = (sorted(glob.glob(os.path.join(ROOT, '..', 'shared', 'seed', '*.txt'))) or sorted(glob.glob(os.path.join(ROOT, 'test', 'data', 'audit', '*.txt'))))[0]
ROLES = (('samordnare', 'samordnare'), ('itchef', 'it_chef'), ('chef', 'forbundschef'), ('ledamot', 'direktion'), ('revisor', 'revisor'), ('medarbetare', 'medarbetare'))


def cycle(*options):
    server = Server('--demo', 'ja', demo=True)
    try:
        for login, role in ROLES:
            server.run('user', 'add', login, '--role', role, text=PASSWORD + '\n')
        package = os.path.join(server.dir, 'paket.zip')
        done = subprocess.run(['node', os.path.join(ROOT, 'test', 'browser', 'cycle.mjs'), '--url', f'http://127.0.0.1:{server.port}', '--password', PASSWORD,
                               '--report', REPORT, '--package', package, *options, *sys.argv[1:]], cwd=ROOT)
        if not test('R126 the auditor took the package', os.path.exists(package)):
            return done.returncode
        with tempfile.TemporaryDirectory(prefix='samsyn-paket-') as folder:
            zipfile.ZipFile(package).extractall(folder)
            inside = os.path.join(folder, os.listdir(folder)[0])
            sums = subprocess.run(['sha256sum', '-c', '--quiet', '--strict', 'SHA256SUMS'], cwd=inside, capture_output=True, text=True)
            test('R126 sha256sum agrees with the package', sums.returncode == 0, sums.stdout + sums.stderr)
            own = subprocess.run([sys.executable, '-I', os.path.join(inside, 'kontrollera.py')], capture_output=True, text=True, timeout=60)
            test('R127 the short script outside the product finds the log whole', own.returncode == 0, own.stdout + own.stderr)
            with open(os.path.join(inside, 'logg.jsonl'), 'r+b') as f:
                f.seek(100)
                byte = f.read(1)
                f.seek(100)
                f.write(bytes([byte[0] ^ 1]))
            own = subprocess.run([sys.executable, '-I', os.path.join(inside, 'kontrollera.py')], capture_output=True, text=True, timeout=60)
            test('R127 and a changed byte of it', own.returncode == 1, own.stdout)
        test('R127 the program verifies its log', 'FEL' not in server.run('verify'))
        return done.returncode
    finally:
        server.stop()


status = [cycle(), cycle('--noscript')]
print(f'{test.passed} passed, {test.failed} failed')
sys.exit(1 if test.failed or any(status) else 0)
