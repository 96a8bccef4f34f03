"""Holds replies to the OpenAPI document: a validator for the part of JSON Schema 2020-12 that the document uses.

A keyword it does not know is an error, so that nothing in the document goes unchecked unnoticed."""
import json, re

NOTES = {'title', 'description', 'readOnly', 'default', 'format', '$ref'}
TYPES = {
    'object': lambda v: isinstance(v, dict), 'array': lambda v: isinstance(v, list), 'string': lambda v: isinstance(v, str),
    'boolean': lambda v: isinstance(v, bool), 'null': lambda v: v is None,
    'integer': lambda v: isinstance(v, int) and not isinstance(v, bool),
}
INSTANT = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$')


class Document:
    def __init__(self, text):
        self.root = json.loads(text, object_pairs_hook=no_doubles)
        self.paths = []
        for path, item in self.root['paths'].items():
            pattern = re.compile('^' + re.sub(r'\\\{\w+\\\}', '[^/]+', re.escape(path)) + '$')
            self.paths.append((path.count('{'), pattern, path, item))
        self.paths.sort(key=lambda p: p[0])  # static segments win

    def resolve(self, ref):
        at = self.root
        for part in ref.removeprefix('#/').split('/'):
            at = at[part]
        return at

    def operation(self, method, path):
        """The path's template and its operation; (None, None) when the document has none."""
        for _, pattern, template, item in self.paths:
            if pattern.match(path) and method.lower() in item:
                return template, item[method.lower()]
        return None, None

    def faults(self, schema, value, at=''):
        """What of the value breaks the schema, as texts."""
        found = []
        if '$ref' in schema:
            found += self.faults(self.resolve(schema['$ref']), value, at)
        for key, rule in schema.items():
            if key in NOTES or key.startswith('x-'):
                continue
            found += getattr(self, 'check_' + key)(rule, value, at, schema)
        if schema.get('format') == 'date-time' and isinstance(value, str) and not INSTANT.match(value):
            found.append(f'{at}: no instant: {value!r}')
        return found

    def check_type(self, rule, value, at, schema):
        kinds = rule if isinstance(rule, list) else [rule]
        return [] if any(TYPES[k](value) for k in kinds) else [f'{at}: {value!r} is not {kinds}']

    def check_enum(self, rule, value, at, schema):
        return [] if value in rule else [f'{at}: {value!r} is none of {rule}']

    def check_minimum(self, rule, value, at, schema):
        return [f'{at}: {value} below {rule}'] if isinstance(value, int) and value < rule else []

    def check_maximum(self, rule, value, at, schema):
        return [f'{at}: {value} above {rule}'] if isinstance(value, int) and value > rule else []

    def check_minLength(self, rule, value, at, schema):
        return [f'{at}: shorter than {rule}'] if isinstance(value, str) and len(value) < rule else []

    def check_maxLength(self, rule, value, at, schema):
        return [f'{at}: longer than {rule}'] if isinstance(value, str) and len(value) > rule else []

    def check_pattern(self, rule, value, at, schema):
        return [f'{at}: {value!r} does not fit {rule}'] if isinstance(value, str) and not re.search(rule, value) else []

    def check_required(self, rule, value, at, schema):
        return [f'{at}: {name} is missing' for name in rule if isinstance(value, dict) and name not in value]

    def check_properties(self, rule, value, at, schema):
        if not isinstance(value, dict):
            return []
        return [f for name, s in rule.items() if name in value for f in self.faults(s, value[name], f'{at}/{name}')]

    def check_additionalProperties(self, rule, value, at, schema):
        assert rule is False
        return [f'{at}: {name} is not in the document' for name in value if name not in schema.get('properties', {})] if isinstance(value, dict) else []

    def check_items(self, rule, value, at, schema):
        return [f for i, v in enumerate(value) for f in self.faults(rule, v, f'{at}/{i}')] if isinstance(value, list) else []

    def check_anyOf(self, rule, value, at, schema):
        tries = [self.faults(s, value, at) for s in rule]
        return [] if any(not t for t in tries) else tries[0]

    def check_allOf(self, rule, value, at, schema):
        return [f for s in rule for f in self.faults(s, value, at)]


def no_doubles(pairs):
    found = dict(pairs)
    assert len(found) == len(pairs), f'a member stands twice: {[k for k, _ in pairs]}'
    return found
