"""The real server for a system test: a database of its own in a directory of its own, a free port of the loopback, stopped at the end."""
import http.client, os, re, resource, shutil, signal, socket, ssl, subprocess, sys, tempfile, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get('SAMSYN', os.path.join(ROOT, 'build', 'gcc', 'samsyn'))
PASSWORD = 'en lång mening till provet'


def new_postgres(name):
    """A database of its own in the cluster that test/postgres.sh runs; the settings that lead there."""
    socket_dir = os.environ['SAMSYN_TEST_POSTGRES_DIR'] + '/socket'
    def sql(database, text):
        subprocess.run(['psql', '-q', '-h', socket_dir, '-U', 'super', '-d', database, '-v', 'ON_ERROR_STOP=1', '-c', text], check=True, capture_output=True)
    sql('postgres', f'CREATE DATABASE "{name}" OWNER samsyn_owner')
    sql(name, 'ALTER SCHEMA public OWNER TO samsyn_owner')
    return {'SAMSYN_DATABASE': re.sub('[^/]+$', name, os.environ['SAMSYN_TEST_POSTGRES']),
            'SAMSYN_DATABASE_OWNER': re.sub('[^/]+$', name, os.environ['SAMSYN_TEST_POSTGRES_OWNER'])}


def commands_spent():
    """Seconds of processor that the commands of this test have had, their children too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Server:
    def __init__(self, *options, accounts=True, directory=None, database=None, demo=False):
        self.prepare(directory, database)
        if self.own:
            self.run('init', '--empty') if not accounts else \
                self.run('init', '--federation', 'Förbundet Exempelbygden', '--code', 'FEX', '--admin', 'admin', text=PASSWORD + '\n')
        if demo:
            self.run('load', os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'))
        self.start(*options)

    def prepare(self, directory=None, database=None):
        self.dir = directory or tempfile.mkdtemp(prefix='samsyn-test-')
        self.own = directory is None
        self.process = None
        self.database = database or {}
        if os.environ.get('SAMSYN_TEST_POSTGRES') and self.own:
            self.database = new_postgres(os.path.basename(self.dir).replace('-', '_').lower())

    def run(self, *argv, text=None, status=0):
        """One verb of the program in the test's directory; what it printed."""
        done = subprocess.run([BINARY, *argv], cwd=self.dir, input=text or '', capture_output=True, text=True, timeout=60, env=self.env())
        if done.returncode != status:
            raise AssertionError(f'samsyn {" ".join(argv)}: status {done.returncode}: {done.stdout}{done.stderr}')
        return done.stdout + done.stderr

    def env(self):
        return {**{k: v for k, v in os.environ.items() if not k.startswith('SAMSYN_')}, 'LC_ALL': 'C.UTF-8', **self.database}

    def start(self, *options):
        self.log = open(os.path.join(self.dir, 'log'), 'ab')
        self.process = subprocess.Popen([BINARY, 'serve', '--port', '0', *options], cwd=self.dir, stdout=subprocess.PIPE, stderr=self.log,
                                        stdin=subprocess.DEVNULL, text=True, env=self.env())
        line = self.process.stdout.readline()
        found = re.match(r'(https?)://[^:]+:(\d+)/', line)
        if not found:
            raise AssertionError(f'the server did not start: {line} {open(os.path.join(self.dir, "log")).read()}')
        self.scheme, self.port = found[1], int(found[2])

    def spent(self):
        """Seconds of processor that the server and its children have had: what a request costs, whatever else the machine does."""
        with open(f'/proc/{self.process.pid}/stat') as f:
            return sum(int(x) for x in f.read().rpartition(')')[2].split()[11:15]) / os.sysconf('SC_CLK_TCK')

    def logged(self):
        return open(os.path.join(self.dir, 'log'), encoding='utf-8').read()

    def stop(self, keep=False):
        status = None
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(30)
            self.process.stdout.close()
            self.log.close()
            self.process = None
        if not keep and self.own:
            shutil.rmtree(self.dir, ignore_errors=True)
        return status

    def raw(self, data, timeout=10):
        """Sends bytes, reads until the server closes or is silent for `timeout`."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=timeout) as s:
            s.sendall(data)
            got = b''
            closed = False
            try:
                while True:
                    part = s.recv(65536)
                    if not part:
                        closed = True
                        break
                    got += part
            except ConnectionResetError:
                closed = True
            except TimeoutError:
                pass
        return got, closed


class Reply:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.msg, response.read()
        self.text = self.body.decode('utf-8', 'replace')

    def header(self, name):
        return self.headers.get(name)

    def all(self, name):
        return self.headers.get_all(name) or []


class Browser:
    """A client with a cookie jar of one site."""
    def __init__(self, server, headers=None):
        self.server, self.cookies, self.headers = server, {}, headers or {}

    def ask(self, method, path, form=None, body=None, headers=None):
        if self.server.scheme == 'https':
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            c = http.client.HTTPSConnection('127.0.0.1', self.server.port, timeout=20, context=context)
        else:
            c = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=20)
        h = {**self.headers, **(headers or {})}
        if self.cookies:
            h['Cookie'] = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
        if form is not None:
            body = urllib.parse.urlencode(form)
            h.setdefault('Content-Type', 'application/x-www-form-urlencoded')
        c.request(method, path, body=body, headers=h)
        reply = Reply(c.getresponse())
        c.close()
        for line in reply.all('Set-Cookie'):
            name, value = line.split(';')[0].split('=', 1)
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return reply

    def get(self, path, **more):
        return self.ask('GET', path, **more)

    def csrf(self, path='/installningar'):
        found = re.search(r'name="csrf" value="([^"]*)"', self.get(path).text)
        return found[1] if found else ''

    def post(self, path, form=None, csrf=None, **more):
        form = dict(form or {})
        if csrf is not None:
            form['csrf'] = csrf
        return self.ask('POST', path, form=form, **more)

    def sign_in(self, login='admin', password=PASSWORD):
        return self.post('/logga-in', {'login': login, 'password': password})


class Tests:
    """Counts checks; a test is a function of this name's object. Prints the line that tool/check.py adds up."""
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, fine, seen=''):
        if fine:
            self.passed += 1
        else:
            self.failed += 1
            print(f'FAILED {what}: {str(seen)[:600]}', flush=True)
        return fine

    def equal(self, what, got, expected):
        return self(what, got == expected, f'got {got!r}, expected {expected!r}')

    def end(self):
        print(f'{self.passed} passed, {self.failed} failed')
        sys.exit(1 if self.failed else 0)
