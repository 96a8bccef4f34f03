#include "main/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err too_large(const char *path, size_t most, struct fault *f)
{
    struct buf text cleanup(buf_free) = buf_new(64);
    buf_size(&text, most);
    buf_char(&text, '\0');
    return fault(f, E_LIMIT, path, N_("Filen är för stor: högst {1} tas emot."), text.p ? text.p : "", NULL);
}

static enum err unreadable(const char *path, int number, struct fault *f)
{
    char why[128];
    if (number == ENOENT || number == ENOTDIR)
        return fault(f, E_ABSENT, path, N_("Filen finns inte."), NULL, NULL);
    if (number == EACCES || number == EPERM)
        return fault(f, E_DENIED, path, N_("Den som kör programmet får inte läsa filen."), NULL, NULL);
    if (number == EISDIR)
        return fault(f, E_IO, path, N_("Det här är en katalog, inte en fil."), NULL, NULL);
    return fault(f, E_IO, path, N_("Filen kan inte läsas: {1}."), strerror_r(number, why, sizeof why), NULL);
}

static enum err read_open(int fd, const char *path, size_t most, struct buf *to, struct fault *f)
{
    struct stat st;
    size_t before = to->n;
    if (fstat(fd, &st) != 0)
        return unreadable(path, errno, f);
    if (S_ISDIR(st.st_mode))
        return unreadable(path, EISDIR, f);
    if (S_ISREG(st.st_mode) && (uintmax_t)st.st_size > most)
        return too_large(path, most, f);
    for (;;) {
        size_t left = most + 1 - (to->n - before), part = left < 65536 ? left : 65536;
        char *room = buf_room(to, part);
        if (!room)
            return fault(f, E_NOMEM, path, N_("Minnet räcker inte."), NULL, NULL);
        ssize_t n = read(fd, room, part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return unreadable(path, errno, f);
        if (n == 0)
            return OK;
        to->n += (size_t)n;
        if (to->n - before > most)
            return too_large(path, most, f);
    }
}

enum err file_read(const char *path, size_t most, struct buf *to, struct fault *f)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return unreadable(path, errno, f);
    enum err e = read_open(fd, path, most, to, f);
    if (!standard)
        close(fd);
    return e;
}
