/* What every page has around it, and the small things that handlers share. */
#ifndef PAGE_FRAME_H
#define PAGE_FRAME_H

#include "derive/form.h"
#include "derive/list.h"
#include "page/page.h"
#include "page/template.h"
#include "page/view.h"

enum { PAGE_BYTES_MAX = 16 * 1024 * 1024 };

/* A page being written: its body goes to `out`, then page_send puts the frame around it. */
struct page {
    struct visit *v;
    struct buf body;            /* freed by page_free */
    struct out out;
    struct str title;           /* plain text: <title>; the body writes its own <h1> */
    struct crumb crumbs[4];
    size_t crumbs_n;
    struct str secrecy;
    bool start;
};

/* `title` is Swedish. Set out.b = &p.body before writing (the page may not move afterwards): PAGE does both. */
struct page page_new(struct visit *v, const char *title);
#define PAGE(name, v, title) struct page name cleanup(page_free) = page_new((v), (title)); name.out.b = &name.body
void page_free(struct page *p);
/* A step of the way here. `text` is plain and in the reader's language. */
void page_crumb(struct page *p, struct str text, struct url to);
/* "Överblick / Granskningar" of an entity's pages. */
void page_crumbs(struct page *p, const struct entity *e);
/* Puts the frame around the body and fills v->rs. */
enum err page_send(struct page *p, struct fault *f) nodiscard;

/* HTML that `write` puts into the visit's arena. */
#define SAFE_HTML(v, b, write) __extension__ ({ struct buf b = buf_new(PAGE_BYTES_MAX); write; \
    struct safe_html html_ = { str_copy((v)->arena, buf_str(&b)) }; buf_free(&b); html_; })

/* The value of a field by name, as a record shows it; not for references. */
struct safe_html page_value(struct visit *v, const struct entity *e, const void *row, const char *field);
/* The words of a field's that stand in a set (1 << word): "Dataskyddsombud, It-chef". */
struct str page_words(struct visit *v, const struct entity *e, const char *field, unsigned set);
/* The text in the reader's language, as a slice. */
struct str said(const struct visit *v, const char *text);
/* Where to go after a form: the field or parameter "till" when it is an address of this site, else `otherwise`. */
struct str page_next(struct str wanted, const char *otherwise);
/* A decoded parameter of the address; p NULL when absent. */
struct str page_param(struct visit *v, const char *name);
/* 303 to an address of this site. */
enum err page_go(struct visit *v, struct url to);
/* True when the seat has the right over the row (its owner, its counterparty). */
bool page_may(const struct visit *v, const struct entity *e, const void *row, enum right least);
/* May it create rows of this entity at all? Not in the past. */
bool page_may_create(const struct visit *v, const struct entity *e);
/* The input of a posted form, for derive/form.h. */
struct form_input page_input(const struct visit *v);
/* What the entity's references may point at, by title, for forms. Only fields that a form shows; one query a field. */
enum err page_options(struct visit *v, const struct entity *e, size_t limit, bool (*wanted)(const struct field *f), struct form_options **ret, size_t *ret_n,
                      struct fault *f) nodiscard;
struct url page_url(struct visit *v, const struct entity *e, int64_t id, const char *tail);
/* Many faults from a run that may run again: emptied. */
struct faults page_faults(struct visit *v);
/* A fault's place in the reader's language. */
struct str page_place(struct visit *v, const char *place);
/* The faults' summary as HTML. */
struct safe_html page_summary(struct visit *v, const struct entity *e, const struct faults *fs);
/* The account's name as its login; "systemet" for none, the number when it cannot be seen. */
struct str page_account(struct visit *v, struct reading *r, account_id id);

#endif
