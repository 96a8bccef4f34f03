/* News of authorities into the omvärldsbevakning (R100). */
#include "base/json.h"
#include "domain/save.h"
#include "domain/watch_inside.h"

enum { TITLE_MOST = 300, SUMMARY_MOST = 4000, LINK_MOST = 1000, SOURCE_MOST = 200 };

/* The first `most` code points. */
static struct str cut(struct str s, size_t most)
{
    size_t at = 0;
    for (size_t n = 0; at < s.n && n < most; n++)
        utf8_next(s, &at);
    return str_sub(s, 0, at);
}

/* Feeds put HTML into their summaries: what stands between "<" and ">" is left out, and white space becomes single spaces. */
static struct str plain(struct arena *a, struct str s)
{
    char *to = arena_alloc(a, s.n + 1);
    size_t n = 0;
    bool tag = false, space = false;
    for (size_t i = 0; to && i < s.n; i++) {
        char c = s.p[i];
        bool opens = c == '<' && i + 1 < s.n && (s.p[i + 1] == '/' || s.p[i + 1] == '!' || (s.p[i + 1] | 32) >= 'a') && (s.p[i + 1] | 32) <= 'z';
        if (tag || opens) {
            tag = c != '>';
            space |= !tag;
        } else if ((unsigned char)c <= ' ') {
            space = true;
        } else {
            if (space && n)
                to[n++] = ' ';
            space = false;
            to[n++] = c;
        }
    }
    return (struct str){ to, n };
}

enum err watch_news(struct writing *w, struct str feed, struct str item, struct fault *f)
{
    struct arena *a = writing_arena(w);
    struct intelligence *row = row_new(a, &intelligence_entity);
    struct str key, title = { 0 }, summary = { 0 };
    instant published;
    struct json j = json_new(item, a, JSON_LIMITS);
    if (!row)
        return watch_no_memory(f);
    for (json_object(&j); json_key(&j, &key);) {
        if (str_is(key, "title"))
            title = json_string(&j);
        else if (str_is(key, "summary"))
            summary = json_string(&j);
        else if (str_is(key, "link"))
            row->link = cut(str_trim(json_string(&j)), LINK_MOST);
        else if (str_is(key, "published") && json_peek(&j) == JSON_STRING)
            row->published = instant_parse(json_string(&j), &published) ? date_of(published) : (struct date){ 0 };
        else
            json_skip(&j);
    }
    TRY(json_end(&j, f));
    summary = plain(a, summary);
    title = plain(a, title);
    row->title = cut(title.n ? title : summary, TITLE_MOST);
    row->summary = cut(summary, SUMMARY_MOST);
    row->source = cut(feed, SOURCE_MOST);
    if (!row->title.n) /* nothing that a person could read */
        return OK;
    struct faults faults = { .arena = a };
    return domain_save(w, &intelligence_entity, row, NULL, &faults, f);
}
