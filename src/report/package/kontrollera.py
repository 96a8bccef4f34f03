#!/usr/bin/env python3
"""Kontrollerar revisionspaketet som den ligger i. Bara Pythons eget bibliotek, ingen uppkoppling, inget av Samsyn.
Checks the package it lies in. Python's own library only, no connection, nothing of Samsyn.

    python3 kontrollera.py                       allt i paketet / everything in the package
    python3 kontrollera.py --nyckel HEX          … och att den nyckeln har skrivit under / … and that this key signed
    python3 kontrollera.py --huvud FIL           … och att huvudet är det som du fick tidigare / … and that the head is one you were given before
"""
import hashlib, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
wrong = []


def fault(text):
    wrong.append(text)
    print('FEL / WRONG: ' + text)


def read(name):
    with open(os.path.join(HERE, *name.split('/')), 'rb') as f:
        return f.read()


def sha(data):
    return hashlib.sha256(data).digest()


# ---- 1. SHA256SUMS: every file, and no other ----

def sums():
    listed = {}
    for number, line in enumerate(read('SHA256SUMS').decode('utf-8').split('\n')[:-1], 1):
        found = re.fullmatch('([0-9a-f]{64})  ([^\n]+)', line)
        if not found or found[2] in listed or found[2].startswith('/') or '..' in found[2].split('/'):
            fault(f'SHA256SUMS rad/line {number}')
            continue
        listed[found[2]] = found[1]
    present = set()
    for folder, _, names in os.walk(HERE):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), HERE).replace(os.sep, '/')
            if path != 'SHA256SUMS' and '__pycache__' not in path:
                present.add(path)
    for name in sorted(present | set(listed)):
        if name not in listed:
            fault(f'{name}: står inte i / is not in SHA256SUMS')
        elif name not in present:
            fault(f'{name}: saknas / is missing')
        elif hashlib.sha256(read(name)).hexdigest() != listed[name]:
            fault(f'{name}: fel kontrollsumma / another SHA-256')
    return listed


# ---- 2. the head and its signature (Ed25519, RFC 8032 §5.1.7) ----

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, a):
    sum_ = (0, 1, 1, 0)
    while n:
        if n & 1:
            sum_ = add(sum_, a)
        a, n = add(a, a), n >> 1
    return sum_


def point(data):
    y = int.from_bytes(data, 'little')
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def signed(public, text, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], 'little')
    if not a or not r or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), 'little') % ORDER
    base_y = 4 * pow(5, P - 2, P) % P
    left, right = times(s, point(base_y.to_bytes(32, 'little'))), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def head(key, earlier):
    data = read('huvud.txt')
    lines = data.split(b'\n')
    if len(lines) != 7 or lines[0] != b'samsyn head v1' or lines[6] != b'' or not re.fullmatch(rb'[1-9][0-9]*', lines[1]) or not re.fullmatch(rb'[0-9a-f]{64}', lines[2]):
        fault('huvud.txt: inget huvud / not a head')
        return None
    if lines[5] == b'-':
        print('Obs / note: huvudet är inte underskrivet / the head is not signed')
        if key:
            fault('huvud.txt: ingen underskrift / no signature')
    else:
        parts = lines[5].decode('ascii', 'replace').split(' ')
        try:
            signature, public = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
        except (ValueError, IndexError):
            signature, public = b'', b''
        if not signed(public, b'\n'.join(lines[:5]) + b'\n', signature):
            fault('huvud.txt: underskriften stämmer inte / the signature does not hold')
        elif key and public.hex() != key.lower():
            fault(f'huvud.txt: en annan nyckel har skrivit under / another key signed: {public.hex()}')
        else:
            print(f'Underskrift / signature: {public.hex()}')
    if earlier:
        with open(earlier, 'rb') as f:
            before = f.read().split(b'\n')
        if before[:4] != lines[:4]:
            fault('huvud.txt: inte samma logg och storlek som huvudet du fick / not the log and size of the head you were given')
    return int(lines[1]), bytes.fromhex(lines[2].decode())


# ---- 3. the log: every entry is in the tree of the head (RFC 9162 §2.1.3.2) ----

def included(leaf, index, size, path, root):
    node, last = index, size - 1
    value = leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            value = sha(b'\x01' + step + value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = sha(b'\x01' + value + step)
        node, last = node >> 1, last >> 1
    return last == 0 and value == root


def log(size, root):
    entries, proofs, newest = read('logg.jsonl').split(b'\n')[:-1], read('bevisvagar.txt').decode('ascii', 'replace').split('\n')[:-1], {}
    if len(entries) != len(proofs):
        fault('logg.jsonl och/and bevisvagar.txt: olika många rader / not as many lines')
    before = 0
    for text, proof in zip(entries, proofs):
        try:
            entry, parts = json.loads(text), proof.split(' ')
            seq, path = entry['seq'], [bytes.fromhex(p) for p in parts[1:]]
            fine = str(seq) == parts[0] and before < seq <= size and included(sha(b'\0' + text), seq - 1, size, path, root)
        except (ValueError, KeyError, TypeError) as e:
            fault(f'logg.jsonl: {e}')
            continue
        if not fine:
            fault(f'logg.jsonl post/entry {seq}: hör inte till loggen / does not belong to the log')
            continue
        before = seq
        start = text.index(b'"row":') + 6
        newest[entry['entity'], entry['id']] = text[start:-1], entry['row']
    return newest, len(entries)


# ---- 4. the rows and files are those of the log ----

def rows(newest, listed):
    count = 0
    for name in sorted(listed):
        if not re.fullmatch(r'poster/[a-z_]+\.jsonl', name):
            continue
        entity = name[7:-6]
        for line in read(name).split(b'\n')[:-1]:
            try:
                known = newest.get((entity, json.loads(line)['id']))
            except (ValueError, KeyError, TypeError):
                known = None
            count += 1
            if known is None:
                fault(f'{name}: en post saknar logg / a row without log')
            elif known[0] != line:
                fault(f'{name}: en post är en annan än i loggen / a row differs from the log: {json.loads(line)["id"]}')
    return count


def files(newest, listed):
    count = 0
    for (entity, number), (_, row) in newest.items():
        if 'sha256' not in row:
            continue
        found = [n for n in listed if n.startswith(f'filer/{entity}-{number}-')]
        if len(found) != 1:
            fault(f'filer/{entity}-{number}: saknas / is missing')
            continue
        count += 1
        if hashlib.sha256(read(found[0])).hexdigest() != row['sha256']:
            fault(f'{found[0]}: inte filen som loggen nämner / not the file that the log names')
    return count


def option(name):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv[:-1] else None


def main():
    listed = sums()
    found = head(option('--nyckel'), option('--huvud'))
    if found:
        newest, entries = log(*found)
        print(f'Loggposter / log entries: {entries} av/of {found[0]}. Poster / rows: {rows(newest, listed)}. Filer / files: {files(newest, listed)}.')
    print(f'{len(wrong)} fel / faults' if wrong else 'Allt stämmer / everything holds')
    return 1 if wrong else 0


try:
    sys.exit(main())
except (OSError, UnicodeDecodeError, ValueError) as e:
    print(f'FEL / WRONG: {e}')
    sys.exit(1)
