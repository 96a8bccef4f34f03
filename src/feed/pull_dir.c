#include "feed/pull_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { STATE_MAX = 65536, NAME_ROOM = PULL_DOCUMENT_MAX + 16 };

static enum err broken(const char *place, struct fault *f)
{
    return fault(f, errno == ENOENT ? E_ABSENT : E_IO, place, N_("Filen eller katalogen kan inte användas: {1}."),
        strerrordesc_np(errno), NULL);
}

static void name_of(char *to, struct str document, const char *suffix)
{
    snprintf(to, NAME_ROOM, "%.*s%s", SF(document), suffix);
}

static int open_dir(int at, const char *name)
{
    if (mkdirat(at, name, 0750) != 0 && errno != EEXIST)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum err pull_dir_open(const char *parent, const char *name, struct pull_dir *ret_dir, struct fault *f)
{
    struct pull_dir d = { -1, -1, -1 };
    int root = open_dir(AT_FDCWD, parent);
    if (root < 0)
        return broken(parent, f);
    d.documents = open_dir(root, name);
    close(root);
    d.state = d.documents < 0 ? -1 : open_dir(d.documents, ".state");
    d.lock = d.state < 0 ? -1 : openat(d.state, ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    enum err e = OK;
    if (d.lock < 0)
        e = broken(name, f);
    else if (flock(d.lock, LOCK_EX | LOCK_NB) != 0)
        e = fault(f, E_CONFLICT, name, N_("En annan hämtning pågår redan i katalogen."), NULL, NULL);
    if (e != OK)
        pull_dir_close(&d);
    else
        *ret_dir = d;
    return e;
}

void pull_dir_close(struct pull_dir *d)
{
    int *const all[] = { &d->lock, &d->state, &d->documents };
    for (size_t i = 0; i < LEN(all); i++) {
        if (*all[i] >= 0)
            close(*all[i]);
        *all[i] = -1;
    }
}

static enum err read_state(const struct pull_dir *d, struct str document, struct buf *to, struct fault *f)
{
    char name[NAME_ROOM];
    name_of(name, document, "");
    int fd = openat(d->state, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? OK : broken(name, f);
    char *room = buf_room(to, STATE_MAX - 1);
    ssize_t n = room ? read(fd, room, STATE_MAX - 1) : -1;
    close(fd);
    if (n < 0)
        return broken(name, f);
    to->n += (size_t)n;
    return OK;
}

/* Takes the next "key=value" line. */
static bool next_value(struct str *rest, struct str *ret_key, struct str *ret_value)
{
    if (rest->n == 0)
        return false;
    struct str line = str_cut(rest, '\n');
    *ret_key = str_cut(&line, '=');
    *ret_value = line;
    return true;
}

static enum err get(void *ctx, struct str document, const char *key, struct buf *to, struct fault *f)
{
    struct buf text cleanup(buf_free) = buf_new(STATE_MAX);
    TRY(read_state(ctx, document, &text, f));
    struct str rest = buf_str(&text), name, value;
    while (next_value(&rest, &name, &value))
        if (str_is(name, key))
            buf_put(to, value);
    return buf_check(to, f);
}

static enum err write_all(int fd, struct str s, const char *name, struct fault *f)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno != EINTR)
            return broken(name, f);
        s = str_sub(s, n > 0 ? (size_t)n : 0, s.n);
    }
    return fsync(fd) == 0 ? OK : broken(name, f);
}

static enum err put(void *ctx, struct str document, const struct pull_value *values, size_t n, struct fault *f)
{
    struct pull_dir *d = ctx;
    struct buf old cleanup(buf_free) = buf_new(STATE_MAX), text cleanup(buf_free) = buf_new(STATE_MAX - 1);
    TRY(read_state(d, document, &old, f));
    struct str rest = buf_str(&old), key, value;
    while (next_value(&rest, &key, &value)) {
        bool replaced = false;
        for (size_t i = 0; i < n; i++)
            replaced = replaced || str_is(key, values[i].key);
        if (replaced)
            continue;
        buf_put(&text, key);
        buf_char(&text, '=');
        buf_put(&text, value);
        buf_char(&text, '\n');
    }
    for (size_t i = 0; i < n; i++) {
        if (values[i].value.n == 0)
            continue;
        buf_put(&text, str(values[i].key));
        buf_char(&text, '=');
        buf_put(&text, values[i].value);
        buf_char(&text, '\n');
    }
    TRY(buf_check(&text, f));
    char name[NAME_ROOM], new[NAME_ROOM];
    name_of(name, document, "");
    name_of(new, document, ".new");
    int fd = openat(d->state, new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return broken(new, f);
    enum err e = write_all(fd, buf_str(&text), new, f);
    close(fd);
    if (e == OK && (renameat(d->state, new, d->state, name) != 0 || fsync(d->state) != 0))
        e = broken(name, f);
    return e;
}

static enum err open_part(void *ctx, struct str document, int *ret_fd, struct fault *f)
{
    struct pull_dir *d = ctx;
    char name[NAME_ROOM];
    name_of(name, document, ".part");
    int fd = openat(d->state, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return broken(name, f);
    *ret_fd = fd;
    return OK;
}

static enum err finish(void *ctx, struct str document, struct fault *f)
{
    struct pull_dir *d = ctx;
    char name[NAME_ROOM], part[NAME_ROOM];
    name_of(name, document, "");
    name_of(part, document, ".part");
    if (renameat(d->state, part, d->documents, name) != 0 || fsync(d->documents) != 0)
        return broken(name, f);
    return OK;
}

static enum err open_document(void *ctx, struct str document, int *ret_fd, struct fault *f)
{
    struct pull_dir *d = ctx;
    char name[NAME_ROOM];
    name_of(name, document, "");
    int fd = openat(d->documents, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return broken(name, f);
    *ret_fd = fd;
    return OK;
}

struct pull_state pull_dir_state(struct pull_dir *d)
{
    return (struct pull_state){
        .ctx = d, .get = get, .put = put, .open_part = open_part, .finish = finish, .open = open_document
    };
}
