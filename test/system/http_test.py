#!/usr/bin/python3
"""Raw bytes against the real server: what must be refused is refused with its status and the connection closed; limits, slow clients,
pipelining, drain, TLS. Usage: test/system/http_test.py (the binary: build/gcc/samsyn, or $SAMSYN)."""
import os, re, signal, socket, ssl, subprocess, sys, warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import BINARY, Browser, Server, Tests

warnings.simplefilter('ignore', DeprecationWarning)
t = Tests()
H = b'Host: a\r\n'
GET = b'GET /healthz HTTP/1.1\r\n' + H


def status(reply):
    found = re.match(rb'HTTP/1\.1 (\d{3}) ', reply)
    return int(found[1]) if found else 0


def post(lines, body=b''):
    return b'POST /logga-in HTTP/1.1\r\n' + H + lines + b'\r\n' + body


REFUSED = [
    (400, 'two different Content-Length', post(b'Content-Length: 3\r\nContent-Length: 4\r\n', b'abcd')),
    (400, 'two equal Content-Length', post(b'Content-Length: 3\r\nContent-Length: 3\r\n', b'abc')),
    (400, 'a list of lengths', post(b'Content-Length: 3, 3\r\n', b'abc')),
    (400, 'Content-Length with Transfer-Encoding', post(b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', b'0\r\n\r\n')),
    (400, 'Transfer-Encoding with Content-Length', post(b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', b'0\r\n\r\n')),
    (400, '+5', post(b'Content-Length: +5\r\n', b'abcde')),
    (400, '-5', post(b'Content-Length: -5\r\n', b'abcde')),
    (400, 'hexadecimal length', post(b'Content-Length: 0x5\r\n', b'abcde')),
    (400, 'empty length', post(b'Content-Length:\r\n')),
    (400, 'length beyond 64 bits', post(b'Content-Length: 18446744073709551617\r\n', b'a')),
    (400, 'bare LF after the line', b'GET / HTTP/1.1\n' + H + b'\r\n'),
    (400, 'bare LF after a field', b'GET / HTTP/1.1\r\nHost: a\n\r\n'),
    (400, 'bare LF at the end', GET + b'\n'),
    (400, 'space before colon', post(b'Content-Length : 3\r\n', b'abc')),
    (400, 'obs-fold', GET + b'A: b\r\n c\r\n\r\n'),
    (400, 'space before the first field', b'GET / HTTP/1.1\r\n A: b\r\n' + H + b'\r\n'),
    (400, 'no Host', b'GET / HTTP/1.1\r\n\r\n'),
    (400, 'two Host', GET + H + b'\r\n'),
    (400, 'empty Host', b'GET / HTTP/1.1\r\nHost:\r\n\r\n'),
    (400, 'Host with a path', b'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'),
    (400, 'Host with user', b'GET / HTTP/1.1\r\nHost: b@a\r\n\r\n'),
    (400, 'NUL in a value', GET + b'A: b\0c\r\n\r\n'),
    (400, 'bare CR in a value', GET + b'A: b\rc\r\n\r\n'),
    (400, 'a control byte in a value', GET + b'A: b\x01c\r\n\r\n'),
    (400, 'NUL in a name', GET + b'A\0: b\r\n\r\n'),
    (400, 'no colon', GET + b'AB\r\n\r\n'),
    (400, 'no name', GET + b': b\r\n\r\n'),
    (400, 'chunked twice', post(b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', b'0\r\n\r\n')),
    (400, 'chunked, chunked', post(b'Transfer-Encoding: chunked, chunked\r\n', b'0\r\n\r\n')),
    (400, 'xchunked', post(b'Transfer-Encoding: xchunked\r\n', b'0\r\n\r\n')),
    (400, 'gzip, chunked', post(b'Transfer-Encoding: gzip, chunked\r\n', b'0\r\n\r\n')),
    (400, 'identity', post(b'Transfer-Encoding: identity\r\n', b'')),
    (400, 'vertical tab before chunked', post(b'Transfer-Encoding: \x0bchunked\r\n', b'0\r\n\r\n')),
    (400, 'chunked in HTTP/1.0', b'POST / HTTP/1.0\r\n' + H + b'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    (400, 'chunk extension', post(b'Transfer-Encoding: chunked\r\n', b'1;a=b\r\nx\r\n0\r\n\r\n')),
    (400, 'endless chunk extension', post(b'Transfer-Encoding: chunked\r\n', b'1;' + b'a' * 100000)),
    (400, 'chunk size with 0x', post(b'Transfer-Encoding: chunked\r\n', b'0x1\r\nx\r\n0\r\n\r\n')),
    (400, 'chunk size with +', post(b'Transfer-Encoding: chunked\r\n', b'+1\r\nx\r\n0\r\n\r\n')),
    (400, 'chunk size with a space', post(b'Transfer-Encoding: chunked\r\n', b'1 \r\nx\r\n0\r\n\r\n')),
    (400, 'chunk size beyond 32 bits', post(b'Transfer-Encoding: chunked\r\n', b'100000001\r\nx')),
    (400, 'bare LF after a chunk size', post(b'Transfer-Encoding: chunked\r\n', b'1\nx\r\n0\r\n\r\n')),
    (400, 'bare LF after a chunk', post(b'Transfer-Encoding: chunked\r\n', b'1\r\nx\n0\r\n\r\n')),
    (400, 'a chunk longer than it says', post(b'Transfer-Encoding: chunked\r\n', b'1\r\nxy\r\n0\r\n\r\n')),
    (400, 'a trailer field', post(b'Transfer-Encoding: chunked\r\n', b'0\r\nContent-Length: 5\r\n\r\n')),
    (400, 'absolute-form', b'GET http://a/ HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'asterisk', b'OPTIONS * HTTP/1.1\r\n' + H + b'\r\n'),
    (400, '%00', b'GET /a%00 HTTP/1.1\r\n' + H + b'\r\n'),
    (400, '%00 in the query', b'GET /?a=%00 HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'half an escape', b'GET /a%4 HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'no escape', b'GET /a%zz HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'escaped slash', b'GET /a%2Fb HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'overlong UTF-8', b'GET /%c0%af HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'broken UTF-8', b'GET /%ff HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'raw UTF-8', 'GET /å HTTP/1.1\r\n'.encode() + H + b'\r\n'),
    (400, 'dot segments', b'GET /a/../b HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'escaped dot segments', b'GET /a/%2e%2e/b HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'two slashes', b'GET //a HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'a fragment', b'GET /#a HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'a control byte in the target', b'GET /a\x7f HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'a tab in the line', b'GET\t/ HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'two spaces', b'GET  / HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'HTTP/0.9', b'GET /\r\n\r\n'),
    (505, 'HTTP/2.0', b'GET / HTTP/2.0\r\n' + H + b'\r\n'),
    (505, 'HTTP/1.2', b'GET / HTTP/1.2\r\n' + H + b'\r\n'),
    (400, 'HTTP/1.10', b'GET / HTTP/1.10\r\n' + H + b'\r\n'),
    (400, 'http/1.1', b'GET / http/1.1\r\n' + H + b'\r\n'),
    (400, 'lower-case method', b'get / HTTP/1.1\r\n' + H + b'\r\n'),
    (501, 'unknown method', b'BREW / HTTP/1.1\r\n' + H + b'\r\n'),
    (501, 'TRACE', b'TRACE / HTTP/1.1\r\n' + H + b'\r\n'),
    (501, 'CONNECT', b'CONNECT a:443 HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'an empty line first', b'\r\nGET / HTTP/1.1\r\n' + H + b'\r\n'),
    (400, 'a TLS hello', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
    (505, 'an HTTP/2 preface', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    (417, 'Expect: what', post(b'Expect: what\r\nContent-Length: 1\r\n', b'a')),
    (400, 'two Authorization', GET + b'Authorization: a\r\nAuthorization: b\r\n\r\n'),
    (400, 'two Cookie', GET + b'Cookie: a=1\r\nCookie: a=2\r\n\r\n'),
    (400, 'two Content-Type', post(b'Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 1\r\n', b'a')),
    (414, 'oversized line', b'GET /' + b'a' * 8192 + b' HTTP/1.1\r\n' + H + b'\r\n'),
    (414, 'endless line', b'GET /' + b'a' * 200000),
    (431, 'oversized header block', GET + b''.join(b'A%d: %s\r\n' % (i, b'x' * 900) for i in range(40)) + b'\r\n'),
    (431, 'endless field', GET + b'A: ' + b'x' * 200000),
    (431, 'too many fields', GET + b'A: b\r\n' * 100 + b'\r\n'),
    (413, 'oversized body', post(b'Content-Length: 1048577\r\n')),
    (413, 'oversized chunked body', post(b'Transfer-Encoding: chunked\r\n', b'100000\r\n' + b'x' * 1048576 + b'\r\n1\r\nx\r\n0\r\n\r\n')),
    (413, 'oversized body with Expect', post(b'Expect: 100-continue\r\nContent-Length: 1048577\r\n')),
]

TAKEN = [
    (200, 'plain', GET + b'Connection: close\r\n\r\n'),
    (200, 'HTTP/1.0 without Host', b'GET /healthz HTTP/1.0\r\n\r\n'),
    (200, 'a name in other case, spaces around the value', b'GET /healthz HTTP/1.1\r\nhOST:   a  \r\nconnection:close\r\n\r\n'),
    (200, 'HEAD', b'HEAD /healthz HTTP/1.1\r\n' + H + b'Connection: close\r\n\r\n'),
    (405, 'a method that the address has not', b'DELETE /healthz HTTP/1.1\r\n' + H + b'Connection: close\r\n\r\n'),
    (404, 'an address that is not', b'GET /finns-inte HTTP/1.1\r\n' + H + b'Connection: close\r\n\r\n'),
]


def strictness(s):
    for expected, what, data in REFUSED:
        got, closed = s.raw(data)
        t(f'refuses {what}', status(got) == expected and closed and b'Connection: close\r\n' in got, got[:300])
        t(f'answers {what} once', got.count(b'HTTP/1.1 ') == 1, got[:600])
    for expected, what, data in TAKEN:
        got, closed = s.raw(data)
        t(f'takes {what}', status(got) == expected and closed, got[:300])
    # Nothing that was refused left anything behind.
    t.equal('the server lives', status(s.raw(GET + b'Connection: close\r\n\r\n')[0]), 200)


def languages(s):
    got, _ = s.raw(b'GET / HTTP/1.1\r\nAccept-Language: sv\r\n\r\n')
    t('refuses in Swedish', 'Begäran ska ha exakt ett giltigt Host-fält.'.encode() in got, got)


def connection(s):
    got, _ = s.raw(GET + b'\r\n' + GET + b'\r\n' + b'HEAD /healthz HTTP/1.1\r\n' + H + b'\r\n' + GET + b'Connection: close\r\n\r\n' + GET)
    t.equal('four pipelined requests', got.count(b'HTTP/1.1 200'), 4)
    t.equal('three of them with a body', got.count(b'\r\n\r\nok\n'), 3)
    with socket.create_connection(('127.0.0.1', s.port), timeout=10) as c:
        c.sendall(post(b'Expect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 17\r\nConnection: close\r\n'))
        t.equal('100 Continue', c.recv(1000), b'HTTP/1.1 100 Continue\r\n\r\n')
        c.sendall(b'login=a&password=')
        t('and the answer', status(c.recv(65536)) in (200, 401, 403, 422))
    for cut in (1, 3):
        with socket.create_connection(('127.0.0.1', s.port), timeout=10) as c:
            data = GET + b'Connection: close\r\n\r\n'
            for i in range(0, len(data), cut):
                c.sendall(data[i:i + cut])
            t.equal(f'{cut} bytes at a time', status(c.recv(65536)), 200)
    # What the request smuggles is read as its body, never as a request.
    got, _ = s.raw(post(b'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 36\r\nConnection: close\r\n', b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nxx'))
    t.equal('a body is a body', got.count(b'HTTP/1.1 '), 1)


def headers(s):
    b = Browser(s)
    r = b.get('/logga-in')
    for name, part in (('Content-Security-Policy', "default-src 'none'"), ('X-Content-Type-Options', 'nosniff'), ('Referrer-Policy', 'same-origin'),
                       ('Cache-Control', 'no-store'), ('Content-Type', 'text/html; charset=utf-8'), ('X-Request-Id', '')):
        t(f'{name} on a page', r.header(name) is not None and part in r.header(name), r.headers)
    t('no unsafe in the policy', 'unsafe' not in r.header('Content-Security-Policy'))
    t('no Server header', r.header('Server') is None)
    t('no HSTS without TLS', r.header('Strict-Transport-Security') is None)
    style = re.search(r'href="(/ui/[^"]+\.css)"', r.text)
    t('a style sheet', style, r.text[:500])
    css = b.get(style[1])
    t.equal('is served', css.status, 200)
    t('for ever', 'immutable' in css.header('Cache-Control'))
    t.equal('and not sent again', b.get(style[1], headers={'If-None-Match': css.header('ETag')}).status, 304)
    packed = b.get(style[1], headers={'Accept-Encoding': 'gzip'})
    t('packed', packed.header('Content-Encoding') == 'gzip' and len(packed.body) < len(css.body))
    t('not kept under an old version', 'immutable' not in b.get(re.sub(r'/ui/[^/]+/', '/ui/0/', style[1])).header('Cache-Control'))
    t.equal('no other file', b.get('/ui/x/../../etc/passwd').status, 400)


def supervision(s):
    b = Browser(s)
    figures = b.get('/metrics').text
    for name in ('samsyn_http_requests_total', 'samsyn_http_refused_total', 'samsyn_resident_memory_bytes', 'samsyn_sign_in_total{result="ok"}'):
        t(f'/metrics has {name}', re.search('^' + re.escape(name) + r' \d+$', figures, re.M), figures)
    refused = int(re.search(r'^samsyn_http_refused_total (\d+)', figures, re.M)[1])
    t('counts what was refused', refused >= len(REFUSED), refused)
    memory = int(re.search(r'^samsyn_resident_memory_bytes (\d+)', figures, re.M)[1])
    t('memory under 50 MiB', memory < 50 * 1024 * 1024 or b'__asan_init' in open(BINARY, 'rb').read(), memory)


def slow():
    """Each limit by itself: the others are an hour, so that only this one can end the connection."""
    for what, limit, data, expected in (('slow head', 'header_s', b'GET / HTTP/1.1\r\nHo', 408), ('slow body', 'body_s', post(b'Content-Length: 9\r\n', b'abc'), 408),
                                        ('nothing at all', 'header_s', b'', 0), ('nothing more', 'idle_s', GET + b'\r\n', 200)):
        s = Server(*(word for name in ('header_s', 'body_s', 'idle_s') for word in ('--' + name, '1' if name == limit else '3600')))
        try:
            got, closed = s.raw(data, timeout=60)
            t(what, status(got) == expected and closed, (got, closed))
        finally:
            s.stop()


def drain():
    s = Server()
    idle = socket.create_connection(('127.0.0.1', s.port), timeout=10)
    idle.sendall(GET + b'\r\n')
    idle.recv(65536)
    busy = socket.create_connection(('127.0.0.1', s.port), timeout=10)
    busy.sendall(post(b'Expect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 17\r\n'))
    busy.recv(1000)
    s.process.send_signal(signal.SIGTERM)
    t.equal('an idle connection is closed', idle.recv(1000), b'')
    busy.sendall(b'login=a&password=')
    got = busy.recv(65536)
    t('a request under way is answered', status(got) in (403, 422) and b'Connection: close\r\n' in got, got[:300])
    t.equal('and then the server ends well', s.process.wait(20), 0)
    idle.close(), busy.close()
    s.stop()


def tls():
    d = Server(accounts=True)
    d.stop(keep=True)
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', d.dir + '/tls.key', '-out',
                    d.dir + '/tls.pem', '-days', '2', '-subj', '/CN=localhost'], check=True, capture_output=True)
    s = Server('--tls_certificate', 'tls.pem', '--tls_key', 'tls.key', directory=d.dir, database=d.database)
    try:
        b = Browser(s)
        r = b.get('/logga-in')
        t.equal('a page over TLS', r.status, 200)
        t('with HSTS', 'max-age=' in (r.header('Strict-Transport-Security') or ''))
        r = b.sign_in()
        cookie = r.header('Set-Cookie') or ''
        t('the __Host- cookie', cookie.startswith('__Host-samsyn=') and '; Secure' in cookie and '; Path=/' in cookie and 'HttpOnly' in cookie and 'Domain' not in cookie, cookie)
        t('is taken', b.get('/installningar').status == 200)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers('ALL:@SECLEVEL=0')
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            with socket.create_connection(('127.0.0.1', s.port), timeout=10) as c, old.wrap_socket(c):
                t('refuses TLS 1.1', False)
        except (ssl.SSLError, OSError):
            t('refuses TLS 1.1', True)
        got, closed = s.raw(GET + b'\r\n')
        t('closes on plain HTTP', closed and status(got) == 0, got)
    finally:
        s.stop()
        d.own = True
        d.process = None
        d.stop()


main = Server()
try:
    strictness(main)
    languages(main)
    connection(main)
    headers(main)
    supervision(main)
    log = main.logged()
    t('the log has no whole address and no query', '127.0.0.1"' not in log.replace('http://127.0.0.1', '') and '?' not in log, log[-500:])
finally:
    main.stop()
slow()
drain()
tls()
t.end()
