#!/usr/bin/python3
"""Starts a server with the demo and walks it in a browser: test/browser/run.mjs. The audit report that is read in is the one beside the project
when it is there, else one of test/data/audit."""
import glob, os, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'test', 'system'))
from server import PASSWORD, Server  # noqa: E402

server = Server('--demo', 'ja', accounts=True)
try:
    server.run('load', os.path.join(ROOT, 'data', 'demo', 'demo.jsonl'))
    server.run('user', 'add', 'samordnare', '--role', 'samordnare', text=PASSWORD + '\n')
    reports = sorted(glob.glob(os.path.join(ROOT, '..', 'shared', 'seed', '*.txt'))) or sorted(glob.glob(os.path.join(ROOT, 'test', 'data', 'audit', '*.txt')))
    done = subprocess.run(['node', os.path.join(ROOT, 'test', 'browser', 'run.mjs'), '--url', f'http://127.0.0.1:{server.port}', '--login', 'samordnare',
                           '--password', PASSWORD, '--report', reports[0], *sys.argv[1:]], cwd=ROOT)
    status = done.returncode
finally:
    server.stop()
sys.exit(status)
