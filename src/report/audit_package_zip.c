#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"
#include "base/buf.h"
#include "report/audit_package.h"

/* A file on its way into the zip: fetched when it is opened, let go when it is closed. One is open at a time. */
struct feeding {
    const struct audit_package *p;
    const struct package_file *file;
    struct arena arena;
    struct str bytes;
    size_t at;
    struct fault *fault;
    zip_error_t error;
};

static zip_int64_t feed_open(struct feeding *d)
{
    d->at = 0;
    d->bytes = d->file->bytes;
    if (!d->file->stored)
        return 0;
    d->arena = arena_new((size_t)BLOB_MAX + 4096);
    struct fault own = { 0 };
    if (store_blob_get(d->p->reading, &d->arena, d->file->sha256, &d->bytes, &own) == OK)
        return 0;
    *d->fault = own;
    zip_error_set(&d->error, ZIP_ER_READ, 0);
    return -1;
}

static zip_int64_t feed(void *ctx, void *to, zip_uint64_t length, zip_source_cmd_t command)
{
    struct feeding *d = ctx;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        return feed_open(d);
    case ZIP_SOURCE_READ: {
        size_t n = d->bytes.n - d->at < length ? d->bytes.n - d->at : (size_t)length;
        memcpy(to, d->bytes.p + d->at, n);
        d->at += n;
        return (zip_int64_t)n;
    }
    case ZIP_SOURCE_CLOSE:
        arena_free(&d->arena);
        d->arena = (struct arena){ 0 };
        return 0;
    case ZIP_SOURCE_STAT: {
        zip_stat_t *st = to;
        zip_stat_init(st);
        return sizeof *st;
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&d->error, to, length);
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
        zip_error_set(&d->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

/* The head's time in UTC as MS-DOS writes it, so that neither the clock nor the time zone is in the bytes. */
static void dos_time(int64_t seconds, zip_uint16_t *ret_time, zip_uint16_t *ret_date)
{
    struct tm t;
    time_t at = (time_t)seconds;
    *ret_time = *ret_date = 0x21; /* 1980-01-01 */
    if (!gmtime_r(&at, &t) || t.tm_year < 80 || t.tm_year > 207)
        return;
    *ret_time = (zip_uint16_t)(t.tm_hour << 11 | t.tm_min << 5 | t.tm_sec / 2);
    *ret_date = (zip_uint16_t)((t.tm_year - 80) << 9 | (t.tm_mon + 1) << 5 | t.tm_mday);
}

static enum err put_file(zip_t *z, struct feeding *d, zip_uint16_t at, zip_uint16_t on, struct fault *f)
{
    char name[FILENAME_MAX];
    int n = snprintf(name, sizeof name, "%.*s/%.*s", SF(d->p->folder), SF(d->file->name));
    zip_source_t *source = n > 0 && (size_t)n < sizeof name ? zip_source_function(z, feed, d) : NULL;
    if (!source)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    zip_int64_t i = zip_file_add(z, name, source, ZIP_FL_ENC_UTF_8);
    if (i < 0) {
        zip_source_free(source);
        return fault(f, E_IO, NULL, N_("Paketet kunde inte skrivas: {1}"), zip_strerror(z), NULL);
    }
    /* Stored, not packed: the bytes do not depend on the version of a packer. */
    if (zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) != 0 || zip_file_set_dostime(z, (zip_uint64_t)i, at, on, 0) != 0 ||
        zip_file_set_external_attributes(z, (zip_uint64_t)i, 0, ZIP_OPSYS_UNIX, (zip_uint32_t)0100644 << 16) != 0)
        return fault(f, E_IO, NULL, N_("Paketet kunde inte skrivas: {1}"), zip_strerror(z), NULL);
    return OK;
}

/* Into `target`, which zip takes over when it opens. */
static enum err write_zip(const struct audit_package *p, zip_source_t *target, struct fault *f)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_t *z = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
    zip_error_fini(&error);
    if (!z) {
        zip_source_free(target);
        return fault(f, E_IO, NULL, N_("Paketet kunde inte skrivas."), NULL, NULL);
    }
    struct fault inside = { 0 };
    struct feeding *all = calloc(p->n, sizeof *all);
    zip_uint16_t at, on;
    enum err e = all ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    dos_time(p->now, &at, &on);
    for (size_t i = 0; e == OK && i < p->n; i++) {
        all[i] = (struct feeding){ .p = p, .file = &p->files[i], .fault = &inside };
        zip_error_init(&all[i].error);
        e = put_file(z, &all[i], at, on, f);
    }
    if (e == OK && zip_close(z) != 0) {
        e = inside.code != OK ? inside.code : fault(f, E_IO, NULL, N_("Paketet kunde inte skrivas: {1}"), zip_strerror(z), NULL);
        if (inside.code != OK && f)
            *f = inside;
        zip_discard(z);
    } else if (e != OK) {
        zip_discard(z);
    }
    free(all);
    return e;
}

enum err audit_package_zip(const struct audit_package *p, struct buf *to, struct fault *f)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_error_fini(&error);
    if (!target)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    zip_source_keep(target);
    enum err e = write_zip(p, target, f);
    zip_stat_t st;
    if (e == OK && (zip_source_open(target) != 0 || zip_source_stat(target, &st) != 0))
        e = fault(f, E_IO, NULL, N_("Paketet kunde inte skrivas."), NULL, NULL);
    char *room = e == OK ? buf_room(to, st.size) : NULL;
    if (e == OK && (!room || zip_source_read(target, room, st.size) != (zip_int64_t)st.size))
        e = fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    if (e == OK)
        to->n += st.size;
    zip_source_free(target);
    return e == OK ? buf_check(to, f) : e;
}

enum err audit_package_zip_file(const struct audit_package *p, const char *path, struct fault *f)
{
    zip_error_t error;
    if (access(path, F_OK) == 0)
        return fault(f, E_CONFLICT, "--out", N_("Filen finns redan: {1}"), path, NULL);
    zip_error_init(&error);
    zip_source_t *target = zip_source_file_create(path, 0, -1, &error); /* written beside and moved into place when whole */
    zip_error_fini(&error);
    return target ? write_zip(p, target, f) : fault(f, E_IO, "--out", N_("Filen kan inte skrivas: {1}"), path, NULL);
}
