#!/usr/bin/env python3
"""Compiles ui/template/*.html to C: one function a template, escaped by type and by where the value stands.

    template.py --header OUT.h --source OUT.c [--include HEADER]... TEMPLATE.html...

The language is described in ui/README.md. What makes a page unsafe fails the build here, with file and line: a value in a
script, a style, a tag's or an attribute's name; an attribute without quotes; style= and on…=; an address that does not come
from an address helper; elements that do not nest; branches that end in different places."""

import argparse
import os
import re
import sys

VOID = set("area base br col embed hr img input link meta source track wbr".split())
URL_ATTRIBUTES = set("href src action formaction poster cite data srcset".split())
RAW = {"script", "style"}
NAME = r"[A-Za-z_][A-Za-z0-9_]*"
TOKEN = re.compile(r"\{#.*?#\}|\{\{\{.*?\}\}\}|\{\{.*?\}\}|\{%.*?%\}", re.S)


class Refused(Exception):
    def __init__(self, line, text):
        super().__init__(text)
        self.line = line
        self.text = text


def c_string(text):
    out = ['"']
    for byte in text.encode():
        c = chr(byte)
        if c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif 32 <= byte < 127 and c != "?":
            out.append(c)
        else:
            out.append("\\%03o" % byte)
    return "".join(out) + '"'


class Html:
    """Where in the HTML the reading stands. A value of it can be compared and put back, so that branches can be checked."""

    def __init__(self):
        self.state = "text"     # text, tag, value, comment, raw
        self.open = ()          # the elements that are open
        self.element = ""       # of the tag being read
        self.closing = False
        self.attribute = ""
        self.quote = ""
        self.prefix = ""        # what stands before here in an attribute's value; "\0" stands for a value put in

    def mark(self):
        if self.state == "value":
            return (self.state, self.open, self.element, self.attribute, self.quote, self.prefix != "")
        return (self.state, self.open, self.element if self.state == "tag" else "")

    def copy(self):
        other = Html()
        other.__dict__.update(self.__dict__)
        return other

    def close_tag(self, line):
        self.state = "text"
        if self.closing:
            if not self.open or self.open[-1] != self.element:
                raise Refused(line, "</%s> closes %s" % (self.element, "<%s>" % self.open[-1] if self.open else "nothing"))
            self.open = self.open[:-1]
        elif self.element not in VOID:
            self.open += (self.element,)
            if self.element in RAW:
                self.state = "raw"

    def feed(self, text, line):
        at = 0
        while at < len(text):
            here = line + text.count("\n", 0, at)
            rest = text[at:]
            if self.state == "text":
                step = re.match(r"[^<]+", rest)
                if step:
                    at += step.end()
                elif rest.startswith("<!--"):
                    self.state = "comment"
                    at += 4
                elif re.match(r"<!doctype html>", rest, re.I):
                    at += 15
                else:
                    tag = re.match(r"<(/?)([A-Za-z][A-Za-z0-9-]*)", rest)
                    if not tag:
                        raise Refused(here, "a bare < in text: write &lt;")
                    self.state, self.closing, self.element = "tag", tag[1] == "/", tag[2].lower()
                    if self.element == "svg" or "svg" in self.open:
                        self.element = tag[2]
                    at += tag.end()
            elif self.state == "comment":
                end = rest.find("-->")
                at += len(rest) if end < 0 else end + 3
                if end >= 0:
                    self.state = "text"
            elif self.state == "raw":
                end = re.search(r"</%s\s*>" % self.element, rest, re.I)
                if not end:
                    if rest.strip():
                        raise Refused(here, "no inline <%s>: the page's policy refuses it" % self.element)
                    at += len(rest)
                else:
                    if rest[:end.start()].strip():
                        raise Refused(here, "no inline <%s>: the page's policy refuses it" % self.element)
                    self.open = self.open[:-1]
                    self.state = "text"
                    at += end.end()
            elif self.state == "tag":
                space = re.match(r"\s+", rest)
                if space:
                    at += space.end()
                elif rest[0] == ">":
                    if self.element == "style" and not self.closing:
                        raise Refused(here, "no <style>: the page's policy refuses it")
                    self.close_tag(here)
                    at += 1
                elif rest.startswith("/>"):
                    if self.element not in VOID and "svg" not in self.open:
                        raise Refused(here, "<%s/>: only empty elements close themselves" % self.element)
                    self.state = "text"
                    at += 2
                else:
                    name = re.match(r"([A-Za-z_:][A-Za-z0-9_:.-]*)(\s*=\s*)?", rest)
                    if not name:
                        raise Refused(here, "not an attribute: %r" % rest[:20])
                    self.attribute = name[1].lower()
                    if self.attribute.startswith("on") or self.attribute == "style":
                        raise Refused(here, "no %s=: the page's policy refuses it" % self.attribute)
                    at += name.end()
                    if name[2]:
                        if at >= len(text) or text[at] not in "\"'":
                            raise Refused(here, "the value of %s= must stand in quotes" % self.attribute)
                        self.state, self.quote, self.prefix = "value", text[at], ""
                        at += 1
            elif self.state == "value":
                end = rest.find(self.quote)
                part = rest if end < 0 else rest[:end]
                self.prefix += part
                if self.attribute in URL_ATTRIBUTES and re.match(r"\s*(javascript|data|vbscript|http):", self.prefix, re.I):
                    raise Refused(here, "an address in a template begins with /, ?, # or https:")
                at += len(part)
                if end >= 0:
                    self.state = "tag"
                    at += 1

    def value_call(self, line, safe):
        """The function that writes a value here."""
        if safe:
            if self.state != "text":
                raise Refused(line, "{{{ }}} stands between elements only")
            return "out_safe"
        if self.state == "text":
            return "out_value"
        if self.state == "value":
            before, self.prefix = self.prefix, self.prefix + "\0"
            if self.attribute == "srcset":
                raise Refused(line, "no value in srcset=")
            if self.attribute in URL_ATTRIBUTES:
                if before == "":
                    return "out_url"
                if before[0] not in "/?#" or before.startswith("//") or before[0] == "\0":
                    raise Refused(line, "an address is one url value, or begins with /, ? or # and takes parts")
                return "out_url_part"
            return "out_value"
        where = {"tag": "a tag", "comment": "a comment", "raw": "<%s>" % self.element}[self.state]
        raise Refused(line, "no {{ }} inside %s" % where)


class Template:
    def __init__(self, path, shown):
        self.path = path
        self.shown = shown
        self.lines = []
        self.literal = ""
        self.name = None
        self.signature = None

    def emit(self, code, line=None):
        if line is not None:
            self.lines.append("#line %d %s" % (line, c_string(self.shown)))
        self.lines.append(code)

    def flush(self):
        if self.literal:
            for i in range(0, len(self.literal), 1000): # C99 promises 4 095 bytes a literal
                self.emit("    out_literal(o, S(%s));" % c_string(self.literal[i:i + 1000]))
        self.literal = ""

    def text(self, html, text, line):
        html.feed(text, line)
        if html.state == "text": # between elements, runs of white space are one; <pre> and <textarea> keep theirs
            if not set(html.open) & {"pre", "textarea"}:
                text = re.sub(r"\s*\n\s*", "\n", text)
        self.literal += text

    def compile(self):
        with open(self.path, encoding="utf-8") as file:
            source = file.read()
        head = re.match(r"\{#\s*(%s)\((.*?)\)\s*#\}\n?" % NAME, source, re.S)
        if not head:
            raise Refused(1, "the first line must be the signature: {# name(const struct x *v) #}")
        self.name, self.signature = head[1], head[2].strip()
        at, line = head.end(), 1 + source.count("\n", 0, head.end())
        html, blocks = Html(), []
        for token in list(TOKEN.finditer(source, at)) + [None]:
            end = token.start() if token else len(source)
            text = source[at:end]
            for stray in ("{{", "{%", "{#", "}}", "%}"):
                if stray in text:
                    raise Refused(line + text.count("\n", 0, text.index(stray)), "a stray %s" % stray)
            self.text(html, text, line)
            line += text.count("\n")
            if not token:
                break
            code, at = token[0], token.end()
            if code.startswith("{{"):
                safe = code.startswith("{{{")
                expression = (code[3:-3] if safe else code[2:-2]).strip()
                if not expression:
                    raise Refused(line, "an empty {{ }}")
                call = html.value_call(line, safe)
                self.flush()
                self.emit("    %s(o, %s);" % (call, " ".join(expression.split("\n"))), line)
            elif code.startswith("{%"):
                self.statement(code[2:-2].strip(), html, blocks, line)
            line += code.count("\n")
        self.flush()
        if blocks:
            raise Refused(blocks[-1]["line"], "{%% %s %%} has no end" % blocks[-1]["kind"])
        if html.state != "text" or html.open:
            raise Refused(line, "ends inside <%s>" % (html.open[-1] if html.open else html.element))
        return self

    def statement(self, words, html, blocks, line):
        self.flush()
        kind, _, rest = words.partition(" ")
        rest = " ".join(rest.split())
        if kind == "if":
            blocks.append({"kind": "if", "line": line, "before": html.copy(), "after": None, "else": False})
            self.emit("    if (%s) {" % rest, line)
        elif kind in ("elif", "else"):
            if not blocks or blocks[-1]["kind"] != "if" or blocks[-1]["else"]:
                raise Refused(line, "{%% %s %%} without {%% if %%}" % kind)
            self.same_end(blocks[-1], html, line)
            html.__dict__.update(blocks[-1]["before"].copy().__dict__)
            blocks[-1]["else"] = kind == "else"
            self.emit("    } else {" if kind == "else" else "    } else if (%s) {" % rest, line)
        elif kind == "endif":
            if not blocks or blocks[-1]["kind"] != "if":
                raise Refused(line, "{% endif %} without {% if %}")
            block = blocks.pop()
            self.same_end(block, html, line)
            if not block["else"] and block["before"].mark() != html.mark():
                raise Refused(line, "the HTML stands elsewhere after {% endif %} than before {% if %}")
            self.emit("    }", line)
        elif kind == "for":
            loop = re.fullmatch(r"(%s) in (.+?)\s*,\s*(.+)" % NAME, rest)
            if not loop:
                raise Refused(line, "write {% for x in array, n %}")
            name, array, n = loop.groups()
            blocks.append({"kind": "for", "line": line, "before": html.copy()})
            self.emit("    for (size_t %s_at = 0; %s_at < (%s); %s_at++) {" % (name, name, n, name), line)
            self.emit("    const __typeof__((%s)[0]) *%s = &(%s)[%s_at];" % (array, name, array, name), line)
        elif kind == "endfor":
            if not blocks or blocks[-1]["kind"] != "for":
                raise Refused(line, "{% endfor %} without {% for %}")
            if blocks.pop()["before"].mark() != html.mark():
                raise Refused(line, "a {% for %} must end where it began in the HTML")
            self.emit("    }", line)
        elif kind == "include":
            call = re.fullmatch(r"(%s)\((.*)\)" % NAME, rest)
            if not call:
                raise Refused(line, "write {% include name(arguments) %}")
            if html.state != "text":
                raise Refused(line, "{% include %} stands between elements only")
            self.emit("    template_%s(o%s);" % (call[1], ", " + call[2] if call[2].strip() else ""), line)
        else:
            raise Refused(line, "not a statement: %s" % kind)

    @staticmethod
    def same_end(block, html, line):
        if block["after"] is not None and block["after"] != html.mark():
            raise Refused(line, "the branches of {%% if %%} of line %d end in different places of the HTML" % block["line"])
        block["after"] = html.mark()


def prototype(template):
    return "void template_%s(struct out *o%s)" % (template.name, ", " + template.signature if template.signature else "")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--header", required=True)
    options.add_argument("--source", required=True)
    options.add_argument("--include", action="append", default=[], help="a header that the templates' expressions need")
    options.add_argument("--root", default=".", help="paths in messages are shown from here")
    options.add_argument("templates", nargs="+")
    given = options.parse_args()
    templates = []
    for path in given.templates:
        shown = os.path.relpath(path, given.root)
        try:
            templates.append(Template(path, shown).compile())
        except Refused as refused:
            print("%s:%d: %s" % (shown, refused.line, refused.text), file=sys.stderr)
            return 1
    names = [t.name for t in templates]
    for t in templates:
        if names.count(t.name) > 1:
            print("%s:1: two templates are called %s" % (t.shown, t.name), file=sys.stderr)
            return 1
    made = "/* Made from ui/template by tool/template.py. */\n"
    structs = sorted({s for t in templates for s in re.findall(r"struct (%s)" % NAME, t.signature)})
    with open(given.header, "w", encoding="utf-8") as out:
        out.write(made + "#ifndef PAGE_TEMPLATE_H\n#define PAGE_TEMPLATE_H\n\n#include \"page/out.h\"\n\n")
        out.write("".join("struct %s;\n" % s for s in structs) + "\n")
        out.write("".join("%s;\n" % prototype(t) for t in templates) + "\n#endif\n")
    with open(given.source, "w", encoding="utf-8") as out:
        out.write(made + "#include \"page/template.h\"\n")
        out.write("".join('#include "%s"\n' % h for h in given.include))
        out.write("\n#define _(text) words_get(o->words, text)\n")
        for t in templates:
            out.write("\n#line 1 %s\n%s\n{\n    (void)o;\n" % (c_string(t.shown), prototype(t)))
            out.write("\n".join(t.lines) + "\n}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
