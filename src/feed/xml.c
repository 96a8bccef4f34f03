#include "feed/xml.h"

#include <expat.h>
#include <stdio.h>

#include "feed/limits.h"

enum { SEPARATOR = '\n', PATH_MAX_BYTES = 8192, NAME_MAX_BYTES = 256, WINDOW = 1 << 16 };

struct xml {
    XML_Parser parser;
    const struct xml_reader *reader;
    struct buf path, text;
    size_t depth;
    struct str space;
    const XML_Char **attributes;
    struct fault fault;
};

/* Stops the parser with the fault, its line first. */
static void stop(struct xml *x, const struct fault *f)
{
    if (x->fault.code != OK)
        return;
    char line[48];
    snprintf(line, sizeof line, "rad %zu", xml_line(x));
    x->fault = *f;
    fault_within(&x->fault, line);
    XML_StopParser(x->parser, XML_FALSE);
}

static void refuse(struct xml *x, enum err code, const char *text)
{
    struct fault f;
    fault(&f, code, NULL, text, NULL, NULL);
    stop(x, &f);
}

static void refuse_limit(struct xml *x, enum feed_limit which)
{
    struct fault f;
    if (feed_limit_passed(which, NULL, &f) != OK)
        stop(x, &f);
}

/* "namespace\nname" to its parts. */
static struct str local_name(struct str full, struct str *ret_space)
{
    size_t at = str_find(full, (struct str){ (const char[]){ SEPARATOR }, 1 }, 0);
    *ret_space = at == SIZE_MAX ? S("") : str_sub(full, 0, at);
    return at == SIZE_MAX ? full : str_sub(full, at + 1, full.n);
}

static bool is_ours(struct xml *x, struct str space)
{
    return !x->reader->ours || x->reader->ours(x->reader->ctx, space);
}

static void XMLCALL on_begin(void *ctx, const XML_Char *full, const XML_Char **attributes)
{
    struct xml *x = ctx;
    if (x->fault.code != OK)
        return;
    if (++x->depth > feed_limits[LIMIT_NESTING].most) {
        refuse_limit(x, LIMIT_NESTING);
        return;
    }
    for (size_t i = 0; attributes[i]; i++)
        if (strlen(attributes[i]) > feed_limits[LIMIT_STRING].most) {
            refuse_limit(x, LIMIT_STRING);
            return;
        }
    struct str name = local_name(str(full), &x->space);
    if (name.n > NAME_MAX_BYTES) {
        refuse(x, E_LIMIT, N_("Elementets namn är för långt."));
        return;
    }
    bool ours = is_ours(x, x->space);
    buf_char(&x->path, '/');
    buf_put(&x->path, ours ? name : S("?"));
    buf_reset(&x->text);
    x->attributes = attributes;
    struct fault f;
    if (buf_check(&x->path, &f) != OK || (ours && x->reader->begin && x->reader->begin(x->reader->ctx, x, name, &f) != OK))
        stop(x, &f);
    x->attributes = NULL;
}

static void XMLCALL on_end(void *ctx, const XML_Char *full)
{
    struct xml *x = ctx;
    if (x->fault.code != OK)
        return;
    struct str name = local_name(str(full), &x->space);
    struct fault f;
    if (is_ours(x, x->space) && x->reader->end && x->reader->end(x->reader->ctx, x, name, buf_str(&x->text), &f) != OK)
        stop(x, &f);
    buf_reset(&x->text);
    while (x->path.n && x->path.p[x->path.n - 1] != '/')
        x->path.n--;
    x->path.n -= x->path.n > 0;
    x->depth--;
}

static void XMLCALL on_text(void *ctx, const XML_Char *piece, int n)
{
    struct xml *x = ctx;
    if (x->fault.code != OK)
        return;
    buf_put(&x->text, (struct str){ piece, (size_t)n });
    if (x->text.failed)
        refuse_limit(x, LIMIT_STRING);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
    (void)name;
    if (system || public)
        refuse(ctx, E_INVALID, N_("Dokumentet hänvisar till en yttre fil, vilket inte är tillåtet."));
    else if (subset)
        refuse(ctx, E_INVALID, N_("Dokumentet har egna deklarationer, vilket inte är tillåtet."));
}

static void XMLCALL on_entity(void *ctx, const XML_Char *name, int parameter, const XML_Char *value, int n,
    const XML_Char *base, const XML_Char *system, const XML_Char *public, const XML_Char *notation)
{
    (void)name, (void)parameter, (void)value, (void)n, (void)base, (void)system, (void)public, (void)notation;
    refuse(ctx, E_INVALID, N_("Dokumentet deklarerar entiteter, vilket inte är tillåtet."));
}

static int XMLCALL on_external(
    XML_Parser parser, const XML_Char *context, const XML_Char *base, const XML_Char *system, const XML_Char *public)
{
    (void)context, (void)base, (void)system, (void)public;
    refuse(XML_GetUserData(parser), E_INVALID, N_("Dokumentet hänvisar till en yttre fil, vilket inte är tillåtet."));
    return XML_STATUS_ERROR;
}

static enum err parse(struct xml *x, xml_next *next, void *from, struct fault *f)
{
    for (size_t n = 1; n;) {
        void *room = XML_GetBuffer(x->parser, WINDOW);
        if (!room)
            return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
        TRY(next(from, room, WINDOW, &n, f));
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
            break;
        if (n == 0)
            return OK;
    }
    if (x->fault.code != OK) {
        if (f)
            *f = x->fault;
        return x->fault.code;
    }
    enum XML_Error e = XML_GetErrorCode(x->parser);
    if (e == XML_ERROR_NO_MEMORY)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    char line[48];
    snprintf(line, sizeof line, "rad %zu", xml_line(x));
    return fault(f, E_INVALID, line, N_("Dokumentet är inte välformad XML: {1}."), XML_ErrorString(e), NULL);
}

enum err xml_read_pieces(xml_next *next, void *from, const struct xml_reader *reader, struct fault *f)
{
    struct xml x = { .reader = reader, .path = buf_new(PATH_MAX_BYTES), .text = buf_new(feed_limits[LIMIT_STRING].most) };
    x.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!x.parser)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, on_begin, on_end);
    XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    XML_SetEntityDeclHandler(x.parser, on_entity);
    XML_SetExternalEntityRefHandler(x.parser, on_external);
    enum err e = parse(&x, next, from, f);
    XML_ParserFree(x.parser);
    buf_free(&x.path);
    buf_free(&x.text);
    return e;
}

static enum err next_of_text(void *from, char *to, size_t room, size_t *ret_n, struct fault *f)
{
    struct str *rest = from;
    struct str piece = str_sub(*rest, 0, room);
    (void)f;
    if (piece.n)
        memcpy(to, piece.p, piece.n);
    *rest = str_sub(*rest, piece.n, rest->n);
    *ret_n = piece.n;
    return OK;
}

enum err xml_read(struct str text, const struct xml_reader *reader, struct fault *f)
{
    return xml_read_pieces(next_of_text, &text, reader, f);
}

size_t xml_line(const struct xml *x) { return XML_GetCurrentLineNumber(x->parser); }
struct str xml_path(const struct xml *x) { return buf_str(&x->path); }
size_t xml_depth(const struct xml *x) { return x->depth; }
struct str xml_namespace(const struct xml *x) { return x->space; }
bool xml_at(const struct xml *x, const char *path) { return str_is(xml_path(x), path); }
bool xml_ends(const struct xml *x, const char *end) { return str_ends(xml_path(x), str(end)); }

struct str xml_attribute(const struct xml *x, const char *name)
{
    for (size_t i = 0; x->attributes && x->attributes[i]; i += 2)
        if (strcmp(x->attributes[i], name) == 0)
            return str(x->attributes[i + 1]);
    return (struct str){ NULL, 0 };
}
