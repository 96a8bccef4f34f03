#!/usr/bin/env python3
"""The interface's words: what the sources say in Swedish and what i18n/*.po answers.

    words.py check PO            every text of the sources has its translation, with the same {1} and {2}, and none is left over
    words.py list                the texts of the sources, as an empty .po
    words.py update PO           the .po with new texts added (empty), and those that are gone taken out
    words.py compile PO LANG OUT.c   a catalogue words_LANG for base/words.h; texts without translation are left out

Texts are N_("…") and _("…") in src/**/*.[ch] and ui/template/*.html; adjacent literals are one text."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
CALL = re.compile(r'\b(?:N_|_)\(\s*(%s(?:\s*%s)*)\s*\)' % (LITERAL, LITERAL))
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|(%s)' % LITERAL, re.S)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def unquote(literals, where):
    text = ""
    for literal in re.findall(LITERAL, literals):
        def escape(m):
            if m[1][0] in ESCAPES:
                return ESCAPES[m[1][0]]
            if m[1][0] in "uU":
                return chr(int(m[1][1:], 16))
            sys.exit("%s: an escape that catalogues do not take: \\%s" % (where, m[1]))
        text += re.sub(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", escape, literal[1:-1])
    return text


def source_files():
    for top, ends in (("src", (".c", ".h")), ("ui/template", (".html",))):
        for folder, folders, names in os.walk(os.path.join(ROOT, top)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(ends) and not name.endswith("_test.c"):
                    yield os.path.relpath(os.path.join(folder, name), ROOT)


def extract():
    """text → the places where it stands"""
    found = {}
    for path in source_files():
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            source = file.read()
        if path.endswith(".html"):
            bare = source
        else: # comments become white space of the same height, so that lines still count
            bare = COMMENT.sub(lambda m: m[0] if m[1] else re.sub(r"[^\n]", " ", m[0]), source)
            bare = bare.replace("\\\n", " \n") # a macro's text goes on in the next line
        for m in CALL.finditer(bare):
            where = "%s:%d" % (path, 1 + bare.count("\n", 0, m.start()))
            found.setdefault(unquote(m[1], where), []).append(where)
    return found


def po_read(path):
    """msgid → msgstr, in the file's order"""
    pairs, msgid, msgstr, part = {}, None, None, None

    def keep(number):
        if msgid is not None:
            if msgid in pairs:
                sys.exit("%s:%d: the text stands twice: %s" % (path, number, msgid))
            pairs[msgid] = msgstr or ""

    if not os.path.exists(path):
        return pairs
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            m = re.fullmatch(r'(msgid|msgstr)?\s*("(?:[^"\\]|\\.)*")', line)
            if not m:
                sys.exit("%s:%d: not understood: %s" % (path, number, line))
            text = unquote(m[2], "%s:%d" % (path, number))
            if m[1] == "msgid":
                keep(number)
                msgid, msgstr, part = text, None, "id"
            elif m[1] == "msgstr":
                msgstr, part = text, "str"
            elif part == "id":
                msgid += text
            else:
                msgstr += text
        keep(0)
    return pairs


def quote(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def po_write(out, texts, pairs):
    out.write('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    for text in sorted(texts):
        out.write("\n#: %s\nmsgid %s\nmsgstr %s\n" % (" ".join(p.rsplit(":", 1)[0] for p in texts[text][:2]), quote(text), quote(pairs.get(text, ""))))


def c_string(text):
    return '"' + "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else "\\%03o" % b for b in text.encode()) + '"'


def check(path):
    texts, pairs = extract(), po_read(path)
    faults = []
    for text, places in sorted(texts.items()):
        if not pairs.get(text):
            faults.append("%s: no translation in %s: %s" % (places[0], path, text))
        elif sorted(re.findall(r"\{[12]\}", text)) != sorted(re.findall(r"\{[12]\}", pairs[text])):
            faults.append("%s: {1} and {2} differ: %s" % (path, text))
    for text in pairs:
        if text and text not in texts:
            faults.append("%s: no source says this any more: %s" % (path, text))
    for line in faults:
        print(line)
    print("%s: %d texts, %d faults" % (path, len(texts), len(faults)))
    return 1 if faults else 0


def main(args):
    if args[:1] == ["check"] and len(args) == 2:
        return check(args[1])
    if args == ["list"]:
        po_write(sys.stdout, extract(), {})
        return 0
    if args[:1] == ["update"] and len(args) == 2:
        texts, pairs = extract(), po_read(args[1])
        with open(args[1], "w", encoding="utf-8") as out:
            po_write(out, texts, pairs)
        return 0
    if args[:1] == ["compile"] and len(args) == 4:
        pairs = sorted((k.encode(), v) for k, v in po_read(args[1]).items() if k and v)
        with open(args[3], "w", encoding="utf-8") as out:
            out.write('/* Made from %s by tool/words.py. */\n#include "base/words.h"\n\n' % os.path.basename(args[1]))
            out.write("extern const struct words words_%s;\nstatic const struct word_pair pairs[] = {\n" % args[2])
            out.write("".join("    { %s, %s },\n" % (c_string(k.decode()), c_string(v)) for k, v in pairs) or "    { 0 },\n")
            out.write('};\nconst struct words words_%s = { "%s", pairs, %d };\n' % (args[2], args[2], len(pairs)))
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
