// gen/openapi.json keeps the rules of OpenAPI 3.1 (the specification's own schema), its references lead somewhere, and its operations have names of their own.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const text = readFileSync(new URL('../gen/openapi.json', import.meta.url), 'utf8');
let passed = 0, failed = 0;

function check(name, fine, detail) {
  if (fine) passed++; else failed++;
  console.log(`${fine ? 'ok     ' : 'FAILED '} ${name}${fine ? '' : ': ' + detail}`);
}

const validator = new Validator();
const answer = await validator.validate(JSON.parse(text));
check('valid OpenAPI', answer.valid, JSON.stringify(answer.errors)?.slice(0, 2000));
check('of version 3.1', validator.version === '3.1', validator.version);

const broken = JSON.parse(text);
delete broken.info.title;
check('a broken one is refused', !(await new Validator().validate(broken)).valid, 'it passed');

const document = JSON.parse(text), lost = [], names = new Map();
(function walk(value) {
  if (value === null || typeof value !== 'object') return;
  if (typeof value.$ref === 'string') {
    const at = value.$ref.slice(2).split('/').reduce((o, k) => o?.[k], document);
    if (!value.$ref.startsWith('#/') || at === undefined) lost.push(value.$ref);
  }
  if (typeof value.operationId === 'string') names.set(value.operationId, (names.get(value.operationId) ?? 0) + 1);
  Object.values(value).forEach(walk);
})(document);
check('references lead somewhere', lost.length === 0, lost.slice(0, 10).join(' '));
const doubled = [...names].filter(([, n]) => n > 1).map(([name]) => name);
check('operations have names of their own', names.size > 100 && doubled.length === 0, doubled.join(' '));
const unnamed = Object.entries(document.paths).flatMap(([path, item]) => (path.match(/\{(\w+)\}/g) ?? []).flatMap(p => Object.entries(item)
  .filter(([, o]) => !o.parameters?.some(q => q.$ref?.endsWith('/' + p.slice(1, -1)))).map(([m]) => `${m} ${path}`)));
check('every parameter of a path is described', unnamed.length === 0, unnamed.slice(0, 10).join(', '));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
