#include "feed/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "feed/limits.h"

enum { PACKED_WINDOW = 64 * 1024 };

struct source {
    int fd;                /* -1: memory */
    struct str text;       /* what is left of the memory */
    struct str name;
    char *name_copy;
    uint64_t stored;       /* bytes taken from the file */
    uint64_t given;        /* bytes given to the caller */
    bool begun, gzip, inflating, member_done, ended;
    z_stream z;
    unsigned char packed[PACKED_WINDOW]; /* gzip: what is not unpacked yet; otherwise only the first bytes */
    size_t packed_at, packed_n;
};

static struct source *source_make(int fd, struct str text, struct str name)
{
    struct source *s = calloc(1, sizeof *s);
    char *copy = malloc(name.n + 1);
    if (!s || !copy) {
        free(s);
        free(copy);
        return NULL;
    }
    if (name.n)
        memcpy(copy, name.p, name.n);
    s->fd = fd;
    s->text = text;
    s->name_copy = copy;
    s->name = (struct str){ copy, name.n };
    return s;
}

struct source *source_of_fd(int fd, struct str name) { return source_make(fd, (struct str){ 0 }, name); }
struct source *source_of_text(struct str text, struct str name) { return source_make(-1, text, name); }

void source_free(struct source *s)
{
    if (!s)
        return;
    if (s->inflating)
        inflateEnd(&s->z);
    free(s->name_copy);
    free(s);
}

void source_done(struct source **s) { source_free(*s); }
struct str source_name(const struct source *s) { return s->name; }
uint64_t source_given(const struct source *s) { return s->given; }

/* Bytes as they are stored. */
static enum err stored(struct source *s, char *to, size_t room, size_t *ret_n, struct fault *f)
{
    size_t n = 0;
    if (s->fd < 0) {
        n = s->text.n < room ? s->text.n : room;
        if (n)
            memcpy(to, s->text.p, n);
        s->text = str_sub(s->text, n, s->text.n);
    } else {
        ssize_t k;
        do
            k = read(s->fd, to, room);
        while (k < 0 && errno == EINTR);
        if (k < 0)
            return fault(f, E_IO, NULL, N_("Filen går inte att läsa: {1}."), strerrordesc_np(errno), NULL);
        n = (size_t)k;
    }
    s->stored += n;
    if (s->stored > feed_limits[LIMIT_FILE].most)
        return feed_limit_passed(LIMIT_FILE, NULL, f);
    *ret_n = n;
    return OK;
}

/* The first two bytes tell gzip (RFC 1952 §2.3.1). */
static enum err begin(struct source *s, struct fault *f)
{
    s->begun = true;
    while (s->packed_n < 2) {
        size_t n = 0;
        TRY(stored(s, (char *)s->packed + s->packed_n, sizeof s->packed - s->packed_n, &n, f));
        if (n == 0)
            break;
        s->packed_n += n;
    }
    s->gzip = s->packed_n >= 2 && s->packed[0] == 0x1f && s->packed[1] == 0x8b;
    if (!s->gzip)
        return OK;
    if (inflateInit2(&s->z, 15 + 16) != Z_OK)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
    s->inflating = true;
    return OK;
}

static enum err unpack(struct source *s, char *to, size_t room, size_t *ret_n, struct fault *f)
{
    s->z.next_out = (unsigned char *)to;
    s->z.avail_out = room > UINT32_MAX ? UINT32_MAX : (unsigned)room;
    unsigned asked = s->z.avail_out;
    while (s->z.avail_out == asked && !s->ended) {
        if (s->packed_at == s->packed_n) {
            s->packed_at = s->packed_n = 0;
            TRY(stored(s, (char *)s->packed, sizeof s->packed, &s->packed_n, f));
            if (s->packed_n == 0) {
                if (!s->member_done)
                    return fault(f, E_INVALID, NULL, N_("Den packade filen tar slut för tidigt."), NULL, NULL);
                s->ended = true;
                break;
            }
        }
        if (s->member_done) { /* another member follows (RFC 1952 §2.2) */
            inflateReset(&s->z);
            s->member_done = false;
        }
        s->z.next_in = s->packed + s->packed_at;
        s->z.avail_in = (unsigned)(s->packed_n - s->packed_at);
        int r = inflate(&s->z, Z_NO_FLUSH);
        s->packed_at = s->packed_n - s->z.avail_in;
        if (r == Z_STREAM_END)
            s->member_done = true;
        else if (r != Z_OK && r != Z_BUF_ERROR)
            return fault(f, E_INVALID, NULL, N_("Den packade filen är skadad."), NULL, NULL);
    }
    *ret_n = asked - s->z.avail_out;
    return OK;
}

enum err source_read(struct source *s, char *to, size_t room, size_t *ret_n, struct fault *f)
{
    size_t n = 0;
    if (!s->begun)
        TRY(begin(s, f));
    if (s->gzip) {
        TRY(unpack(s, to, room, &n, f));
        if (s->given + n > feed_limits[LIMIT_UNPACKED].most)
            return feed_limit_passed(LIMIT_UNPACKED, NULL, f);
        if (s->given + n > s->stored * feed_limits[LIMIT_UNPACK_RATIO].most)
            return feed_limit_passed(LIMIT_UNPACK_RATIO, NULL, f);
    } else if (s->packed_at < s->packed_n) {
        n = s->packed_n - s->packed_at < room ? s->packed_n - s->packed_at : room;
        memcpy(to, s->packed + s->packed_at, n);
        s->packed_at += n;
    } else {
        TRY(stored(s, to, room, &n, f));
    }
    s->given += n;
    *ret_n = n;
    return OK;
}
