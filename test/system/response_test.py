#!/usr/bin/python3
"""The yttrande from demand to sent, "Mina ärenden", its calendar, the reminders and their letters, by several roles, against the real server
and a real mail server on the loopback. Time is moved by --day and clock_offset_s, never waited for."""
import email, email.policy, hashlib, json, os, re, subprocess, sys, threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import PASSWORD, ROOT, Browser, Server, Tests

test = Tests()
NODE = 'node'


class Post:
    """The mail server, test/system/smtp.mjs."""
    def __init__(self, directory, mode='accept', *more, port=0):
        self.out = os.path.join(directory, f'post-{mode}-{len(os.listdir(directory))}.jsonl')
        open(self.out, 'w').close()
        self.process = subprocess.Popen([NODE, os.path.join(ROOT, 'test/system/smtp.mjs'), '--out', self.out, '--mode', mode, '--port', str(port), *more], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, cwd=ROOT)
        line = self.process.stdout.readline()
        if not line.strip().isdigit():
            raise AssertionError('the mail server did not start: run npm ci')
        self.port = int(line)
        self.url = f'smtp://127.0.0.1:{self.port}'

    def seen(self):
        return [json.loads(l) for l in open(self.out, encoding='utf-8')]

    def letters(self):
        return [l for l in self.seen() if 'message' in l]

    def parsed(self):
        return [email.message_from_bytes(l['message'].encode('latin1'), policy=email.policy.default) for l in self.letters()]

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def mail_options(post, *more, tls='nej'):
    return ['--mail_server', post if isinstance(post, str) else post.url, '--mail_from', 'samsyn@samsyn.example', '--mail_tls', tls, '--public_url', 'https://samsyn.example', *more]


def job(s, name, day=None, options=(), status=0):
    return s.run('job', 'run', name, *(['--day', day] if day else []), *options, status=status)


LINES = '''{"entity":"organisation","as":"alby","name":"Alby kommun","code":"ALB","type":"medlemskommun"}
{"entity":"organisation","as":"byran","name":"Exempelrevision AB","code":"EXR","type":"revisionsforetag"}
{"entity":"body","as":"direktion","organisation":"@forbundet","name":"Förbundsdirektionen","type":"direktion"}
{"entity":"body","as":"revisorer","organisation":"@forbundet","name":"Förbundets revisorer","type":"revisorer"}
{"entity":"person","as":"chef","name":"Exempelperson Åsa","email":"asa@forbundet.example","organisation":"@forbundet"}
{"entity":"person","as":"samordnare","name":"Exempelperson Ö","email":"samordnare@forbundet.example","organisation":"@forbundet"}
{"entity":"person","as":"ond","name":"Exempelperson Ond","email":"ond@forbundet.example","organisation":"@forbundet"}
{"entity":"post","as":"forbundschef","title":"Förbundschef","organisation":"@forbundet","state":"tillsatt"}
{"entity":"assignment","post":"@forbundschef","person":"@chef","from":"2020"}
{"entity":"audit","as":"a21","title":"Granskning 2021","type":"granskning","state":"avslutad","dated":"2021"}
{"entity":"response","audit":"@a21","title":"Svar på granskningen 2021","addressee":"@direktion","state":"handling_saknas","unknown_why":"Handlingen finns inte i arkivet."}
{"entity":"audit","as":"a23","title":"Uppföljande granskning 2023","type":"uppfoljande","follows":"@a21","state":"rapporterad","dated":"2023-12-06","client":"@revisorer","firm":"@byran","follow_up_reason":"Ännu inte bestämd."}
{"entity":"audit_body","audit":"@a23","body":"@direktion"}
''' + ''.join(f'{{"entity":"recommendation","audit":"@a23","number":{n},"code":"2023-{n}","text":"Rekommendation nummer {n} om informationssäkerhet","addressee":"@direktion","dated":"2023-12-06"}}\n' for n in range(1, 6)) + \
    '{"entity":"response","audit":"@a23","title":"Yttrande över uppföljningen 2023","requested_by":"Förbundets revisorer","due":"2024-02-29","state":"begart"}\n'


def world():
    s = Server()
    path = os.path.join(s.dir, 'rows.jsonl')
    open(path, 'w', encoding='utf-8').write(LINES)
    s.run('load', path)
    for login, role in (('chefen', 'forbundschef'), ('itchefen', 'it_chef'), ('ledamot', 'direktion'), ('samordnaren', 'samordnare'), ('revisorn', 'revisor')):
        s.run('user', 'add', login, '--role', role, text=PASSWORD + '\n')
    admin = Browser(s)
    admin.sign_in()
    return s, admin


def person(s, login):
    b = Browser(s)
    b.sign_in(login=login)
    return b


def join_accounts(s, admin):
    """Accounts get their persons, by the interface that administrators have."""
    listed = admin.get('/personer').text
    number = {name: re.search(rf'/personer/(\d+)"[^>]*>{name}', listed) for name in ('Exempelperson Åsa', 'Exempelperson Ö')}
    accounts = admin.get('/konton').text
    for login, name in (('chefen', 'Exempelperson Åsa'), ('samordnaren', 'Exempelperson Ö')):
        at = re.search(rf'/konton/(\d+)"[^>]*>{login}', accounts)[1]
        form = admin.get(f'/konton/{at}/andra').text
        fields = dict(re.findall(r'<input[^>]* name="([a-z_]+)" value="([^"]*)"', form))
        version = re.search(r'name="version" value="(\d+)"', form)[1]
        fields.update(version=version, login=login, person=number[name][1], language='sv' if login == 'chefen' else 'en', csrf=admin.csrf())
        fields.pop('closed', None)
        r = admin.post(f'/konton/{at}/andra', fields)
        test('an account gets its person', r.status == 303, (r.status, r.text[-800:]))


def fields_of(page):
    """What the draft's form holds."""
    form = page[page.index('class="record-form"'):]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    found.update({n: v.lstrip('\n') for n, v in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S)})
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', options)[1]
    return found


def the_draft(s):
    chef, it, auditor = person(s, 'chefen'), person(s, 'itchefen'), person(s, 'revisorn')
    listed = chef.get('/yttranden').text
    number = re.search(r'/yttranden/(\d+)"[^>]*>Yttrande över', listed)[1]
    earlier = re.search(r'/yttranden/(\d+)"[^>]*>Svar på', listed)[1]
    at = f'/yttranden/{number}'
    r = chef.get(at + '/svar')
    test('R31: the due date 2024-02-29 is shown', '2024-02-29' in r.text and r.status == 200, r.status)
    test('R35: the earlier response is kept at its audit, its document missing', 'Handlingen saknas' in chef.get(f'/yttranden/{earlier}/svar').text and 'Granskning 2021' in chef.get(f'/yttranden/{earlier}').text)
    r = chef.post(f'{at}/borja/utarbeta', {'version': '1'}, csrf=chef.csrf())
    test('a draft is begun', r.status == 303, r.text[-500:])
    page = chef.get(at + '/svar').text
    fields = fields_of(page)
    items = sorted(int(n.split('-')[1]) for n in fields if n.startswith('position-'))
    test('R34: each of the five recommendations has its place, explicitly unanswered', len(items) == 5 and all(fields[f'position-{i}'] == 'ej_besvarad' for i in items), items)
    test('R31: the addressee comes from the audit', 'Förbundsdirektionen' in page)
    test('R32: the recipients come from the audit', all(x in chef.get(at + '/utskick').text for x in ('Förbundets revisorer', 'Exempelrevision AB')))
    test('what is missing is listed', 'Skriv den samlade ståndpunkten.' in page and 'står som ej besvarad' in page)
    post = re.search(r'<option value="(\d+)"[^>]*>Förbundschef<', page)[1]
    fields['text'] = 'Direktionen delar revisorernas bedömning.\r\n\r\nArbetet har börjat.'
    for i in items[:3]:
        fields.update({f'position-{i}': 'delar', f'measure-{i}': 'En modell & en <plan> tas fram.', f'responsible-{i}': post, f'deadline-{i}': '2024-12-31', f'follow_up-{i}': 'Mäts i internkontrollen.'})
    fields.update({f'position-{items[3]}': 'delar_inte', f'reason-{items[3]}': 'Mandatet är redan tydligt.'})
    wrong = chef.post(at + '/svar', {**fields, f'deadline-{items[0]}': '30 februari'}, csrf=chef.csrf())
    test('a wrong date is told at its field and nothing is lost', wrong.status == 422 and f'f-deadline-{items[0]}' in wrong.text and '30 februari' in wrong.text and 'Arbetet har börjat.' in wrong.text, wrong.status)
    r = chef.post(at + '/svar', {**fields, 'vidare': 'r-1'}, csrf=chef.csrf())
    test('R34: all positions are saved by one form', r.status == 303 and r.header('Location').endswith('#r-1'), (r.status, r.text[-1500:]))
    now = fields_of(chef.get(at + '/svar').text)
    test('R34: position, measure, role and deadline stand', now[f'position-{items[0]}'] == 'delar' and now[f'responsible-{items[0]}'] == post and now[f'deadline-{items[0]}'] == '2024-12-31')
    test('text is escaped', 'En modell &amp; en &lt;plan&gt;' in chef.get(at + '/svar').text)
    test('an unwritten save changes nothing', chef.post(at + '/svar', now, csrf=chef.csrf()).status == 303 and
         fields_of(chef.get(at + '/svar').text)['version'] == now['version'])
    to = re.search(r'/yttrandemottagare/(\d+)"[^>]*>Exempelrevision', chef.get('/yttrandemottagare').text)[1]
    for path, change in ((f'/svar/{items[4]}/andra', {'secrecy': 'OSL 18 kap. 8 §'}), (f'/yttrandemottagare/{to}/andra', {'address': 'hemlig@revision.example'})):
        r = chef.post(path, {**fields_of(chef.get(path).text), **change}, csrf=chef.csrf())
        test('a row is changed by its own form: ' + path, r.status == 303, r.text[-900:])
    full, opened = chef.get(at + '/yttrande.csv').text, chef.get(at + '/yttrande.csv?oppen=ja').text
    test('the open version leaves out what is marked', '2023-5. ' in full and '2023-5. ' not in opened and '2023-4. ' in opened, opened)
    test('and says so', 'Öppen version. En rad med sekretessmarkering är utelämnad.' in chef.get(at + '/yttrande.html?oppen=ja').text)
    test('R32: addresses are on the sending page and in no report', 'hemlig@revision.example' in chef.get(at + '/utskick').text and not any(
        'hemlig@' in chef.get(at + x).text for x in ('/yttrande.csv', '/yttrande.html', '/forhandsvisning')) and 'hemlig@' not in auditor.get(at + '/utskick').text)
    test('an auditor reads and cannot write', auditor.get(at + '/svar').status == 200 and auditor.post(at + '/svar', now, csrf=auditor.csrf()).status == 403)
    return chef, it, auditor, at, earlier, items


def two_write(s, chef, at, items):
    other = person(s, 'samordnaren')
    base = fields_of(chef.get(at + '/svar').text)
    mine, theirs = dict(base), dict(base)
    theirs[f'measure-{items[0]}'] = 'Samordnarens ord'
    theirs[f'done-{items[1]}'] = 'Det här gjorde samordnaren'
    mine[f'measure-{items[0]}'] = 'Chefens ord'
    mine['resources'] = 'En halv tjänst'
    test('the first of two is saved', other.post(at + '/svar', theirs, csrf=other.csrf()).status == 303)
    r = chef.post(at + '/svar', mine, csrf=chef.csrf())
    test('the second sees both sides in the field and keeps what he wrote', r.status == 409 and 'Samordnarens ord' in r.text and 'Chefens ord' in r.text and 'En halv tjänst' in r.text, r.status)
    test('nothing of it is saved', 'En halv tjänst' not in chef.get(at + '/svar').text)
    again = fields_of(r.text)
    test('what only the other wrote is no conflict', chef.post(at + '/svar', again, csrf=chef.csrf()).status == 303)
    now = fields_of(chef.get(at + '/svar').text)
    test('both are there', now[f'measure-{items[0]}'] == 'Chefens ord' and now['resources'] == 'En halv tjänst', now)
    test('and history knows each change', all(x in chef.get(at + '/andringar').text for x in ('Samordnarens ord', 'Chefens ord', 'svaret på 2023-1')))


def the_decision(s, chef, it, auditor, at, earlier, items):
    decision = {'decided': '2024-02-20', 'paragraph': '§ 12'}
    page = chef.get(at + '/beslut').text
    body = re.search(r'<option value="(\d+)" selected>Förbundsdirektionen', page)[1]
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    decision.update(decided_by=body, version=version)
    r = it.post(at + '/beslut', decision, csrf=it.csrf())
    test('R33: the it-chef is refused with the reason', r.status == 403 and 'Direktionen beslutar om yttrandet' in r.text, (r.status, r.text[-600:]))
    co = person(s, 'samordnaren')
    r = co.post(at + '/beslut', decision, csrf=co.csrf())
    test('R33: so is the coordinator, who may write the draft', r.status == 403 and 'The board decides on the response' in r.text, r.status)
    test('R33: and sees why instead of the form', 'The board decides on the response' in co.get(at + '/beslut').text and 'name="paragraph"' not in co.get(at + '/beslut').text)
    r = chef.post(at + '/beslut', {**decision, 'paragraph': ''}, csrf=chef.csrf())
    test('R33: no decision without its paragraph', r.status == 422 and 'Ange beslutets paragraf.' in r.text, r.status)
    test('a decision on a draft that has changed since is refused', chef.post(at + '/beslut', {**decision, 'version': '1'}, csrf=chef.csrf()).status == 409)
    r = chef.post(at + '/beslut', decision, csrf=chef.csrf())
    test('the director registers the decision', r.status == 303, (r.status, r.text[-1500:]))
    page = chef.get(at + '/beslut').text
    sha = re.search(r'<code>([0-9a-f]{64})</code>', page)[1]
    test('R33: date and paragraph are shown', '2024-02-20' in page and '§ 12' in page and 'Stämmer' in page)
    text = chef.get(at + '/yttrande.txt')
    test('R33: the frozen text has the hash that stands in the record', hashlib.sha256(text.body).hexdigest() == sha, sha)
    test('R34: each recommendation is answered in it', all(f'(2023-{n})' in text.text for n in range(1, 6)) and text.text.count('Ståndpunkt: ') == 5 and 'Ståndpunkt: Ej besvarad' in text.text)
    pdf = chef.get(at + '/yttrande.pdf')
    test('the PDF is kept', pdf.body.startswith(b'%PDF') and chef.get(at + '/yttrande.pdf').body == pdf.body)
    test('R33: a document version holds it', hashlib.sha256(pdf.body).hexdigest() in chef.get('/dokumentversioner').text or hashlib.sha256(pdf.body).hexdigest() in
         ''.join(chef.get(x).text for x in re.findall(r'/dokumentversioner/\d+', chef.get('/dokumentversioner').text)))
    fields = {'text': 'Ändrat efteråt', 'version': re.search(r'name="version" value="(\d+)"', page)[1] if 'name="version"' in page else '3'}
    r = chef.post(at + '/svar', fields, csrf=chef.csrf())
    test('R33: locked after the decision', r.status in (403, 409) and 'Ändrat efteråt' not in chef.get(at + '/beslut').text, r.status)
    r = chef.post(at + '/ratta', {'version': '99', 'text': 'x', 'reason': 'fel'}, csrf=chef.csrf())
    test('R33: not even by a correction', r.status in (403, 409, 422), r.status)
    for kind in ('html', 'xlsx', 'csv'):
        r = chef.get(f'{at}/yttrande.{kind}')
        test(f'the report as {kind}', r.status == 200 and len(r.body) > 200, r.status)
    test('R34: the CSV has the positions', 'Delar inte' in chef.get(at + '/yttrande.csv').text)
    return sha


def the_sending(s, chef, it, at):
    page = chef.get(at + '/utskick').text
    recipients = re.findall(r'name="recipient" value="(\d+)"', page)
    test('R32: both recipients wait', len(recipients) == 2 and page.count('Inte skickat') == 2, recipients)
    r = chef.post(at + '/utskick/klart', {'version': re.search(r'Version</dt><dd>(\d+)', chef.get(at).text)[1] if 'Version</dt><dd>' in chef.get(at).text else '5'}, csrf=chef.csrf())
    test('R32: not sent before everybody has it', r.status in (422, 409) and 'Skickat' , r.status)
    one = {'recipient': recipients[0], 'sent': '2024-02-21', 'method': 'E-post'}
    test('R32: not before the decision', chef.post(at + '/utskick', {**one, 'sent': '2024-02-01'}, csrf=chef.csrf()).status == 422)
    test('the it-chef does not write in the log', it.post(at + '/utskick', one, csrf=it.csrf()).status == 403)
    test('R32: one is logged', chef.post(at + '/utskick', one, csrf=chef.csrf()).status == 303)
    test('R32: the other waits still', chef.get(at + '/utskick').text.count('Inte skickat') == 1)
    chef.post(at + '/utskick', {'recipient': recipients[1], 'sent': '2024-02-22', 'method': 'Brev'}, csrf=chef.csrf())
    page = chef.get(at + '/utskick').text
    test('R32: who, when, how', all(x in page for x in ('2024-02-21', '2024-02-22', 'E-post', 'Brev', 'chefen')), page[-2500:])
    version = re.search(r'utskick/klart">.*?name="version" value="(\d+)"', page, re.S)[1]
    r = chef.post(at + '/utskick/klart', {'version': version}, csrf=chef.csrf())
    test('R32: now it is sent', r.status == 303 and 'Skickat' in chef.get(at + '/svar').text, r.status)


def a_new_one_replaces_it(s, chef, at, sha):
    r = chef.post(at + '/ersatt', {}, csrf=chef.csrf())
    test('R33: a correction begins as a new draft', r.status == 303, (r.status, r.text[-800:]))
    new = r.header('Location').removesuffix('/svar')
    fields = fields_of(chef.get(new + '/svar').text)
    fields['text'] = 'Direktionen rättar sitt yttrande.'
    test('with the old answers in it', chef.post(new + '/svar', fields, csrf=chef.csrf()).status == 303 and 'Chefens ord' in str(fields))
    ledamot = person(s, 'ledamot')
    page = ledamot.get(new + '/beslut').text
    form = {'decided_by': re.search(r'<option value="(\d+)" selected>', page)[1], 'decided': '2024-03-05', 'paragraph': '§ 20', 'version': re.search(r'name="version" value="(\d+)"', page)[1]}
    r = ledamot.post(new + '/beslut', form, csrf=ledamot.csrf())
    test('R33: a member of the board registers that decision', r.status == 303, (r.status, r.text[-900:]))
    old = chef.get(at + '/beslut').text
    test('the old one stands with its hash', sha in old and 'Stämmer' in old and hashlib.sha256(chef.get(at + '/yttrande.txt').body).hexdigest() == sha)
    test('and says that it is replaced', 'Ersatt' in chef.get(at + '/svar').text and sha in chef.get(new + '/yttrande.txt').text)


def the_inbox(s, chef, at):
    page = chef.get('/arenden').text
    test('R31: the demand waits for the director before it is answered', 'Yttrande över uppföljningen 2023' in page and '2024-02-29' in page and 'Försenat' in page, page[-1500:])
    test('the posts he holds are named', 'Förbundschef' in page)
    test('the start counts it', re.search(r'Mina ärenden <span class="muted">\(\d+', chef.get('/').text))
    test('nothing of it waits for an auditor', 'Yttrande över' not in person(s, 'revisorn').get('/arenden').text)


def check_calendar(raw):
    """RFC 5545: CR LF, lines of at most 75 octets, folding between characters; the events as dictionaries."""
    if not raw.endswith(b'\r\n') or b'\n' in raw.replace(b'\r\n', b'') or any(len(l) > 75 for l in raw.split(b'\r\n')):
        return None
    lines = raw.replace(b'\r\n ', b'').decode('utf-8').split('\r\n')[:-1]
    if lines[0] != 'BEGIN:VCALENDAR' or lines[-1] != 'END:VCALENDAR' or 'VERSION:2.0' not in lines or not any(l.startswith('PRODID:') for l in lines):
        return None
    events, now = [], None
    for l in lines:
        name, _, value = l.partition(':')
        if l == 'BEGIN:VEVENT':
            now = {}
        elif l == 'END:VEVENT':
            if not {'UID', 'DTSTAMP', 'DTSTART;VALUE=DATE', 'SUMMARY'} <= set(now) or not re.fullmatch(r'\d{8}T\d{6}Z', now['DTSTAMP']) or not re.fullmatch(r'\d{8}', now['DTSTART;VALUE=DATE']):
                return None
            events.append(now)
            now = None
        elif now is not None:
            if name in now:
                return None
            now[name] = value
    return events


def the_calendar(s, chef):
    r = chef.post('/arenden/kalender', {}, csrf=chef.csrf())
    address = re.search(r'<code>https?://[^/]+(/kalender/smk_[A-Za-z0-9_-]{43}\.ics)</code>', r.text)
    test('the calendar gets a secret address', address, r.text[-1500:])
    at, stranger = address[1], Browser(s)
    feed = stranger.get(at)
    events = check_calendar(feed.body)
    test('R31: the calendar is well formed and has the leap day', feed.status == 200 and events and any(e['DTSTART;VALUE=DATE'] == '20240229' and e['DTEND;VALUE=DATE'] == '20240301' for e in events), feed.text)
    test('its type', feed.header('Content-Type') == 'text/calendar; charset=utf-8' and 'no-store' in feed.header('Cache-Control'))
    test('the same event keeps its identity', [e['UID'] for e in events] == [e['UID'] for e in check_calendar(stranger.get(at).body)] and len({e['UID'] for e in events}) == len(events))
    test('it opens nothing else', stranger.get('/arenden').status == 303 and stranger.get('/api/v1/response', headers={'Authorization': 'Bearer ' + at[10:-4]}).status == 401)
    test('the log does not know the address', at[10:-4] not in s.logged())
    new = re.search(r'(/kalender/smk_[A-Za-z0-9_-]{43}\.ics)', chef.post('/arenden/kalender', {}, csrf=chef.csrf()).text)[1]
    test('a new address ends the old', stranger.get(at).status == 404 and stranger.get(new).status == 200)
    chef.post('/arenden/kalender/avsluta', {}, csrf=chef.csrf())
    test('closed is closed', stranger.get(new).status == 404)
    test('what is no address is not found', all(stranger.get(x).status == 404 for x in ('/kalender/x.ics', '/kalender/smk_' + 'A' * 43 + '.ics', '/kalender/' + 'A' * 3000 + '.ics', new[:-4])))


def reminders(s):
    post = Post(s.dir)
    o = mail_options(post)
    job(s, 'paminnelser', '2024-01-29', o)
    job(s, 'e-post', None, o)
    test('R31: nobody is reminded 31 days before', not post.letters(), post.letters())
    for day, n in (('2024-01-30', 30), ('2024-01-31', 0), ('2024-02-21', 0), ('2024-02-22', 7), ('2024-02-27', 0), ('2024-02-28', 1), ('2024-02-29', 0)):
        before = len(post.letters())
        job(s, 'paminnelser', day, o)
        job(s, 'paminnelser', day, o)
        job(s, 'e-post', None, o)
        got = len(post.letters()) - before
        test(f'R31: reminders on {day}', got == (2 if n else 0), got)
    letters = post.parsed()
    to_chef = [l for l in letters if l['To'] == 'asa@forbundet.example']
    test('each who it waits for gets his own', len(to_chef) == 3 and len(letters) == 6, [l['To'] for l in letters])
    swedish = to_chef[0]
    english = next(l for l in letters if 'samordnare@' in l['To'])
    body = swedish.get_content()
    test('the letter has the title and the link', 'Yttrande över uppföljningen 2023' in body and 'https://samsyn.example/yttranden/' in body and '2024-02-29' in body, body)
    test('its head', swedish['Subject'] == 'Påminnelse: ett ärende väntar på dig' and swedish['Auto-Submitted'] == 'auto-generated' and swedish['Message-ID'] and swedish['Date'] and
         swedish['From'] == 'Samsyn <samsyn@samsyn.example>', dict(swedish))
    test('in the language of the account', english['Content-Language'] == 'en' and english['Subject'] == 'Reminder: one matter is waiting for you', english['Subject'])
    raw = post.letters()[0]['message']
    test('only ASCII and short lines go over the wire', raw.isascii() and all(len(l) <= 78 for l in raw.split('\r\n')) and 'PASSWORD' not in raw)
    test('every letter has its own identity', len({l['Message-ID'] for l in letters}) == 6)
    post.stop()


def after_a_stop(s):
    """R31: a server that stood still from before the first reminder until the last day tells once, not three times."""
    post = Post(s.dir)
    o = mail_options(post)
    job(s, 'paminnelser', '2024-02-29', o)
    job(s, 'e-post', None, o)
    test('R31: after a stop one reminder each, not three', len(post.letters()) == 2, len(post.letters()))
    job(s, 'paminnelser', '2024-03-20', o)
    job(s, 'e-post', None, o)
    test('and no flood of what is long past', len(post.letters()) == 2, len(post.letters()))
    post.stop()


def failing_servers(s):
    """Each letter is kept until it is sent, refused for good, or tried often enough."""
    def state():
        out = s.run('job', 'list')
        return re.search(r'e-post .*?\n.*', out)[0]
    job(s, 'paminnelser', '2024-02-28', mail_options('smtp://127.0.0.1:9'))
    def attempt(mode, *more, offset=0, tls='nej', expected='', options=()):
        post = Post(s.dir, mode, *more)
        out = job(s, 'e-post', None, mail_options(post, '--clock_offset_s', str(offset), '--mail_timeout_s', '1', *options, tls=tls))
        seen = post.seen()
        post.stop()
        test(f'mail server: {mode} {" ".join(more)} {tls}', expected in out, (out, seen))
        return seen
    gone = job(s, 'e-post', None, mail_options('smtp://127.0.0.1:9'))
    test('mail server: gone; the rest waits untried', '0 skickade, 1 senare' in gone, gone)
    offset = 1000
    attempt('greet-slow', offset=offset, expected='0 skickade')
    attempt('slow', offset=offset + 1000, expected='0 skickade, 2 senare')
    attempt('cut', offset=offset + 3000, expected='0 skickade, 2 senare')
    attempt('later', offset=offset + 8000, expected='0 skickade, 2 senare')
    attempt('later', offset=offset + 8010, expected='0 skickade, 0 senare')  # too early for another try
    cert, key = os.path.join(s.dir, 'cert.pem'), os.path.join(s.dir, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
                    '-keyout', key, '-out', cert], check=True, capture_output=True)
    attempt('accept', tls='ja', offset=offset + 20000, expected='0 skickade, 2 senare')  # STARTTLS is demanded, and not offered
    seen = attempt('accept', '--tls', cert, key, tls='ja', offset=offset + 50000, expected='0 skickade')
    test('a certificate that nobody vouches for gets no letter', not any('message' in x for x in seen), seen)
    attempt('accept', '--tls', cert, key, '--auth', 'samsyn', 'rätt ord', tls='ja', offset=offset + 90000, expected='0 skickade',
            options=('--mail_ca', cert, '--mail_user', 'samsyn', '--mail_password', 'fel ord'))
    secret = os.path.join(s.dir, 'ord')
    open(secret, 'w', encoding='utf-8').write('rätt ord\n')
    os.chmod(secret, 0o600)
    s.database['SAMSYN_MAIL_PASSWORD_FILE'] = secret
    seen = attempt('accept', '--tls', cert, key, '--auth', 'samsyn', 'rätt ord', tls='ja', offset=offset + 150000, expected='2 skickade', options=('--mail_ca', cert, '--mail_user', 'samsyn'))
    test('STARTTLS and sign-in, with the secret from a file', sum('message' in x and x['tls'] and x['user'] == 'samsyn' for x in seen) == 2, seen)
    test('the list shows the last run', 'gick bra' in state(), state())
    test('the password is never printed', 'rätt ord' not in s.run('config') and 'mail_password' in s.run('config'))
    del s.database['SAMSYN_MAIL_PASSWORD_FILE']


def refused_for_good(s):
    post = Post(s.dir, 'refuse')
    job(s, 'paminnelser', '2024-02-28', mail_options(post))
    first = job(s, 'e-post', None, mail_options(post))
    again = job(s, 'e-post', None, mail_options(post, '--clock_offset_s', '900000'))
    test('mail server: 550 is for good', '2 avvisade' in first and '0 skickade, 0 senare, 0 avvisade' in again, (first, again))
    post.stop()


def two_servers(s):
    """Two runs at once on one database: each letter once."""
    post = Post(s.dir)
    o = mail_options(post)
    job(s, 'paminnelser', '2024-02-28', o)
    done = []
    def run():
        done.append(subprocess.run([os.environ.get('SAMSYN', os.path.join(ROOT, 'build', 'gcc', 'samsyn')), 'job', 'run', 'e-post', *o], cwd=s.dir, capture_output=True, text=True, env=s.env(), timeout=60))
    threads = [threading.Thread(target=run) for _ in range(4)]
    for t in threads: t.start()
    for t in threads: t.join()
    test('four at once send each letter once', len(post.letters()) == 2 and sum(d.returncode == 0 for d in done) >= 1, [(d.returncode, d.stdout, d.stderr) for d in done])
    post.stop()


def killed_in_the_middle(s):
    """The sender is killed while the mail server has the letter: nobody takes it until the lease is over, then it goes, as the same letter."""
    slow = Post(s.dir, 'slow')
    job(s, 'paminnelser', '2024-02-28', mail_options(slow))
    victim = subprocess.Popen([os.environ.get('SAMSYN', os.path.join(ROOT, 'build', 'gcc', 'samsyn')), 'job', 'run', 'e-post', *mail_options(slow)], cwd=s.dir, env=s.env(),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    test('the mail server has the letter', slow.process.stdout.readline() == 'held\n')
    victim.kill()
    victim.wait(10)
    slow.stop()
    post = Post(s.dir)
    early = s.run('job', 'run', 'e-post', *mail_options(post), status=1)
    test('the job is leased to the dead one for a while', 'körs redan' in early and not post.letters(), early)
    later = job(s, 'e-post', None, mail_options(post, '--clock_offset_s', '2000'))
    test('and then both letters go', '2 skickade' in later and len({l['Message-ID'] for l in post.parsed()}) == 2, later)
    test('the journal holds after the kill', s.run('verify'))
    post.stop()


def the_servers_own_thread(s):
    post = Post(s.dir)
    job(s, 'paminnelser', '2024-02-28', mail_options(post))
    s.stop(keep=True)
    s.start(*mail_options(post))
    test('the running server sends what waits', [post.process.stdout.readline() for _ in range(2)] == ['sent\n', 'sent\n'])
    test('and stops when it is told to', s.stop(keep=True) == 0)
    s.start()
    post.stop()


def settings_are_checked(s):
    for options, word in ((('--mail_server', 'http://x'), 'mail_server'), (('--mail_server', 'smtp://x'), 'mail_from'), (('--public_url', 'javascript:x'), 'public_url'),
                          (('--mail_server', 'smtp://x', '--mail_from', 'a@b\r\nBcc: c@d'), 'mail_from')):
        test(f'a bad setting is told: {word}', word in s.run('job', 'list', *options, status=2))
    test('an unknown job', 'job list' in s.run('job', 'run', 'finns-inte', status=2))
    test('a day that is none', s.run('job', 'run', 'e-post', '--day', '2023-02-29', status=2))


s, admin = world()
try:
    join_accounts(s, admin)
    s.stop(keep=True)
    saved = open(os.path.join(s.dir, 'samsyn.db'), 'rb').read() if not s.database else None
    s.start()
    chef = person(s, 'chefen')
    the_inbox(s, chef, None)
    the_calendar(s, chef)
    settings_are_checked(s)
    for part in (after_a_stop, failing_servers, refused_for_good, two_servers, killed_in_the_middle, the_servers_own_thread):
        if saved is None:  # PostgreSQL: a database of its own for each part
            other, other_admin = world()
            try:
                join_accounts(other, other_admin)
                part(other)
            finally:
                other.stop()
            continue
        part(s)
        s.stop(keep=True)
        for tail in ('-wal', '-shm'):
            if os.path.exists(os.path.join(s.dir, 'samsyn.db' + tail)):
                os.unlink(os.path.join(s.dir, 'samsyn.db' + tail))
        open(os.path.join(s.dir, 'samsyn.db'), 'wb').write(saved)
        s.start()
    reminders(s)
    chef, it, auditor, at, earlier, items = the_draft(s)
    two_write(s, chef, at, items)
    sha = the_decision(s, chef, it, auditor, at, earlier, items)
    the_sending(s, chef, it, at)
    a_new_one_replaces_it(s, chef, at, sha)
    test('every decided one has its file', ': 0 filer' in job(s, 'yttranden'))
    test('what is over is purged', 'rader borttagna' in job(s, 'gallring-teknik', options=('--clock_offset_s', '9000000')))
    head = s.run('verify')
    test('the journal holds', s.run('verify') and 'fel' not in head.lower().split('\n')[-2], head[-400:])
finally:
    s.stop()
test.end()
