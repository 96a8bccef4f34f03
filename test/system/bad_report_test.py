#!/usr/bin/python3
"""A revision report that is none: empty, huge, binary, in broken UTF-8, a PDF that is cut, locked, a bomb or something else; by
`samsyn import audit` and by the page. Each gets one clear sentence in the reader's language and its exit status; nothing is stored
(the journal is as long as before), and memory and time stay within bounds. A report that is one goes in, so that the test can fail."""
import os, random, re, resource, subprocess, sys, zipfile, zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import BINARY, ROOT, Tests, commands_spent
from world import Page, World

t = Tests()
MB = 1024 * 1024
SECONDS_MAX, MEMORY_MB_MAX = 30, 700
ASAN = b'__asan_init' in open(BINARY, 'rb').read()
REPORT = open(os.path.join(ROOT, 'test', 'data', 'audit', 'nordviken_first.txt'), 'rb').read()


def pdf(content, more=b'', trailer=b'', flate=False, pages=1):
    """A small PDF of one page with this content, or of many that all show it."""
    stream = zlib.compress(content, 9) if flate else content
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R ' + b''.join(b'%d 0 R ' % (6 + i) for i in range(pages - 1)) + b']/Count %d>>' % pages,
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
               b'<</Length %d%s>>\nstream\n' % (len(stream), b'/Filter/FlateDecode' if flate else b'') + stream + b'\nendstream',
               b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', *([more] if more else [])]
    objects += [objects[2]] * (pages - 1)
    out, at = b'%PDF-1.4\n', []
    for i, o in enumerate(objects):
        at.append(len(out))
        out += b'%d 0 obj\n' % (i + 1) + o + b'\nendobj\n'
    xref = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % a for a in at)
    return out + b'trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, trailer, xref)


LINE = b'BT /F1 12 Tf 72 700 Td (Ett styrande dokument) Tj ET\n'
LOCKED = b'<</Filter/Standard/V 1/R 2/P -4/O<' + b'41' * 32 + b'>/U<' + b'42' * 32 + b'>>>'
SOUND_PDF = pdf(LINE)
random.seed(6)
BINARY_BYTES = bytes(random.randrange(256) for _ in range(200000))


def in_a_zip(folder):
    path = os.path.join(folder, 'rapport.zip')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('rapport.txt', REPORT)
    return open(path, 'rb').read()


def cases(folder):
    """name, bytes, a word of the sentence in Swedish and in English; for the page: the same unless other words stand there"""
    return [
        ('empty', b'', ('tom', 'empty')),
        ('only white space', b' \n\t\r\n' * 1000, ('tom', 'empty')),
        ('binary', BINARY_BYTES, ('ingen text', 'not text')),
        ('broken UTF-8', REPORT[:2000] + b'\xc3(' + REPORT[2000:], ('UTF-8', 'UTF-8')),
        ('Latin-1', REPORT.decode().replace('–', '-').replace('”', '"').replace('’', "'").replace('•', '-').encode('latin-1', 'replace'), ('UTF-8', 'UTF-8')),
        ('UTF-16', '\ufeff'.encode('utf-16-le') + REPORT.decode().encode('utf-16-le'), ('UTF-16', 'UTF-16')),
        ('overlong UTF-8', b'Rapport \xc0\xaf\n', ('UTF-8', 'UTF-8')),
        ('a NUL', REPORT[:500] + b'\0' + REPORT[500:], ('ingen text', 'not text')),
        ('a text that is no report', ('Matsedel vecka %d: ärtsoppa och pannkakor.\n' * 50 % tuple(range(50))).encode(), ('inte ut', 'does not')),
        ('a zip', in_a_zip(folder), ('ingen text', 'not text')),
        ('an HTML page', b'<!doctype html><title>404</title><p>Not found' + b' ' * 50, ('inte ut', 'does not')),
        ('one endless line', b'a' * (3 * MB), ('rad 1', 'line 1')),
        ('too many lines', b'rad\n' * 300000, ('200000', '200000')),
        ('more text than is taken', ('Vi har granskat.\n' * (22 * MB // 17)).encode(), ('20 MB', '20 MB')),
        ('a PDF that is cut', SOUND_PDF[:200], ('PDF', 'PDF')),
        ('a PDF of nothing', b'%PDF-1.7\n', ('PDF', 'PDF')),
        ('a PDF with rubbish in it', b'%PDF-1.7\n' + BINARY_BYTES, ('PDF', 'PDF')),
        ('a locked PDF', pdf(LINE, LOCKED, b'/Encrypt 6 0 R/ID[<00><00>]'), ('lösenord', 'password')),
        ('a scanned PDF', pdf(b''), ('ingen text', 'no text')),
    ]


def command(world, argv, data=None, language='sv', wrap=()):
    """Status, what it said, and the seconds of processor of the command and its children; it is hung after 120 s by the clock."""
    began = commands_spent()
    process = subprocess.Popen([*wrap, BINARY, 'import', 'audit', *argv], cwd=world.server.dir, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**world.server.env(), 'LC_ALL': {'sv': 'sv_SE.UTF-8', 'en': 'en_GB.UTF-8'}[language]})
    try:
        out, err = process.communicate(data, timeout=120)
    except BrokenPipeError:
        out, err = process.communicate(timeout=120)
    return process.returncode, (out + err).decode('utf-8', 'strict'), commands_spent() - began


def peak_mb():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def by_command(world, folder):
    before = world.journal_size()
    for name, data, words in cases(folder):
        path = os.path.join(folder, 'rapport.pdf' if 'PDF' in name or 'zip' in name else 'rapport.txt')
        open(path, 'wb').write(data)
        for language, word in zip(('sv', 'en'), words):
            status, said, seconds = command(world, [path, '--apply', '--create'], language=language)
            t(f'{name}: exit status 1 ({language})', status == 1, (status, said))
            t(f'{name}: one sentence that says {word!r}', word.lower() in said.lower() and said.startswith('samsyn: ') and said.count('\n') == 1, said)
            t(f'{name}: within {SECONDS_MAX} s', seconds < SECONDS_MAX, seconds)
    bomb = os.path.join(folder, 'bomb.pdf')
    open(bomb, 'wb').write(pdf(b''.join(b'BT /F1 4 Tf 20 %d Td (Ett styrande dokument som upprepas utan ende) Tj ET\n' % y for y in range(20, 820, 4)), flate=True, pages=4000))
    t('a bomb is small', os.path.getsize(bomb) < MB, os.path.getsize(bomb))
    status, said, seconds = command(world, [bomb, '--apply', '--create'])
    t('a PDF bomb is stopped', status == 1 and 'tung att läsa' in said and seconds < 60, (status, said, seconds))
    huge = os.path.join(folder, 'stor.txt')
    with open(huge, 'wb') as out:
        out.truncate(100 * MB)
    for language, word in (('sv', 'högst 50 MB'), ('en', 'at most 50 MB')):
        for what, argv, data in (('100 MB', [huge], None), ('100 MB by a pipe', ['-'], b'rad\n' * (25 * MB)), ('a device without end', ['/dev/zero'], None)):
            status, said, seconds = command(world, [*argv, '--apply'], data, language)
            t(f'{what} is refused ({language})', status == 1 and word in said, (status, said))
            t(f'{what}: at once', seconds < 10, seconds)
    forbidden = os.path.join(folder, 'hemlig.txt')
    open(forbidden, 'wb').write(REPORT)
    os.chmod(forbidden, 0)
    os.chmod(folder, 0o755)
    os.chmod(world.server.dir, 0o755)
    plain = ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups') if os.geteuid() == 0 else ()
    for language, words in (('sv', ('katalog', 'finns inte', 'tom', 'får inte läsa filen')), ('en', ('directory', 'does not exist', 'empty', 'may not read'))):
        for what, path, word in zip(('a directory', 'a file that is not there', 'an empty device', 'a file without permission'), (folder, folder + '/x', '/dev/null', forbidden), words):
            status, said, _ = command(world, [path], language=language, wrap=plain)
            t(f'{what}: {word} ({language})', status == 1 and word in said, (status, said))
    t.equal('nothing of it is in the journal', world.journal_size(), before)
    t(f'under {MEMORY_MB_MAX} MB, children too', peak_mb() < MEMORY_MB_MAX or ASAN, peak_mb())


def by_page(world, folder):
    before = world.journal_size()
    for name, data, words in cases(folder):
        for person, word in ((world.sv, words[0]), (world.en, words[1])):
            began = world.server.spent()
            r = person.upload('/granskningar/las-in', {'bekrafta': 'nej'}, 'fil', 'rapport.pdf', data)
            seconds = world.server.spent() - began
            if len(data) > 8 * MB:
                word = '8 MB'
            faults = ' '.join(Page(r.text).faults)
            t(f'the page: {name} is refused', r.status == 422, r)
            t(f'the page: {name}: says {word!r}', word.lower() in faults.lower(), faults)
            t(f'the page: {name}: within {SECONDS_MAX} s', seconds < SECONDS_MAX, seconds)
            t(f'the page: {name}: the form is there again', 'type="file"' in r.text, '')
    t.equal('the page: nothing of it is in the journal', world.journal_size(), before)
    memory = int(re.search(r'^samsyn_resident_memory_bytes (\d+)', world.sv.get('/metrics').text, re.M)[1])
    t('the server gave its memory back', memory < 300 * MB or ASAN, memory)
    t.equal('the server lives', world.sv.get('/healthz').status, 200)


def a_report_goes_in(world, folder):
    path = os.path.join(folder, 'rapport.txt')
    open(path, 'wb').write(REPORT)
    before = world.journal_size()
    status, said, _ = command(world, [path, '--apply', '--create'])
    t('a report that is one goes in', status == 0 and world.journal_size() > before + 10, (status, said))
    after = world.journal_size()
    status, said, _ = command(world, [path, '--apply', '--create'])
    t('and not twice', status == 1 and 'redan' in said and world.journal_size() == after, (status, said))
    r = world.sv.upload('/granskningar/las-in', {'bekrafta': 'nej'}, 'fil', 'rapport.txt', REPORT)
    t('the page reads it, too', r.status == 200 and 'name="rapport"' in r.text, r)
    t.equal('and has stored nothing yet', world.journal_size(), after)


world = World()
try:
    folder = os.path.join(world.server.dir, 'in')
    os.mkdir(folder)
    by_command(world, folder)
    by_page(world, folder)
    a_report_goes_in(world, folder)
finally:
    world.stop()
t.end()
