#!/usr/bin/python3
"""Searching everything, the glossary, and comments with mentions, against the real server."""
import html, json, os, re, sys, urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server, Tests

t = Tests()


def seat(s, login, role, organisation='FEX'):
    s.run('user', 'add', login, '--role', role, '--in', organisation, text=PASSWORD + '\n')


def signed_in(s, login):
    b = Browser(s)
    b.sign_in(login=login)
    return b


def search(b, q, **more):
    return b.get('/sok?' + urllib.parse.urlencode({'q': q, **more}))


def found(b, q, **more):
    """The titles of the hits, as they stand."""
    return [html.unescape(x) for x in re.findall(r'<li><a class="ds-link" href="[^"]*">([^<]*)</a>', search(b, q, **more).text)]


def searching(s):
    b = signed_in(s, 'samordnare')
    question = 'Rapporteras och följs säkerhetsincidenter upp hos förbundet och medlemmarna?'
    for q in ('säkerhetsincidenter', 'säkerhetshändelser', 'SÄKERHETSHÄNDELSER', 'säkerhetshändelse', '"säkerhetshändelser"'):
        t(f'R131 a search for {q} finds question 3', question in found(b, q), found(b, q))
    page = search(b, 'säkerhetshändelser').text
    t('R131 the page says which other word was searched for', re.search('Sökningen omfattar också [^<]*”säkerhetsincidenter”[^<]*, som betyder detsamma som ”säkerhetshändelser”', page), page[-3000:])
    t('R131 the hit is marked where it stands', '<mark>säkerhetsincidenter</mark>' in page, page[-3000:])
    a = [found(b, q) for q in ('it-säkerhet', 'It-säkerhet', 'IT-säkerhet')]
    t('R131 it-, It- and IT- find the same', a[0] and a[0] == a[1] == a[2], a)
    t('å is a letter of its own', found(b, 'sakerhetsincidenter') == [] and found(b, 'säkerhetsincidenter') != [], (found(b, 'sakerhetsincidenter'), found(b, 'säkerhetsincidenter')))
    t('the last word may be the beginning of one', question in found(b, 'följs säkerhetsinc'))
    t('words in quotes stand in that order', question in found(b, '"följs säkerhetsincidenter upp"') and question not in found(b, '"upp följs"'))
    t('one register alone', question in found(b, 'säkerhetsincidenter', register='fragor-i-granskning') or all(
        question not in found(b, 'säkerhetsincidenter', register=p) for p in ('dokument', 'organ')), None)
    t('a register that is none is told', search(b, 'a', register='finns-inte').status == 422)
    t('a page that is none is told', search(b, 'a', sida='0').status == 422 and search(b, 'a', sida='x').status == 422)
    t('nothing found is said', 'Inget stämmer med ”finnsintealls”' in search(b, 'finnsintealls').text)
    t('no markup comes through', '<b>' not in search(b, '<b>x').text.split('<main')[-1])
    t('many words are told', search(b, ' '.join('abcdefghijklm')).status in (413, 422, 429), search(b, ' '.join('abcdefghijklm')).status)
    r = b.get('/api/v1/search?' + urllib.parse.urlencode({'q': 'säkerhetshändelser'}))
    said = json.loads(r.text)
    t('R131 a program finds it, too', r.status == 200 and any(i['title'] == question for i in said['items']) and said['synonyms'], r.text[:600])
    t('a wrong question of a program is told', b.get('/api/v1/search?q=a&limit=0').status == 400 and b.get('/api/v1/search?q=a&entity=session').status == 400)
    then = b.get('/sok?q=s%C3%A4kerhetsincidenter&den=2020-01-01')
    t('in the past there is what there was', question not in then.text, then.status)
    employee = signed_in(s, 'medarbetare')
    t('who may not read audits finds none', question not in found(employee, 'säkerhetsincidenter'))
    t('but reads the glossary', 'säkerhetsincident' in found(employee, 'säkerhetshändelse'), found(employee, 'säkerhetshändelse'))


def post(b, path, form):
    return b.post(path, form, csrf=b.csrf())


def comment(b, about, text):
    return post(b, '/kommentarer/ny', {'about': about, 'text': text})


def comments(s):
    b, head, member, auditor = (signed_in(s, x) for x in ('samordnare', 'itchef', 'medlem', 'revisor'))
    r = comment(b, 'measure/1', 'Se <b>bilagan</b>, @itchef och @ingen. post@medlem.invalid')
    t('a comment is taken and leads back to the row', r.status == 303 and r.header('Location') == '/atgarder/1#kommentarer', (r.status, r.header('Location'), r.text[-1500:]))
    page = b.get('/atgarder/1').text
    t('it stands below the facts, as text', 'Se &lt;b&gt;bilagan' in page and '<b>bilagan' not in page)
    t('who is mentioned sees it among what waits', 'Du är nämnd i en kommentar' in head.get('/arenden').text and '/atgarder/1#kommentarer' in head.get('/arenden').text, head.get('/arenden').text[-2500:])
    t('an address in a text mentions nobody', 'Du är nämnd' not in member.get('/arenden').text)
    seen = re.search(r'action="(/omnamnanden/\d+/steg/sett)"', head.get('/atgarder/1').text)
    t('the mentioned may mark it as seen', seen is not None and '/steg/sett' not in page)
    if seen:
        r = post(head, seen[1], {'version': '1'})
        t('then it waits no more', r.status == 303 and 'Du är nämnd' not in head.get('/arenden').text, (r.status, r.text[-800:]))
    r = post(head, '/kommentarer/2/andra', {'about': 'measure/1', 'text': 'Ändrad av en annan', 'version': '1'})
    t("nobody changes another's words", r.status in (403, 422) and 'Ändrad av en annan' not in b.get('/atgarder/1').text, r.status)
    r = post(head, '/kommentarer/2/upphav', {'version': '1'})
    t("nor revokes them", r.status == 403 and 'bilagan' in b.get('/atgarder/1').text, r.status)
    r = post(b, '/kommentarer/2/andra', {'about': 'measure/1', 'text': 'Se bilagan, @itchef. Och @medlem, titta.', 'version': '1'})
    t('one changes his own', r.status == 303 and 'Och @medlem' in b.get('/atgarder/1').text, (r.status, r.text[-800:]))
    t('the history keeps what it was', 'post@medlem.invalid' in b.get('/kommentarer/2/historik').text)
    t('a mention that is added waits, one that was seen does not come back', 'Du är nämnd' not in head.get('/arenden').text)
    t('who audits reads and writes nothing', 'Se bilagan' in auditor.get('/atgarder/1').text and 'name="about"' not in auditor.get('/atgarder/1').text and
      comment(auditor, 'measure/1', 'x').status == 403)
    t('a row that cannot be commented says so', comment(b, 'account/1', 'x').status == 422 and comment(b, 'measure/999', 'x').status == 422)
    t('a comment is found', any('Se bilagan' in x for x in found(b, 'bilagan')), found(b, 'bilagan'))
    r = post(b, '/kommentarer/2/upphav', {'version': '2'})
    t('one revokes his own', r.status == 303 and 'Se bilagan' not in b.get('/atgarder/1').text, r.status)


def selections(s):
    b, head, member = (signed_in(s, x) for x in ('samordnare', 'itchef', 'medlem'))
    save = lambda who, **form: post(who, '/urval', {'register': 'measure', 'query': 'state=pagar&sort=-due&after=12r', 'name': 'Pågår', **form})
    r = save(b)
    t('a selection is saved', r.status == 303 and r.header('Location') == '/atgarder?state=pagar&sort=-due', (r.status, r.header('Location'), r.text[-900:]))
    page = b.get('/atgarder?state=pagar&sort=-due').text
    t('it can be chosen above the list', 'aria-current="true">Pågår</a>' in page, page[page.find('class="saved'):][:900])
    t('it is nobody else\'s', 'Pågår</a>' not in head.get('/atgarder').text)
    t('the same name twice is told', save(b).status == 422)
    t('no name is told', save(b, name=' ').status == 422 and save(b, name='x' * 101).status == 422)
    t('what is not understood is not saved', save(b, name='Fel', query='finns_inte=1').status == 422 and save(b, name='Fel', register='session').status == 422)
    r = post(b, '/urval/andra', {'id': '1', 'name': 'Det som pågår', 'shared': 'ja', 'standard': 'ja'})
    t('it is renamed and shared', r.status == 303 and 'Det som pågår' in head.get('/atgarder').text, (r.status, r.text[-600:]))
    t('it is seen first by its owner', b.get('/atgarder').header('Location') == '/atgarder?state=pagar&sort=-due' and b.get('/atgarder?urval=alla').status == 200)
    t('and by nobody else', head.get('/atgarder').status == 200)
    t("nobody changes another's", post(head, '/urval/andra', {'id': '1', 'name': 'Min'}).status == 404 and post(head, '/urval/ta-bort', {'id': '1'}).status == 404)
    t('naughty names stand as text', save(b, name='<script>alert(1)</script>').status == 303 and '<script>alert(1)' not in b.get('/urval').text + b.get('/atgarder?urval=alla').text)
    r = post(b, '/urval/ta-bort', {'id': '1'})
    t('it is taken away', r.status == 303 and 'Det som pågår' not in b.get('/urval').text and b.get('/atgarder').status == 200, r.status)


def main():
    s = Server()
    try:
        for login, role in (('samordnare', 'samordnare'), ('itchef', 'it_chef'), ('medlem', 'medlemsrepresentant'), ('revisor', 'revisor'), ('medarbetare', 'medarbetare')):
            seat(s, login, role)
        s.run('load', os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'))
        searching(s)
        comments(s)
        selections(s)
        done = s.run('verify')
        t('the index says what the tables say', 'sökregistret' not in done, done)
    finally:
        s.stop()
    t.end()


main()
