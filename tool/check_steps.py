"""What ./check runs: stages in order, the steps of a stage side by side. One row a step."""
import glob, os


def steps(Step, build, units, postgres, LONG, PY, SANITIZE, ROOT):
    def have(path):
        return os.path.exists(os.path.join(ROOT, path))

    clang = {'CC': 'clang'}
    # Every suite over the real server, on both databases; the longest first, so that they run beside the short ones.
    systems = [('api', f'{PY} test/system/run_api.py build/gcc/samsyn')] + [
        (os.path.basename(f)[:-len('_test.py')], f'{PY} {f}') for f in sorted(glob.glob('test/system/*_test.py', root_dir=ROOT))]
    systems.sort(key=lambda s: s[0] != 'naughty')
    # The unit tests that skip what needs a real PostgreSQL: those of store_world.h's BOTH.
    on_postgres = [os.path.basename(f)[:-2] for f in sorted(glob.glob('src/*/*_test.c', root_dir=ROOT)) if 'BOTH(' in open(os.path.join(ROOT, f), encoding='utf-8').read()]
    first = [
        Step('lint', f'{PY} tool/lint.py'),
        build('build/gcc', '--werror'),
    ]
    second = [
        build('build/clang', f'--werror {SANITIZE} -Dbuildtype=debugoptimized', clang),
        Step('unit/gcc', units('build/gcc')),
    ]
    third = [
        Step('unit/clang-asan-ubsan', units('build/clang'), {'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1'}),
        Step('cycle', f'{PY} test/browser/cycle.py', {'SAMSYN': os.path.join(ROOT, 'build/gcc/samsyn')}),
        Step('browser', f'{PY} test/browser/check.py', {'SAMSYN': os.path.join(ROOT, 'build/gcc/samsyn')}),
    ]
    fourth = [
        Step('gen', 'test/gen.sh build/gcc/samsyn'),
        Step('gen/openapi', 'node test/openapi.mjs'),
        Step('templates', f'{PY} tool/template_test.py'),
        Step('words', f'{PY} tool/words.py check i18n/en.po'),
        Step('requirements', f'{PY} tool/requirements.py --check'),
        Step('store-postgres', postgres(f"with sh -c 's=0; cd build/gcc; for t in {' '.join(on_postgres)}; do ./$t || s=1; done; exit $s'")),
        Step('fault/kill', f'{PY} test/fault/kill.py build/gcc/test/fault/fault_writer {1000 if LONG else 200}'),
    ] + [Step('system/' + name + suffix, run(command)) for name, command in systems for suffix, run in (('', str), ('-postgres', lambda c: postgres('with ' + c)))] + [
        Step('risk/reference', f'{PY} test/risk/run.py build/gcc/samsyn 200'),
        Step('risk/command', f'{PY} test/risk/cli.py build/gcc/samsyn'),
        Step('watch/command', f'{PY} test/watch/run.py build/gcc/samsyn'),
        Step('bench/http', f'{PY} bench/http/run.py --smoke --samsyn build/gcc/samsyn --store-bench build/gcc/bench/store/store_bench'),
        Step('feed/pull', f'{PY} test/feed/run.py build/gcc/samsyn'),
    ]
    fifth = [Step('fuzz', f'tool/fuzz.sh {3600 if LONG else 10}', **({'limit': 60 * 3600} if LONG else {}))]
    return [first, second, third, fourth, fifth]
