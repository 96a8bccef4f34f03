"""A newcomer's first visit: test/fresh_visit.py ADDRESS [LOGIN PASSWORD]. Without an account the address is that of the set-up, which is done."""
import os, re, sys, urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'system'))
from server import PASSWORD, Browser, Tests  # noqa: E402


class Place:
    """What Browser asks of a server."""
    def __init__(self, address):
        parts = urllib.parse.urlsplit(address)
        self.scheme, self.port = parts.scheme, parts.port


test, me = Tests(), Browser(Place(sys.argv[1]))
health = me.get('/healthz')
test.equal('the server is well', health.status, 200)
first = me.get('/')
if len(sys.argv) > 2:
    test('the first page leads to the sign-in', first.status in (302, 303) and 'logga-in' in (first.header('Location') or '') or
         'name="password"' in first.text, (first.status, first.header('Location')))
    signed = me.sign_in(sys.argv[2], sys.argv[3])
    test.equal('the printed account signs in', (signed.status, signed.header('Location')), (303, '/'))
    start = me.get('/')
    test('the start page greets', start.status == 200 and '<h1' in start.text, start.status)
    test('and holds the demo', 'Exempelbygden' in start.text)
    bodies = [me.get(path) for path in sorted(set(re.findall(r'href="(/[a-z0-9/-]*)"', start.text)))]
    test('every address of the start page answers', bodies and all(b.status == 200 for b in bodies), [b.status for b in bodies])
else:
    way = urllib.parse.urlsplit(sys.argv[1])
    setup = me.get(way.path + '?' + way.query)
    token = re.search(r'name="csrf" value="([^"]+)"', setup.text)
    test('the printed address leads to the set-up', setup.status == 200 and token, (setup.status, setup.text[:300]))
    form = {'organisation': 'Förbundet Prov', 'code': 'FP', 'login': 'forsta', 'password': PASSWORD, 'again': PASSWORD}
    made = me.post('/kom-igang', form, csrf=token[1] if token else '')
    start = me.get('/')
    test('the first administrator is inside', made.status == 303 and start.status == 200 and 'Förbundet Prov' in start.text, (made.status, start.status, made.text[:300]))
test.end()
