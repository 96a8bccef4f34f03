#!/usr/bin/python3
"""The rules of the house that a compiler does not check. Prints every breach and "N passed, N failed" (one test a rule)."""
import os, re, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.chdir(ROOT)
FILES = [f for f in subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], capture_output=True, text=True, check=True).stdout.splitlines() if os.path.isfile(f)]
C = [f for f in FILES if re.match(r'(src|fuzz|test|bench)/.*\.[ch]$', f)]
SRC = [f for f in C if f.startswith('src/')]
TEXT = {f: open(f, encoding='utf-8', errors='replace').read() for f in FILES
        if not re.search(r'\.(png|pdf|ico|woff2?|gz|xlsx|zip|bin)$', f) and os.path.getsize(f) < 3_000_000}


def code(f):
    """The file without comments and strings, its lines kept."""
    keep = lambda m: '""' if m.group(0)[0] == '"' else re.sub(r'[^\n]', ' ', m.group(0))
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', keep, TEXT[f], flags=re.S)


def hits(files, pattern, why, of=code):
    rx = re.compile(pattern)
    for f in files:
        for n, line in enumerate(of(f).splitlines(), 1):
            if rx.search(line):
                yield f'{f}:{n}: {why}: {line.strip()[:100]}'


def rooms():
    """A file includes only its own room or rooms above it in the file `rooms`."""
    order = [l for l in TEXT['rooms'].splitlines() if l and not l.startswith('#')]
    for f in SRC:
        room = f.split('/')[1]
        if room not in order:
            yield f'{f}: the room {room} is not in the file rooms'
            continue
        for n, line in enumerate(TEXT[f].splitlines(), 1):
            m = re.match(r'\s*#\s*include\s+"([a-z]+)/', line)
            if m and m.group(1) in order and order.index(m.group(1)) > order.index(room) and not f.endswith('_test.c'):
                yield f'{f}:{n}: {room} reaches up to {m.group(1)}'


def forbidden():
    yield from hits(SRC, r'\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|sscanf|gmtime|localtime|alloca|setlocale)\s*\(', 'a call that is not used here')
    yield from hits([f for f in SRC if not f.startswith('src/main/') and not f.endswith('_test.c')],
                    r'\b(exit|abort|printf|fprintf\s*\(\s*stderr|perror|syslog)\s*\(', 'a library room neither logs nor exits')


def sql():
    yield from hits([f for f in SRC if not re.match(r'src/(store|derive/sql)', f)],
                    r'"[^"]*\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM|CREATE TABLE)\b', 'SQL outside the store', lambda f: TEXT[f])


def globals_():
    """No mutable state outside structs: a static that is not const, at file level or in a function."""
    rx = re.compile(r'^\s*static\s+(?!const\b|inline\b|_Thread_local\s+const)(?:struct\s+\w+|enum\s+\w+|[\w]+)[\s\*]+(?!const\b)\w+(\[[^\]]*\])*\s*(=|;)')
    for f in SRC:
        if f.endswith('_test.c'):
            continue
        for n, line in enumerate(code(f).splitlines(), 1):
            if rx.match(line) and ' const ' not in line and not re.search(r'\bhttp_handler\b', line):
                yield f'{f}:{n}: mutable static: {line.strip()[:100]}'


def sizes():
    for f in SRC:
        lines = TEXT[f].splitlines()
        if len(lines) > 700:
            yield f'{f}: {len(lines)} lines'
        for n, line in enumerate(lines, 1):
            if len(line) > 180 and not f.endswith('_test.c'):  # a test's tables may be wide
                yield f'{f}:{n}: {len(line)} columns'


def unfinished():
    yield from hits([f for f in FILES if f in TEXT and re.match(r'(src|ui|tool|test|fuzz|bench)/', f) and f != 'tool/lint.py'],
                    r'\b(TODO|FIXME|XXX|HACK|not implemented)\b', 'unfinished', lambda f: TEXT[f])


def templates():
    yield from hits([f for f in FILES if f.startswith('ui/template/')], r'\son\w+\s*=|\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|javascript:', 'inline script or style', lambda f: TEXT[f])


def tests_listed():
    listed = ' '.join(TEXT[f] for f in FILES if f.endswith('meson.build'))
    for f in SRC:
        if f.endswith('_test.c') and os.path.basename(f) not in listed:
            yield f'{f}: not in its room\'s meson.build'
        if f.endswith('.c') and not f.endswith('_test.c') and os.path.basename(f) not in listed and not re.search(r'/kernel_\w+\.c$', f):
            yield f'{f}: not built'


def readmes():
    for room in {f.split('/')[1] for f in SRC}:
        if not os.path.exists(f'src/{room}/README.md'):
            yield f'src/{room}: no README.md'


def dependencies_named():
    known = {l.split()[1] for l in TEXT['dependencies'].splitlines() if l and not l.startswith('#')}
    for l in TEXT['dependencies'].splitlines():
        if l and not l.startswith('#') and len(l.split()) < 3:
            yield f'dependencies: no reason for {l}'
    if not known:
        yield 'dependencies: empty'


def speaks_of_itself():
    """No path of a machine, no registry's host, no third party's lock addresses."""
    for f in FILES:
        if f in TEXT and re.search(r'/root/|/home/\w|/work/|registry\.npmjs|deb\.debian\.org', TEXT[f]) and f != 'tool/lint.py':
            yield f'{f}: names a machine or a registry'


def links():
    """Relative links in Markdown lead somewhere."""
    for f in FILES:
        if f.endswith('.md'):
            for target in re.findall(r'\]\(([^)#\s]+)', TEXT[f]):
                if '://' not in target and not target.startswith('mailto:') and not os.path.exists(os.path.join(os.path.dirname(f), target)):
                    yield f'{f}: leads nowhere: {target}'


def decisions():
    """Every decision has a number of its own and a line in the index."""
    names = sorted(os.path.basename(f) for f in FILES if re.fullmatch(r'doc/adr/\d{4}-.*\.md', f))
    for one, next_ in zip(names, names[1:]):
        if one[:4] == next_[:4]:
            yield f'doc/adr: two decisions have the number {one[:4]}'
    for name in names:
        if f']({name})' not in TEXT['doc/adr/README.md']:
            yield f'doc/adr/README.md: does not name {name}'


def can_be_run():
    for f in FILES:
        if TEXT.get(f, '').startswith('#!') and not os.access(f, os.X_OK):
            yield f'{f}: begins with #! and cannot be run (chmod +x)'


RULES = [rooms, forbidden, sql, globals_, sizes, unfinished, templates, tests_listed, readmes, dependencies_named, speaks_of_itself, links, decisions, can_be_run]

failed = 0
for rule in RULES:
    found = list(rule())
    failed += bool(found)
    for line in found[:30]:
        print(f'failed {rule.__name__}: {line}')
print(f'{len(RULES) - failed} passed, {failed} failed')
sys.exit(1 if failed else 0)
