#!/usr/bin/python3
"""Reading as of a day: the demo, loaded today, says from when its rows hold, and a report of 2023 is imported on top. "?den=2023-12-06"
gives the state of that day on pages, lists, records, the report, files and the interface for programs, and nothing can be written
there; the day before the first entry is empty, a day to come and a day that is none are refused with a sentence."""
import json, os, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import ROOT, Tests
from world import Page, World

t = Tests()
DAY = '2023-12-06'


def titles(client, register, query=''):
    r = client.get(f'/api/v1/{register}?limit=1000{query}')
    return {row['id']: row.get('title') or row.get('text') or row.get('code') for row in r.json['items']} if r.status == 200 else r


def main():
    w = World()
    try:
        program, person = w.programs['svenska'], w.sv
        audits = w.every('audit')
        old, new = sorted(audits, key=lambda a: a['dated'])[:2]
        t('the demo has an audit before and one after the day', old['dated'] < DAY < new['dated'], [a['dated'] for a in audits])
        # What is changed today was otherwise on the day.
        r = program.send('PATCH', f'/api/v1/organisation/2', {'note': 'Ändrat i dag'}, If_Match='"1"')
        t('a change today', r.status == 200, r)
        made = program.send('POST', '/api/v1/organisation', {'name': 'Nyss tillagd', 'code': 'NYSS', 'type': 'annan'}).json
        then = f'&den={DAY}'
        past, today = titles(program, 'audit', then), titles(program, 'audit')
        t('the day shows what held then', old['id'] in past and new['id'] not in past, past)
        t('today beside it shows both', old['id'] in today and new['id'] in today, today)
        t('a row made today was not there', made['id'] in titles(program, 'organisation') and made['id'] not in titles(program, 'organisation', then))
        before = program.get(f'/api/v1/organisation/2?den={DAY}')
        t('a row changed today was as it was', before.status == 200 and before.json['note'] is None and before.json['version'] == 1, before)
        t('a row of later is not there', program.get(f'/api/v1/audit/{new["id"]}?den={DAY}').status == 404)
        recommendations = [r for r in w.every('recommendation')]
        shown = titles(program, 'recommendation', then)
        for one in recommendations:
            t(f'recommendation {one["code"]} as of the day', (one['id'] in shown) == (one['audit']['id'] == old['id']), shown)
        # Pages
        page = person.get(f'/granskningar?den={DAY}')
        t('a list', page.status == 200 and old['title'] in page.text and new['title'] not in page.text, page)
        t('says that it is the past, and which day', DAY in page.text and re.search(r'class="[^"]*past', page.text), page.text[:200])
        chosen = re.search(r'samsyn-den=([^;]*)', ' '.join(page.headers.get_all('Set-Cookie') or []))
        for what, path in (('a record', f'/granskningar/{old["id"]}'), ('its history', f'/granskningar/{old["id"]}/historik'), ('its recommendations', f'/granskningar/{old["id"]}/bedomningar'),
                           ('the summary', f'/granskningar/{old["id"]}/sammanfattning'), ('the summary as a file', f'/granskningar/{old["id"]}/sammanfattning.csv'),
                           ('the start', '/'), ('a search', '/sok?q=granskning'), ('all registers', '/register')):
            r = person.get(path + ('&' if '?' in path else '?') + f'den={DAY}')
            t(f'{what} on the day', r.status == 200 and new['title'] not in r.text, r)
        t('a record of later on the day', person.get(f'/granskningar/{new["id"]}?den={DAY}').status == 404)
        r = person.get(f'/granskningar/{old["id"]}?den={DAY}')
        t('no button writes on the day', '/andra' not in r.text and '/upphav' not in r.text and 'method="post" action="/granskningar' not in r.text, r.text[-3000:])
        # What is late is counted from the day that is shown: a measure due on 2026-09-30 was not late on the 15th.
        late = lambda path: person.get(path).text.split('id="forsenade"')[-1].split('id="vantar"')[0]
        measure = next(m for m in w.every('measure') if m['due'] == '2026-09-30')
        t('a measure is late today', measure['title'] in late('/handlingsplan'), late('/handlingsplan')[:500])
        r = person.get('/handlingsplan?den=2026-09-15')
        t('and was not before its last day', r.status == 200 and 'id="forsenade"' in r.text and measure['title'] not in late('/handlingsplan?den=2026-09-15'), r)
        sheet = person.get(f'/organisationer.csv?den={DAY}')
        if sheet.status == 404:
            sheet = program.get(f'/api/v1/organisation/csv?den={DAY}')
        t('the file of the day', sheet.status == 200 and 'NYSS' not in sheet.text and 'Alby' in sheet.text, sheet)
        # Nothing is written there.
        size = w.journal_size()
        body = {'name': 'Då', 'code': 'DA', 'type': 'annan'}
        for what, r in (('a row', program.send('POST', f'/api/v1/organisation?den={DAY}', body)),
                        ('a change', program.send('PATCH', f'/api/v1/organisation/2?den={DAY}', {'note': 'x'}, If_Match='"1"')),
                        ('an act', program.send('POST', f'/api/v1/audit/{old["id"]}/ateroppna?den={DAY}', {}, If_Match='"1"')),
                        ('a revocation', program.ask('DELETE', f'/api/v1/organisation/2?den={DAY}', headers={'If-Match': '"1"'})),
                        ('a file', program.ask('POST', f'/api/v1/organisation/csv?den={DAY}', b'name;code;type\nx;y;annan\n', {'Content-Type': 'text/csv'})),
                        ('a form', person.form(f'/organisationer/ny?den={DAY}', body)),
                        ('a report', person.upload(f'/granskningar/las-in?den={DAY}', {}, 'fil', 'a.txt', b'x'))):
            t(f'{what} cannot be written on the day', r.status == 403 and 'tidigare dag' in r.text, r)
        t.equal('the journal is as long as before', w.journal_size(), size)
        # The edges
        first = titles(program, 'organisation', '&den=1999-01-01')
        t('before the first entry there is nothing', first == {}, first)
        r = person.get('/granskningar?den=1999-01-01')
        t('and the list says so', r.status == 200 and old['title'] not in r.text, r)
        for wrong in ('2999-01-01', 'ig%C3%A5r', '2023-12', '2023', '2023-02-30', '2023-13-01', '?', '2023-12-06T00:00', '%00', '-1', '2023-12-06%27'):
            for client, language in ((person, 'sv'), (w.en, 'en')):
                r = client.get('/granskningar?den=' + wrong)
                sentence = 'åååå-mm-dd' if language == 'sv' else 'yyyy-mm-dd'
                t(f'{wrong} is refused ({language})', r.status in (400, 422) and (sentence in r.text or wrong == '%00'), r)
            r = program.get('/api/v1/audit?den=' + wrong)
            t(f'{wrong} is refused for a program', r.status in (400, 422), r)
        t('an empty day is today', new['id'] in titles(program, 'audit', '&den='))
        again = titles(program, 'audit', then)
        t.equal('the day is the same when it is asked again', again, past)
        # What comes to be known later about that day shows on it.
        path = os.path.join(w.server.dir, 'rapport.txt')
        w.server.run('import', 'audit', os.path.join(ROOT, 'test', 'data', 'audit', 'nordviken_first.txt'), '--apply', '--create')
        read = [a for a in w.every('audit') if a['id'] not in today]
        t('a report of the past is read in', len(read) == 1, read)
        if read:
            dated = read[0]['dated']
            day_after = dated if len(dated) == 10 else dated[:4] + '-12-31'
            t('it is there from the day that it is dated', read[0]['id'] in titles(program, 'audit', f'&den={day_after}'), (dated, titles(program, 'audit', f'&den={day_after}')))
            t('and not the year before', read[0]['id'] not in titles(program, 'audit', f'&den={int(dated[:4]) - 1}-01-01'), dated)
        w.server.run('verify')
    finally:
        w.stop()


main()
t.end()
