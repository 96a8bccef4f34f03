#!/usr/bin/python3
"""Takes the pictures of README.md and doc/handbok anew, from a server with the demo: test/browser/pictures.py [FOLDER] [--only NAME]
FOLDER is doc/bild when none is given."""
import os, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'test', 'system'))
from server import PASSWORD, Server  # noqa: E402

args = sys.argv[1:]
out = args.pop(0) if args and not args[0].startswith('--') else os.path.join(ROOT, 'doc', 'bild')
server = Server('--demo', 'ja')
try:
    server.run('load', os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'))
    for login, role in (('samordnare', 'samordnare'), ('itchef', 'it_chef'), ('ledamot', 'direktion'), ('revisor', 'revisor')):
        server.run('user', 'add', login, '--role', role, text=PASSWORD + '\n')
    status = subprocess.run(['node', os.path.join(ROOT, 'test', 'browser', 'pictures.mjs'), '--url', f'http://127.0.0.1:{server.port}', '--password', PASSWORD,
                             '--report', os.path.join(ROOT, 'test', 'data', 'audit', 'ekbacka_observations.txt'), '--out', out, *args], cwd=ROOT).returncode
finally:
    server.stop()
sys.exit(status)
