/* MITRE ATT&CK: objects of a STIX 2.1 bundle. https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html,
 * https://github.com/mitre/cti (USAGE.md: which object is a technique, a tactic, a mitigation …).
 *
 * An accepted object goes to the sink as {"id","type","attack_id","name","description","modified","url","revoked","deprecated",
 * "tactics":[…],"platforms":[…],"relationship","source","target"}; what an object lacks is "" (false, []). */
#include "base/buf.h"
#include "base/time.h"
#include "feed/feed.h"

enum { LIST_MAX = 256, OUT_MAX = 32 * 1024 * 1024 };

struct list { struct str item[LIST_MAX]; size_t n; };

struct object {
    struct str id, type, attack_id, name, description, modified, created, url, relationship, source, target;
    bool revoked, deprecated;
    struct list tactics, platforms;
};

/* "attack-pattern--" and a UUID (STIX 2.1 §2.9). */
static bool id_valid(struct str id, struct str type)
{
    size_t at = str_find(id, S("--"), 0);
    if (at == SIZE_MAX || at == 0 || id.n != at + 2 + 36 || (type.n && !str_eq(str_sub(id, 0, at), type)))
        return false;
    for (size_t i = 0; i < 36; i++) {
        char c = id.p[at + 2 + i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

static bool digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* "T1059" or "T1059.001". */
static bool technique_valid(struct str s)
{
    return s.n >= 5 && s.p[0] == 'T' && digits(str_sub(s, 1, 5)) &&
           (s.n == 5 || (s.n == 9 && s.p[5] == '.' && digits(str_sub(s, 6, 9))));
}

static void keep(struct json *j, struct list *to, struct str s)
{
    if (to->n == LIST_MAX)
        json_refuse(j, E_LIMIT, N_("Listan har fler än {1} värden."), "256", NULL);
    else
        to->item[to->n++] = s;
}

static struct str read_time(struct json *j, struct arena *a)
{
    struct str s = json_string(j);
    instant t;
    if (j->fault.code == OK && !instant_parse(s, &t))
        json_refuse(j, E_INVALID, N_("Här ska en tidpunkt stå, inte {1}."), str_c(a, str_sub(s, 0, 60)), NULL);
    return s;
}

static struct str read_id(struct json *j, struct arena *a)
{
    struct str s = json_string(j);
    if (j->fault.code == OK && !id_valid(s, S("")))
        json_refuse(j, E_INVALID, N_("Det här är inte ett id i STIX: {1}."), str_c(a, str_sub(s, 0, 100)), NULL);
    return s;
}

/* The first reference of ATT&CK's own: its number and address. */
static void read_references(struct json *j, struct object *o)
{
    for (json_array(j); json_item(j);) {
        struct str key, source = S(""), id = S(""), url = S("");
        for (json_object(j); json_key(j, &key);) {
            if (str_is(key, "source_name"))
                source = json_string(j);
            else if (str_is(key, "external_id"))
                id = json_string(j);
            else if (str_is(key, "url"))
                url = json_string(j);
            else
                json_skip(j);
        }
        bool own = str_is(source, "mitre-attack") || str_is(source, "mitre-mobile-attack") ||
                   str_is(source, "mitre-ics-attack");
        if (own && o->attack_id.n == 0) {
            o->attack_id = id;
            o->url = str_starts(url, S("https://")) ? url : S("");
        }
    }
}

static void read_phases(struct json *j, struct object *o)
{
    for (json_array(j); json_item(j);) {
        struct str key, phase = S("");
        for (json_object(j); json_key(j, &key);)
            if (str_is(key, "phase_name"))
                phase = json_string(j);
            else
                json_skip(j);
        keep(j, &o->tactics, phase);
    }
}

static void read_member(struct json *j, struct arena *a, struct str key, struct object *o)
{
    const struct {
        const char *key;
        struct str *to;
    } texts[] = {
        { "type", &o->type },
        { "name", &o->name },
        { "description", &o->description },
        { "relationship_type", &o->relationship },
    };
    for (size_t i = 0; i < LEN(texts); i++)
        if (str_is(key, texts[i].key)) {
            *texts[i].to = json_string(j);
            return;
        }
    if (str_is(key, "id"))
        o->id = read_id(j, a);
    else if (str_is(key, "source_ref"))
        o->source = read_id(j, a);
    else if (str_is(key, "target_ref"))
        o->target = read_id(j, a);
    else if (str_is(key, "created"))
        o->created = read_time(j, a);
    else if (str_is(key, "modified"))
        o->modified = read_time(j, a);
    else if (str_is(key, "revoked"))
        o->revoked = json_bool(j);
    else if (str_is(key, "x_mitre_deprecated"))
        o->deprecated = json_bool(j);
    else if (str_is(key, "external_references"))
        read_references(j, o);
    else if (str_is(key, "kill_chain_phases"))
        read_phases(j, o);
    else if (str_is(key, "x_mitre_platforms"))
        for (json_array(j); json_item(j);)
            keep(j, &o->platforms, json_string(j));
    else
        json_skip(j);
}

/* What must be there, by type. */
static enum err judge(const struct object *o, struct arena *a, struct fault *f)
{
    static const char *const named[] = { "attack-pattern", "course-of-action", "intrusion-set", "malware", "tool",
        "campaign", "x-mitre-tactic", "x-mitre-matrix", "x-mitre-data-source", "x-mitre-data-component",
        "x-mitre-asset", "identity" };
    const char *missing = !o->type.n ? "type" : !o->id.n ? "id" : NULL;
    if (!missing && str_is(o->type, "bundle"))
        return fault(f, E_INVALID, "objects", N_("Samlingen saknar sina objekt."), NULL, NULL);
    if (!missing && !o->created.n)
        missing = "created";
    if (!missing && !o->modified.n && !str_is(o->type, "marking-definition"))
        missing = "modified";
    for (size_t i = 0; !missing && i < LEN(named); i++)
        if (str_is(o->type, named[i]) && !o->name.n)
            missing = "name";
    if (!missing && str_is(o->type, "relationship"))
        missing = !o->relationship.n ? "relationship_type"
                  : !o->source.n     ? "source_ref"
                  : !o->target.n     ? "target_ref"
                                     : NULL;
    if (missing)
        return fault(f, E_INVALID, missing, N_("Fältet {1} saknas."), missing, NULL);
    if (!id_valid(o->id, o->type))
        return fault(f, E_INVALID, "id", N_("Id hör till en annan typ än {1}."), str_c(a, str_sub(o->type, 0, 60)), NULL);
    if (str_is(o->type, "attack-pattern") && o->attack_id.n && !technique_valid(o->attack_id))
        return fault(f, E_INVALID, "external_references", N_("Det här är inte en tekniks nummer: {1}."),
            str_c(a, str_sub(o->attack_id, 0, 60)), NULL);
    return OK;
}

static void put_list(struct buf *b, const char *name, const struct list *l)
{
    buf_printf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            buf_char(b, ',');
        buf_json(b, l->item[i]);
    }
    buf_char(b, ']');
}

static enum err give(const struct object *o, const struct feed_sink *sink, struct fault *f)
{
    const struct {
        const char *name;
        struct str text;
    } texts[] = {
        { "id", o->id },
        { "type", o->type },
        { "attack_id", o->attack_id },
        { "name", o->name },
        { "description", o->description },
        { "modified", o->modified.n ? o->modified : o->created },
        { "url", o->url },
        { "relationship", o->relationship },
        { "source", o->source },
        { "target", o->target },
    };
    struct buf b cleanup(buf_free) = buf_new(OUT_MAX);
    for (size_t i = 0; i < LEN(texts); i++) {
        buf_printf(&b, "%c\"%s\":", i ? ',' : '{', texts[i].name);
        buf_json(&b, texts[i].text);
    }
    buf_printf(&b, ",\"revoked\":%s,\"deprecated\":%s", o->revoked ? "true" : "false", o->deprecated ? "true" : "false");
    put_list(&b, "tactics", &o->tactics);
    put_list(&b, "platforms", &o->platforms);
    buf_char(&b, '}');
    TRY(buf_check(&b, f));
    return sink->object(sink->ctx, o->type, buf_str(&b), f);
}

static enum err read_object(struct json *j, struct arena *a, const struct feed_sink *sink, struct fault *f)
{
    struct object *o = ARENA_NEW(a, struct object);
    if (!o)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    struct str key;
    for (json_object(j); json_key(j, &key);)
        read_member(j, a, key, o);
    TRY(json_end(j, f));
    TRY(judge(o, a, f));
    return sink->object ? give(o, sink, f) : OK;
}

enum err feed_read_attack(struct source *src, const struct feed_sink *sink, struct feed_report *report, struct fault *f)
{
    return feed_read_json(src, "objects", read_object, sink, report, f);
}
