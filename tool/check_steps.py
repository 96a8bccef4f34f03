"""What ./check runs: stages in order, the steps of a stage side by side. One row a step."""
import glob, os


def steps(Step, build, units, postgres, LONG, PY, SANITIZE, ROOT):
    def have(path):
        return os.path.exists(os.path.join(ROOT, path))

    clang = {'CC': 'clang'}
    first = [
        Step('lint', f'{PY} tool/lint.py'),
        build('build/gcc', '--werror'),
    ]
    second = [
        build('build/clang', f'--werror {SANITIZE} -Dbuildtype=debugoptimized', clang),
        Step('unit/gcc', units('build/gcc')),
    ]
    third = [
        Step('gen', 'test/gen.sh build/gcc/samsyn'),
        Step('gen/openapi', 'node test/openapi.mjs'),
        Step('system/api', f'{PY} test/system/run_api.py build/gcc/samsyn'),
        Step('unit/clang-asan-ubsan', units('build/clang')),
    ] + [Step('system/' + os.path.basename(f)[:-len('_test.py')], f'{PY} {f}') for f in sorted(glob.glob('test/system/*_test.py', root_dir=ROOT))] + [
        Step('system/authn-postgres', postgres(f'with {PY} test/system/authn_test.py')),
    ]
    return [first, second, third]
