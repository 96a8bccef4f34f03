"""What the suites about bad input share: a server with the demo, people who are signed in, keys, and the model as gen/openapi.json tells it."""
import http.client, json, os, re, sys, urllib.parse
from html.parser import HTMLParser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server

with open(os.path.join(ROOT, 'gen', 'openapi.json'), encoding='utf-8') as opened:
    DOCUMENT = json.load(opened)
SCHEMAS = DOCUMENT['components']['schemas']
REGISTERS = [t['name'] for t in DOCUMENT['tags']]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode('utf-8', 'replace')

    @property
    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f'{self.status} {self.text[:800]}'


class Client:
    """One connection that is kept: a person's (cookies of a Browser that has signed in) or a program's (a token)."""
    def __init__(self, server, cookies=None, token=None, language='sv'):
        self.server, self.connection = server, None
        self.headers = {'Accept-Language': language}
        if token:
            self.headers['Authorization'] = 'Bearer ' + token
        if cookies:
            self.headers['Cookie'] = '; '.join(f'{k}={v}' for k, v in cookies.items())
        self.csrf = ''

    def ask(self, method, path, body=None, headers=None):
        for attempt in (1, 2):  # the server may have closed a connection that was idle
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
                self.connection.request(method, path, body=body, headers={**self.headers, **(headers or {})})
                r = self.connection.getresponse()
                answer = Answer(r.status, r.msg, r.read())
                if r.msg.get('Connection') == 'close':
                    self.close()
                return answer
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                if attempt == 2:
                    raise

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path, **headers):
        return self.ask('GET', path, headers={k.replace('_', '-'): v for k, v in headers.items()})

    def send(self, method, path, value, **headers):
        """JSON, as text and not as escapes; bytes go as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode('utf-8', 'surrogatepass')
        kind = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
        return self.ask(method, path, body, {'Content-Type': kind, **{k.replace('_', '-'): v for k, v in headers.items()}})

    def form(self, path, fields):
        """A form as a browser sends it; values may be bytes that are no text."""
        whole = [('csrf', self.csrf), *(fields.items() if isinstance(fields, dict) else fields)]
        return self.ask('POST', path, urllib.parse.urlencode(whole).encode(), {'Content-Type': 'application/x-www-form-urlencoded'})

    def upload(self, path, fields, name, file_name, data):
        mark = '----samsyn-prov-5f2c'
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in [('csrf', self.csrf), *fields.items()]]
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
                     + data + f'\r\n--{mark}--\r\n'.encode())
        return self.ask('POST', path, b''.join(parts), {'Content-Type': f'multipart/form-data; boundary={mark}'})


def make_token(browser, scope='write'):
    page = browser.post('/installningar/nycklar', {'namn': 'prov', 'omfattning': scope, 'dagar': '30'}, csrf=browser.csrf())
    return re.search(r'smn_[A-Za-z0-9_-]{43}', page.text)[0]


class World:
    """The demo, with a coordinator who reads Swedish, one who reads English, and the administrator."""
    def __init__(self, *options, **more):
        self.server = Server(*options, demo=True, **more)
        self.people, self.programs = {}, {}
        for login, role, language in (('admin', None, 'sv'), ('svenska', 'samordnare', 'sv'), ('engelska', 'samordnare', 'en')):
            if role:
                self.server.run('user', 'add', login, '--role', role, text=PASSWORD + '\n')
                account = self.programs['admin'].get('/api/v1/account?login=' + login).json['items'][0]
                told = self.programs['admin'].send('PATCH', f'/api/v1/account/{account["id"]}', {'language': language}, If_Match=f'"{account["version"]}"')
                assert told.status == 200, told
            browser = Browser(self.server)
            assert browser.sign_in(login).status == 303
            self.programs[login] = Client(self.server, token=make_token(browser), language=language)
            # A browser that asks for a third language: the account's own is what counts.
            self.people[login] = Client(self.server, cookies=browser.cookies, language='de' if role else 'sv')
            self.people[login].csrf = browser.csrf()
        self.sv, self.en, self.admin = (self.people[k] for k in ('svenska', 'engelska', 'admin'))
        links = {label.strip(): href for href, label in re.findall(r'<a[^>]* href="(/[a-z-]+)"[^>]*>([^<]*)</a>', self.admin.get('/register').text + self.sv.get('/register').text)}
        self.paths = {t['name']: links[t['description']] for t in DOCUMENT['tags']}

    def program(self, register):
        return self.programs['admin' if register in ('account', 'seat_grant') else 'svenska']

    def person(self, register, language='sv'):
        return self.admin if register in ('account', 'seat_grant') else self.sv if language == 'sv' else self.en

    def every(self, register):
        rows, after = [], ''
        while True:
            page = self.program(register).get(f'/api/v1/{register}?limit=1000&standing=alla{after}').json
            rows += page['items']
            if page['after'] is None:
                return rows
            after = '&after=' + urllib.parse.quote(page['after'], safe='')

    def journal_size(self):
        return int(self.server.run('head').split('\n')[1])

    def stop(self):
        for client in [*self.people.values(), *self.programs.values()]:
            client.close()
        return self.server.stop()


def schema(register):
    """The members that may be written, with their schemas."""
    def resolve(v):
        return SCHEMAS[v['$ref'].rsplit('/', 1)[1]] if '$ref' in v else v
    return {k: resolve(v) for k, v in SCHEMAS[register + '_patch']['properties'].items()}


def is_text(s):
    kinds = s.get('type')
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return 'string' in kinds and 'enum' not in s and 'format' not in s and 'maxLength' in s


def text_fields(register):
    return {k: s for k, s in schema(register).items() if is_text(s)}


class Page(HTMLParser):
    """The parts of a page that the suites compare: form fields, facts of a record, cells of tables, messages. Entities are read back."""
    VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.fields, self.long, self.facts, self.tables, self.faults, self.texts = {}, set(), [], [], [], []
        self.stack, self.take = [], []
        self.select, self.label = None, None
        self.feed(text)
        self.close()

    def begin(self, kind):
        self.take.append([kind, len(self.stack), ''])

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        classes = (a.get('class') or '').split()
        if tag not in self.VOID:
            self.stack.append(tag)
        if tag == 'input' and a.get('name') and (a.get('type') != 'checkbox' or 'checked' in a):
            self.fields[a['name']] = a.get('value') or ''
        elif tag == 'select':
            self.select = a.get('name')
            self.fields.setdefault(self.select, '')
        elif tag == 'option' and self.select and 'selected' in a:
            self.fields[self.select] = a.get('value') or ''
        elif tag == 'textarea':
            self.long.add(a.get('name'))
            self.begin('textarea ' + a.get('name', ''))
        elif tag == 'dt':
            self.begin('dt')
        elif tag == 'dd':
            self.begin('dd')
        elif tag == 'table':
            self.tables.append([])
        elif tag == 'tr' and self.tables:
            self.tables[-1].append([])
        elif tag in ('td', 'th') and self.tables:
            self.begin('cell')
        elif 'ds-validation-message' in classes or 'ds-error-summary' in classes or 'lead' in classes or tag == 'main':
            self.begin('fault' if tag != 'main' else 'main')

    def handle_data(self, data):
        for open_one in self.take:
            open_one[2] += data

    def handle_endtag(self, tag):
        if tag == 'select':
            self.select = None
        if tag not in self.stack:
            return
        while self.stack and self.stack[-1] != tag:
            self.stack.pop()
        while self.take and self.take[-1][1] == len(self.stack):
            kind, _, text = self.take.pop()
            if kind.startswith('textarea '):
                self.fields[kind[9:]] = text[1:] if text.startswith('\n') else text  # as a browser does
            elif kind == 'dt':
                self.label = text
            elif kind == 'dd':
                self.facts.append((self.label, text))
            elif kind == 'cell':
                self.tables[-1][-1].append(text)
            elif kind == 'fault':
                self.faults.append(text)
            else:
                self.texts.append(text)
        self.stack.pop()
