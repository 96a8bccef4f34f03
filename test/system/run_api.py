#!/usr/bin/python3
"""test/system/run_api.py SAMSYN: a server of its own in a temporary folder, filled with the demo through the interface itself, then api.py.

Accounts come from the command line, tokens from the account's page. The server listens on loopback and is stopped at the end."""
import json, os, re, signal, socket, subprocess, sys, tempfile, time, urllib.error, urllib.parse, urllib.request
from http.cookiejar import CookieJar

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import new_postgres

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(sys.argv[1])


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def say(config, *words):
    """What the program prints, the password's line above all."""
    done = subprocess.run([PROGRAM, *words, '--config', config], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (words, done.stderr)
    return re.search(r'Lösenord: (\S+)', done.stdout + done.stderr).group(1)


def token(url, login, password):
    """Signs in as a person would and makes a token on the account's page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def post(path, **fields):
        page = browser.open(url + ('/logga-in' if path == '/logga-in' else '/installningar'), timeout=30).read().decode()
        fields['csrf'] = re.search(r'name="csrf" value="([^"]*)"', page).group(1)
        return browser.open(urllib.request.Request(url + path, urllib.parse.urlencode(fields).encode(), headers={'Origin': url}), timeout=30).read().decode()

    post('/logga-in', login=login, password=password, till='/')
    return re.search(r'smn_[A-Za-z0-9_-]{43}', post('/installningar/nycklar', namn='prov', omfattning='write', dagar='2')).group(0)


MARK = '----samsyn-prov-5f2c'


def with_file(row, name, data):
    return (f'--{MARK}\r\nContent-Disposition: form-data; name="row"\r\n\r\n'.encode() + row +
            f'\r\n--{MARK}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + data + f'\r\n--{MARK}--\r\n'.encode())


def fill(url, keys):
    """Every row of the demo through POST; "@name" stands for a row above. What the coordinator may not write is the head's of the federation, or
    the board's."""
    document = json.loads(urllib.request.urlopen(url + '/api/openapi.json', timeout=30).read())['components']['schemas']
    names = {'forbundet': ('organisation', 1)}
    n = 0
    for line in open(os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'), encoding='utf-8'):
        line = line.strip()
        if not line or line.startswith('#') or 'entity' not in line:
            continue
        row = json.loads(line)
        entity, name = row.pop('entity'), row.pop('as', None)
        for field, value in row.items():
            if isinstance(value, str) and value.startswith('@'):
                register, number = names[value[1:]]
                row[field] = f'{register}/{number}' if 'pattern' in document[entity + '_patch']['properties'][field] else number
        file_name, file_text = row.pop('file_name', None), row.pop('file_text', None)
        data, kind, path = json.dumps(row).encode(), 'application/json', f'{url}/api/v1/{entity}'
        if file_name:
            data, kind, path = with_file(data, file_name, file_text.encode()), f'multipart/form-data; boundary={MARK}', path + '/file'
        for role in ('samordnare', 'forbundschef', 'direktion'):
            request = urllib.request.Request(path, data, method='POST', headers={'Authorization': 'Bearer ' + keys[role], 'Content-Type': kind})
            try:
                made = json.loads(urllib.request.urlopen(request, timeout=30).read())
                break
            except urllib.error.HTTPError as e:
                if e.code != 403 or role == 'direktion':
                    raise AssertionError(f'{entity}: {row}: {e.code} {e.read().decode()}')
        n += 1
        if name:
            names[name] = (entity, made['id'])
    print(f'{n} rows of the demo written through the interface')


def main():
    with tempfile.TemporaryDirectory(prefix='samsyn-api-') as folder:
        config, port = os.path.join(folder, 'samsyn.conf'), free_port()
        url = f'http://127.0.0.1:{port}'
        with open(config, 'w') as f:
            database = {'SAMSYN_DATABASE': f'sqlite:{folder}/samsyn.db'}
            if os.environ.get('SAMSYN_TEST_POSTGRES'):
                database = new_postgres(os.path.basename(folder).replace('-', '_').lower())
            f.write(''.join(f'{k[7:].lower()} = {v}\n' for k, v in database.items()) + f'key_file = {folder}/samsyn.key\nport = {port}\nlog = fel\n')
        say(config, 'init', '--federation', 'Förbundet Exempelbygden', '--code', 'FEX', '--admin', 'admin', '--generate')
        passwords = {role: say(config, 'user', 'add', role, '--role', role, '--generate') for role in ('samordnare', 'forbundschef', 'direktion', 'revisor', 'medarbetare')}
        server = subprocess.Popen([PROGRAM, 'serve', '--config', config], stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(url + '/healthz', timeout=5)
                    break
                except OSError:
                    time.sleep(0.05)
            keys = {role: token(url, role, password) for role, password in passwords.items()}
            fill(url, keys)
            return subprocess.run([sys.executable, os.path.join(HERE, 'api.py')], timeout=300, env={
                **os.environ, 'SAMSYN_URL': url, 'SAMSYN_TOKEN': keys['samordnare'], 'SAMSYN_TOKEN_READ': keys['revisor'], 'SAMSYN_TOKEN_LOW': keys['medarbetare'],
            }).returncode
        finally:
            server.send_signal(signal.SIGTERM)
            status = server.wait(30)
            print(f'the server ended with {status}')


if __name__ == '__main__':
    sys.exit(main())
