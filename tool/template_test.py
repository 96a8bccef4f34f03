#!/usr/bin/env python3
"""Tests of the template compiler: what it makes compiles and writes what it should; what is unsafe is refused with its line."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

# (name, template, what the message must say). Every one must be refused by the compiler of templates.
REFUSED = [
    ("no signature", "<p>x</p>", ":1: the first line must be the signature"),
    ("value in script", "{# t(struct str s) #}\n<script src=\"/x.js\">{{ s }}</script>", ":2: no {{ }} inside <script>"),
    ("inline script", "{# t(void) #}\n\n<script>alert(1)</script>", ":3: no inline <script>"),
    ("style element", "{# t(void) #}\n<style>p{}</style>", ":2: no <style>"),
    ("style attribute", "{# t(void) #}\n<p style=\"color:red\">x</p>", ":2: no style="),
    ("event attribute", "{# t(void) #}\n<p onclick=\"x()\">x</p>", ":2: no onclick="),
    ("unquoted value", "{# t(struct str s) #}\n<p class={{ s }}>x</p>", ":2: the value of class= must stand in quotes"),
    ("unquoted literal", "{# t(void) #}\n<p class=a>x</p>", ":2: the value of class= must stand in quotes"),
    ("value as tag name", "{# t(struct str s) #}\n<{{ s }}>x", ":2: a bare <"),
    ("value among attributes", "{# t(struct str s) #}\n<p {{ s }}>x</p>", ":2: no {{ }} inside a tag"),
    ("value in comment", "{# t(struct str s) #}\n<!-- {{ s }} -->", ":2: no {{ }} inside a comment"),
    ("javascript address", "{# t(void) #}\n<a href=\"javascript:x\">x</a>", ":2: an address in a template"),
    ("address with a host put in", "{# t(struct str s) #}\n<a href=\"//{{ s }}\">x</a>", ":2: an address is one url value"),
    ("address after a value", "{# t(struct url u) #}\n<a href=\"{{ u }}{{ u }}\">x</a>", ":2: an address is one url value"),
    ("safe HTML in an attribute", "{# t(struct safe_html h) #}\n<p title=\"{{{ h }}}\">x</p>", ":2: {{{ }}} stands between elements only"),
    ("wrong nesting", "{# t(void) #}\n<p><b>x</p></b>", ":2: </p> closes <b>"),
    ("not closed", "{# t(void) #}\n<p>x", "ends inside <p>"),
    ("branches end apart", "{# t(int n) #}\n{% if n %}<p>{% else %}<b>{% endif %}x</p>", ":2: the branches"),
    ("if without else leaves a tag open", "{# t(int n) #}\n{% if n %}<p>{% endif %}x</p>", ":2: the HTML stands elsewhere"),
    ("loop leaves a tag open", "{# t(const int *a, int n) #}\n{% for x in a, n %}<p>{% endfor %}", ":2: a {% for %} must end"),
    ("if without end", "{# t(int n) #}\n\n{% if n %}<p>x</p>", ":3: {% if %} has no end"),
    ("endif alone", "{# t(void) #}\n{% endif %}", ":2: {% endif %} without"),
    ("unknown statement", "{# t(void) #}\n{% while 1 %}", ":2: not a statement"),
    ("stray braces", "{# t(void) #}\nx {{ y", ":2: a stray {{"),
    ("bare less-than", "{# t(void) #}\n1 < 2", ":2: a bare <"),
    ("include in an attribute", "{# t(void) #}\n<p class=\"{% include u() %}\">x</p>", ":2: {% include %} stands"),
]

# Templates that compile to C, which the C compiler must then refuse, pointing into the template.
C_REFUSED = [
    ("unknown member", "{# t(const struct view *v) #}\n<p>x</p>\n<p>{{ v->titel }}</p>", "t.html:3:"),
    ("text as safe HTML", "{# t(const struct view *v) #}\n{{{ v->title }}}", "t.html:2:"),
    ("safe HTML as text", "{# t(const struct view *v) #}\n\n{{ v->body }}", "t.html:3:"),
    ("text as an address", "{# t(const struct view *v) #}\n<a href=\"{{ v->title }}\">x</a>", "t.html:2:"),
    ("an enum", "{# t(const struct view *v) #}\n{{ v->kind }}", "t.html:2:"),
    ("unknown template", "{# t(void) #}\n{% include nowhere() %}", "t.html:2:"),
]

GOOD = """{# t(const struct view *v) #}
<h1 title="{{ v->title }}">{{ v->title }}</h1>
{% if v->n == 0 %}<p>{{ _("Inget") }}</p>{% elif v->n == 1 %}<p>en</p>{% else %}<ul>
{% for x in v->items, v->n %}<li{% if x_at == 1 %} class="second"{% endif %}>{{ *x }}</li>{% endfor %}
</ul>{% endif %}
<a href="{{ v->link }}">l</a> <a href="/p/{{ v->title }}?q={{ v->n }}">p</a>
{{{ v->body }}}
{% include u(v->n) %}
<input value="{{ v->evil }}"><br>"""
INCLUDED = "{# u(size_t n) #}\n<i>{{ n }} {{ (struct figure){ 1234567 } }} {{ _f(N_(\"{1} av {2}\"), S(\"<1>\"), S(\"2\")) }}</i>"
EXPECTED = ('<h1 title="&lt;b&gt; &amp; &quot;å&quot;">&lt;b&gt; &amp; &quot;å&quot;</h1>\n<ul>\n<li>a</li><li class="second">b</li>\n</ul>\n'
            '<a href="/x?a=1&amp;b=2">l</a> <a href="/p/%3Cb%3E%20%26%20%22%C3%A5%22?q=2">p</a>\n<em>safe</em>\n'
            '<i>2 1\u202f234\u202f567 &lt;1&gt; av 2</i>\n<input value="#&#39;"><br>')
PROGRAM = """#include <stdio.h>
#include "view.h"
int main(void)
{
    struct arena a = arena_new(100000);
    struct buf b = buf_new(100000);
    struct out o = { &b, &a, &words_sv };
    static const char *const items[] = { "a", "b" };
    struct view v = { S("<b> & \\"\\u00e5\\""), S("#'"), { S("<em>safe</em>") }, { S("/x?a=1&b=2") }, 2, items, ONE };
    template_t(&o, &v);
    fwrite(b.p, 1, b.n, stdout);
    return 0;
}
"""
VIEW = """#include "page/template.h"
enum kind { ONE = 1 };
struct view { struct str title, evil; struct safe_html body; struct url link; size_t n; const char *const *items; enum kind kind; };
"""


def template(folder, text, others=()):
    paths = []
    for name, body in [("t", text)] + list(others):
        path = os.path.join(folder, name + ".html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(body)
        paths.append(path)
    os.makedirs(os.path.join(folder, "page"), exist_ok=True)
    return subprocess.run([sys.executable, os.path.join(HERE, "template.py"), "--header", folder + "/page/template.h",
                           "--source", folder + "/t.c", "--include", "view.h", "--root", folder] + paths, capture_output=True, text=True)


def compile_c(folder, *arguments):
    command = os.environ.get("CC", "cc").split() + ["-std=gnu17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-D_GNU_SOURCE",
               "-I" + folder, "-I" + ROOT + "/src", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def main():
    failed = 0

    def check(name, good, detail=""):
        nonlocal failed
        if not good:
            failed += 1
            print("FAIL %s\n%s" % (name, detail))

    for name, text, message in REFUSED:
        with tempfile.TemporaryDirectory() as folder:
            ran = template(folder, text)
            check(name, ran.returncode == 1 and message in ran.stderr, ran.stderr or "was not refused")
    for name, text, place in C_REFUSED:
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/view.h", "w", encoding="utf-8") as file:
                file.write(VIEW)
            ran = template(folder, text)
            check(name, ran.returncode == 0, ran.stderr)
            made = compile_c(folder, "-c", "t.c", "-o", "t.o")
            check(name, made.returncode != 0 and place in made.stderr, made.stderr or "was not refused")
    with tempfile.TemporaryDirectory() as folder:
        for path, text in (("/view.h", VIEW), ("/main.c", PROGRAM)):
            with open(folder + path, "w", encoding="utf-8") as file:
                file.write(text)
        ran = template(folder, GOOD, [("u", INCLUDED)])
        check("good template", ran.returncode == 0, ran.stderr)
        sources = [ROOT + "/src/" + s for s in ("page/out.c", "base/buf.c", "base/str.c", "base/arena.c", "base/words.c", "base/time.c", "base/err.c")]
        made = compile_c(folder, "t.c", "main.c", *sources, "-lm", "-lsodium", "-o", "t")
        check("good template compiles", made.returncode == 0, made.stderr)
        if made.returncode == 0:
            shown = subprocess.run([folder + "/t"], capture_output=True, text=True, check=True).stdout
            check("good template writes", shown == EXPECTED, "%r\n%r" % (shown, EXPECTED))
    total = len(REFUSED) + len(C_REFUSED) * 2 + 3
    print("%d passed, %d failed" % (total - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
