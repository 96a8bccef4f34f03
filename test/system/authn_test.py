#!/usr/bin/python3
"""Who one is: signing in and out, the cookie, rotation, limits of time, rate limits, cross-site requests, seats, tokens, set-up, accounts
from the command line. Against the real server. Time is moved by the hidden setting clock_offset_s, never waited for."""
import concurrent.futures, json, os, re, stat, sys, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server, Tests

t = Tests()
INSIDE = '/installningar'


def inside(b):
    return b.get(INSIDE).status == 200


def signing_in(s):
    b = Browser(s)
    r = b.get(INSIDE)
    t('a page asks for sign-in', r.status == 303 and r.header('Location').startswith('/logga-in?till='), (r.status, r.header('Location')))
    r = b.get('/api/v1/organisation')
    t('the interface for programs answers 401', r.status == 401 and r.header('WWW-Authenticate') and r.header('Content-Type') == 'application/problem+json', r.text)
    wrong, nobody = b.sign_in(password='fel lösenord här'), b.sign_in(login='ingen-alls')
    t('a wrong password is refused', wrong.status == 403 and not b.cookies, wrong.status)
    strip = lambda r, login: re.sub(r'[0-9a-f]{16}', '', r.text.replace(f'value="{login}"', ''))
    t('as an unknown login is, word for word', strip(wrong, 'admin') == strip(nobody, 'ingen-alls'), nobody.text[:300])
    r = b.sign_in()
    cookie = r.header('Set-Cookie') or ''
    t('the right one opens', r.status == 303 and inside(b), (r.status, r.text[:300]))
    t('the cookie', re.fullmatch(r'samsyn=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax', cookie), cookie)
    t('no cookie value in a page or the log', b.cookies['samsyn'] not in b.get(INSIDE).text + s.logged())
    first = b.cookies['samsyn']
    b.post('/logga-in', {'login': 'admin', 'password': PASSWORD}, csrf=b.csrf())
    t('the session is another after signing in again', b.cookies['samsyn'] != first)
    old = Browser(s)
    old.cookies['samsyn'] = first
    t('and the old one has ended', not inside(old))
    fixed = Browser(s)
    fixed.cookies['samsyn'] = 'A' * 43
    fixed.sign_in()
    t('a cookie chosen by someone else is not taken over', fixed.cookies['samsyn'] != 'A' * 43 and inside(fixed))
    r = b.get('/logga-in?till=//evil.example/')
    t('the way back stays inside', 'evil.example' not in r.text, r.text[:500])


def equal_time(s):
    """An unknown login costs a hash, too. Compared by the fastest of some tries, generously."""
    b = Browser(s)
    best = {'admin': 9, 'finns-inte': 9}
    for _ in range(10):
        for login in best:
            began = time.monotonic()
            b.sign_in(login=login, password='fel lösenord här')
            best[login] = min(best[login], time.monotonic() - began)
    known, unknown = best.values()
    t('an unknown login takes as long', unknown > known * 0.4, (known, unknown))


def signing_out(s):
    a, b, c = Browser(s), Browser(s), Browser(s)
    for x in (a, b, c):
        x.sign_in()
    t('signing out needs the token', a.post('/logga-ut').status == 403 and inside(a))
    copy = Browser(s)
    copy.cookies = dict(a.cookies)
    a.post('/logga-ut', csrf=a.csrf())
    t('signs out', not inside(a) and 'samsyn' not in a.cookies)
    t('on the server, too', not inside(copy))
    t('not the others', inside(b) and inside(c))
    b.post('/installningar/avsluta-alla', csrf=b.csrf())
    t('everywhere means everywhere', not inside(b) and not inside(c))


def cross_site(s):
    b = Browser(s)
    b.sign_in()
    csrf = b.csrf()
    form = {'sprak': 'en', 'tema': 'dark'}
    where = '/installningar/utseende'
    t('with the token it goes', b.post(where, form, csrf=csrf).status in (200, 303))
    t('without it does not', b.post(where, form).status == 403)
    t('nor with another', b.post(where, form, csrf='x' * 43).status == 403)
    t('nor with none of its length', b.post(where, form, csrf='').status == 403)
    other = Browser(s)
    other.sign_in()
    t("nor with another session's", b.post(where, form, csrf=other.csrf()).status == 403)
    for name, value in (('Origin', 'http://evil.example'), ('Origin', 'null'), ('Sec-Fetch-Site', 'cross-site'), ('Sec-Fetch-Site', 'same-site'),
                        ('Origin', f'https://127.0.0.1:{s.port}'), ('Origin', f'http://127.0.0.1:{s.port + 1}')):
        t(f'nor from {name}: {value}', b.post(where, form, csrf=csrf, headers={name: value}).status == 403)
    t('from here it does', b.post(where, form, csrf=csrf, headers={'Origin': f'http://127.0.0.1:{s.port}', 'Sec-Fetch-Site': 'same-origin'}).status in (200, 303))
    t('signing in from another site does not', Browser(s).ask('POST', '/logga-in', form={'login': 'admin', 'password': PASSWORD},
                                                              headers={'Origin': 'http://evil.example'}).status == 403)
    r = b.ask('POST', '/api/v1/organisation', body=json.dumps({'name': 'A'}), headers={'Content-Type': 'application/json'})
    t('a program with a cookie needs it, too', r.status == 403, (r.status, r.text))
    r = b.ask('POST', '/api/v1/organisation', body=json.dumps({'name': 'A'}), headers={'Content-Type': 'text/plain'})
    t('whatever it calls the body', r.status == 403, (r.status, r.text))
    b.post(where, {'sprak': 'sv', 'tema': 'auto'}, csrf=csrf)


def seats(s):
    s.run('user', 'add', 'tva', '--role', 'samordnare', text=PASSWORD + '\n')
    s.run('user', 'grant', 'tva', 'revisor')
    b = Browser(s)
    r = b.sign_in('tva')
    t('with two seats one chooses', r.status == 303 and r.header('Location') == '/plats', (r.status, r.header('Location')))
    r = b.get('/organisationer')
    t('and sees nothing before', r.status == 303 and r.header('Location').startswith('/plats'), (r.status, r.header('Location')))
    page = b.get('/plats').text
    ids = re.findall(r'name="plats" value="(\d+)"', page)
    t.equal('both are offered', len(ids), 2)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    t("another account's is not", b.post('/plats', {'plats': '1'}, csrf=csrf).status == 404 if '1' not in ids else True)
    r = b.post('/plats', {'plats': ids[0]}, csrf=csrf)
    t('chosen', r.status == 303 and b.get('/organisationer').status == 200, r.status)
    one = Browser(s)
    s.run('user', 'add', 'enda', '--role', 'revisor', text=PASSWORD + '\n')
    t('with one seat it is taken', one.sign_in('enda').status == 303 and one.get('/organisationer').status == 200)
    none = Browser(s)
    s.run('user', 'add', 'utan', text=PASSWORD + '\n')
    none.sign_in('utan')
    t('without a seat one sees nothing', none.get('/organisationer').status == 303)


def tokens(s):
    b = Browser(s)
    b.sign_in('enda')
    a = Browser(s)
    a.sign_in('admin')
    csrf = a.csrf()

    def make(scope, days='30', who=a, token=csrf):
        page = who.post('/installningar/nycklar', {'namn': 'prov', 'omfattning': scope, 'dagar': days}, csrf=token)
        found = re.search(r'smn_[A-Za-z0-9_-]{43}', page.text)
        return found[0] if found else None

    def ask(token, method='GET', path='/api/v1/organisation', **more):
        return Browser(s, {'Authorization': f'Bearer {token}'}).ask(method, path, **more)

    read, write, narrow = make('read'), make('write'), make('read document')
    t('tokens are shown once', read and write and narrow and read not in a.get(INSIDE).text)
    t.equal('a token reads', ask(read).status, 200)
    body = {'body': json.dumps({'name': 'Dalhems kommun', 'code': 'DAL', 'type': 'medlemskommun'}), 'headers': {'Content-Type': 'application/json'}}
    t.equal('one for reading does not write', ask(read, 'POST', **body).status, 403)
    r = ask(write, 'POST', **body)
    t('one for writing does, without a form token', r.status == 201, (r.status, r.text))
    t.equal('a narrow one stays within', ask(narrow).status, 403)
    t.equal('and reaches what it names', ask(narrow, path='/api/v1/account').status, 403)
    t.equal('no page takes a token', ask(read, path='/organisationer').status, 403)
    t.equal('nor the settings', ask(write, path=INSIDE).status, 403)
    t.equal('a wrong one is nobody', ask('smn_' + 'A' * 43).status, 401)
    t.equal('no scope, no token', make('allt'), None)
    t.equal('nor for ever', make('read', '401'), None)
    t("its secret is nowhere in the database", all(read.encode() not in open(os.path.join(s.dir, f), 'rb').read() for f in os.listdir(s.dir) if f.startswith('samsyn.db')))
    ids = re.findall(r'name="nyckel" value="(\d+)"', a.get(INSIDE).text)
    t.equal('all are listed', len(ids), 3)
    t('another cannot end it', b.post('/installningar/nycklar/avsluta', {'nyckel': ids[0]}, csrf=b.csrf()).status == 404)
    for i in ids:
        a.post('/installningar/nycklar/avsluta', {'nyckel': i}, csrf=csrf)
    t('an ended one is nobody', ask(read).status == 401 and ask(write).status == 401)


def languages(s):
    """The browser's own choice, else the account's, else what the browser asks for."""
    a = Browser(s)
    a.sign_in()
    found = re.search(r'smn_[A-Za-z0-9_-]{43}', a.post('/installningar/nycklar', {'namn': 'språk', 'omfattning': 'write', 'dagar': '1'}, csrf=a.csrf()).text)
    def api(method, path, **more):
        headers = {'Authorization': f'Bearer {found[0]}', 'Accept-Language': 'sv', **more.pop('headers', {})}
        return Browser(s).ask(method, '/api/v1/' + path, headers=headers, **more)
    def set_language(code):
        me = next(r for r in json.loads(api('GET', 'account').text)['items'] if r['login'] == 'admin')
        r = api('PATCH', f'account/{me["id"]}', body=json.dumps({'language': code}),
                headers={'Content-Type': 'application/merge-patch+json', 'If-Match': api('GET', f'account/{me["id"]}').header('ETag')})
        t.equal(f'the account speaks {code}', r.status, 200)
    def page_in(asks, cookie=None):
        b = Browser(s, {'Accept-Language': asks})
        if cookie:
            b.cookies['samsyn-lang'] = cookie
        outside = b.get('/logga-in').text
        b.sign_in()
        return [re.search(r'<html lang="(..)"', text)[1] for text in (outside, b.get(INSIDE).text)]
    t.equal('without a choice the browser asks', (page_in('en'), page_in('sv')), (['en', 'en'], ['sv', 'sv']))
    set_language('en')
    t.equal('signed in, the account\'s', page_in('sv'), ['sv', 'en'])
    t.equal('what was chosen in this browser goes before it', page_in('en', 'sv'), ['sv', 'sv'])
    t.equal('a cookie of no language is none', page_in('sv', 'xx'), ['sv', 'en'])
    def gone(**headers):
        return json.loads(Browser(s).ask('GET', '/api/v1/account/999999', headers={'Authorization': f'Bearer {found[0]}', **headers}).text)['title']
    t('a program gets the one that it names, else the account\'s', gone(**{'Accept-Language': 'sv'}) == 'Finns inte' and gone() not in ('', 'Finns inte'), gone())
    set_language(None)


def passwords(s):
    a, b = Browser(s), Browser(s)
    a.sign_in('enda'), b.sign_in('enda')
    new = 'en annan lång mening'
    def change(old, new, again=None):
        return a.post('/installningar/losenord', {'gammalt': old, 'nytt': new, 'igen': again or new}, csrf=a.csrf())
    t('the old one is asked for', change('fel fel fel fel', new).status == 422)
    t('a short one is refused', change(PASSWORD, 'kort').status == 422)
    t('changes', change(PASSWORD, new).status in (200, 303))
    t('this session goes on, the other has ended', inside(a) and not inside(b))
    t('only the new one opens', Browser(s).sign_in('enda').status == 403 and Browser(s).sign_in('enda', new).status == 303)
    s.run('user', 'password', 'enda', text=PASSWORD + '\n')
    t('set from the command line', Browser(s).sign_in('enda').status == 303)
    c = Browser(s)
    c.sign_in('enda')
    s.run('user', 'close', 'enda')
    # Another process closed it: this server looks again within ten seconds. A restart shows it without waiting.
    s.stop(keep=True)
    s.start()
    t('a closed account is out', not inside(c) and Browser(s).sign_in('enda').status == 403)


def time_limits(s):
    b = Browser(s)
    b.sign_in()
    for offset, what, fine in ((3500, 'before an hour', True), (3500 + 3590, 'an hour after that', True), (3500 + 3590 + 3601, 'idle for an hour', False)):
        s.stop(keep=True)
        s.start('--clock_offset_s', str(offset))
        t.equal(f'a session {what}', inside(b), fine)
    b = Browser(s)
    b.sign_in()
    base = 3500 + 3590 + 3601
    alive = []
    for hour in range(1, 14):
        s.stop(keep=True)
        s.start('--clock_offset_s', str(base + hour * 3500))
        alive.append(inside(b))
    t('never more than twelve hours', alive == [True] * 12 + [False], alive)
    s.stop(keep=True)
    s.start()


def rates():
    s = Server('--tries_account', '5', '--tries_address', '12')
    try:
        b = Browser(s)
        statuses = [b.sign_in(password=f'fel lösenord {i}').status for i in range(7)]
        t.equal('five wrong ones for an account', statuses, [403] * 5 + [429] * 2)
        r = b.sign_in()
        t('then not the right one either, with a time to wait', r.status == 429 and 1 <= int(r.header('Retry-After')) <= 900, (r.status, r.header('Retry-After')))
        statuses = [b.sign_in(login=f'nytt{i}').status for i in range(9)]
        t.equal('twelve from an address', statuses, [403] * 7 + [429] * 2)
        t('counted', 'samsyn_sign_in_total{result="limited"} 5' in b.get('/metrics').text, b.get('/metrics').text[-600:])
        s.stop(keep=True)
        s.start('--tries_account', '5', '--tries_address', '12', '--clock_offset_s', '901')
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            results = list(pool.map(lambda i: Browser(s).sign_in(password=f'fel {i} fel fel').status, range(20)))
        t('many at once pass no more than one after another', results.count(403) <= 5 and set(results) <= {403, 429, 503}, results)
    finally:
        s.stop()


def behind_a_proxy():
    def tries(s, forwarded, n, name):
        return [Browser(s, {'X-Forwarded-For': forwarded(i)}).sign_in(login=f'{name}{i}').status for i in range(n)]
    s = Server('--tries_address', '4')
    try:
        t.equal('without a trusted proxy a forged address changes nothing', tries(s, lambda i: f'198.51.100.{i}', 6, 'a'), [403] * 4 + [429] * 2)
        s.stop(keep=True)
        s.start('--tries_address', '4', '--proxies', '192.0.2.1')
        t.equal('nor when another address is trusted', tries(s, lambda i: f'198.51.100.{i}', 6, 'b'), [403] * 4 + [429] * 2)
        s.stop(keep=True)
        t('the log has the connection\'s address', '198.51.' not in s.logged() and '127.0.' in s.logged(), s.logged()[-400:])
        s.start('--tries_address', '4', '--proxies', '127.0.0.1, ::1')
        t.equal('behind a trusted proxy each reader has tries of its own', tries(s, lambda i: f'198.51.100.{i}', 6, 'c'), [403] * 6)
        t.equal('what the reader writes before it does not help', tries(s, lambda i: f'192.0.2.{i}, 203.0.113.5', 6, 'd'), [403] * 4 + [429] * 2)
        t('figures are not for those who come through a proxy', Browser(s, {'X-Forwarded-For': '203.0.113.5'}).get('/metrics').status == 404 and
          Browser(s, {'X-Forwarded-For': '127.0.0.1'}).get('/metrics').status == 404 and Browser(s).get('/metrics').status == 200)
        s.stop(keep=True)
        t('the log has the reader\'s, without its last part', '203.0.113.' in s.logged() and '203.0.113.5' not in s.logged(), s.logged()[-400:])
    finally:
        s.own = True
        s.stop()


def set_up():
    s = Server(accounts=False)
    try:
        line = s.process.stdout.readline()
        code = re.search(r'kom-igang\?kod=(\S+)', line)
        t('the server prints the way to the first account', code, line)
        b = Browser(s)
        t('nobody else may', b.get('/kom-igang').status == 403 and b.get('/kom-igang?kod=fel').status == 403)
        form = {'organisation': 'Förbundet Å', 'code': 'FÅ', 'login': 'första', 'password': PASSWORD, 'again': PASSWORD}
        t('nor by posting', b.post('/kom-igang', form).status == 403 and b.post('/kom-igang', form, csrf='x').status == 403)
        page = b.get('/kom-igang?kod=' + code[1])
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        t('with the code one may', page.status == 200 and token, page.text[:300])
        t('a weak password is refused and nothing made', b.post('/kom-igang', {**form, 'password': 'kort', 'again': 'kort'}, csrf=token[1]).status == 422)
        r = b.post('/kom-igang', form, csrf=token[1])
        t('made, and inside', r.status == 303 and inside(b), (r.status, r.text[:400]))
        t('never again', Browser(s).get('/kom-igang?kod=' + code[1]).status == 403 and Browser(s).post('/kom-igang', form, csrf=token[1]).status == 403)
        t('init neither', 'finns redan' in s.run('init', '--federation', 'B', '--code', 'B', '--admin', 'bb', text=PASSWORD + '\n', status=1))
        t('the key is its owner\'s alone', stat.S_IMODE(os.stat(os.path.join(s.dir, 'samsyn.key')).st_mode) == 0o600)
    finally:
        s.stop()


def settings():
    s = Server()
    s.stop(keep=True)
    conf = os.path.join(s.dir, 'a.conf')
    def run(text, *more, status=2):
        open(conf, 'w', encoding='utf-8').write(text)
        return s.run('serve', '--config', conf, *more, status=status)
    t('an unknown key, with its line', 'a.conf rad 3' in run('# a\nport = 0\nporrt = 1\n') and 'porrt' in run('porrt = 1\n'))
    t('a number out of range', '0–65535' in run('port = 70000\n'))
    t('no number', 'heltal' in run('port = åtta\n'))
    t('a proxy that is no address', 'proxy.example' in run('proxies = proxy.example\n', status=1))
    t('no equals sign', 'nyckel = värde' in run('port 0\n'))
    t('an unknown option', '--portt' in run('', '--portt', '1'))
    os.chmod(os.path.join(s.dir, 'samsyn.key'), 0o644)
    t('a key that others may read', 'chmod 600' in run('port = 0\n', status=1))
    os.chmod(os.path.join(s.dir, 'samsyn.key'), 0o600)
    printed = s.run('config')
    t('every setting explained', printed.count('\n# ') >= 20 and 'clock_offset_s' not in printed)
    guide = open(os.path.join(ROOT, 'doc', 'drift.md'), encoding='utf-8').read()
    t('and every one stands in the guide with its default and its meaning',
      not [m[0] for m in re.findall(r'# (.*)\n(\w+) = (.*)\n', printed) if not (s.database and m[1].startswith('database')) and f'| `{m[1]}` | ' + (f'`{m[2]}`' if m[2] else '') + f' | {m[0]} |' not in guide])
    open(conf, 'w', encoding='utf-8').write(printed)
    t('and what is printed is read', s.run('config', '--config', conf) == printed)
    s.own = True
    s.stop()


main = Server('--tries_account', '1000', '--tries_address', '100000')
try:
    for step in (signing_in, equal_time, signing_out, cross_site, seats, tokens, languages, passwords, time_limits):
        step(main)
    log = main.logged()
    t('no name, no cookie and no password in the log', not re.search(r'admin|enda|samsyn=|smn_|mening', log.replace('samsyn.', '')), re.findall(r'.*(?:admin|enda|samsyn=|smn_).*', log)[:3])
finally:
    main.stop()
rates()
behind_a_proxy()
set_up()
settings()
t.end()
