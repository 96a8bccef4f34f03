/* What the store does when the machine fails it: every n-th allocation, every n-th write to the disk, and a disk that is full.
 * The C library's own calls are replaced in this program, so that SQLite, ICU and OpenSSL meet the same failures as our code. */
#include "store/store_world.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

/* 0: nothing fails. n: the n-th from now fails; every one from the n-th on when it `lasts`. */
static struct { long n; bool lasts; int error; long failed; } memory, disk;

static bool fails(__typeof__(memory) *what)
{
    if (what->n == 0 || (what->n > 1 && --what->n > 0))
        return false;
    what->n = what->lasts ? 1 : 0;
    what->failed++;
    errno = what->error;
    return true;
}

#ifndef SANITIZED
/* glibc's allocator under its other names. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *malloc(size_t n) { return fails(&memory) ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return fails(&memory) ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return fails(&memory) ? NULL : __libc_realloc(p, n); }
#endif

ssize_t disk_pwrite(int fd, const void *p, size_t n, off_t at) __asm__("pwrite64");
ssize_t disk_pwrite(int fd, const void *p, size_t n, off_t at)
{
    return fails(&disk) ? -1 : syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t disk_write(int fd, const void *p, size_t n) __asm__("write");
ssize_t disk_write(int fd, const void *p, size_t n)
{
    return fd > 2 && fails(&disk) ? -1 : syscall(SYS_write, fd, p, n);
}

int disk_fdatasync(int fd) __asm__("fdatasync");
int disk_fdatasync(int fd)
{
    return fails(&disk) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int disk_fsync(int fd) __asm__("fsync");
int disk_fsync(int fd)
{
    return fails(&disk) ? -1 : (int)syscall(SYS_fsync, fd);
}

static size_t named(struct world *w, const char *title)
{
    return matches(w, "title", COMPARE_EQUAL, title, "");
}

static void a_full_disk_stops_writes_and_nothing_else(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    struct audit before = new_audit("Före", 2023), during = new_audit("Under", 2023), after = new_audit("Efter", 2023);
    fine(save(w->store, &w->boss, &audit_entity, &before, RIGHT_EDIT, &f), &f);
    disk = (__typeof__(disk)){ .n = 1, .lasts = true, .error = ENOSPC };
    for (int i = 0; i < 3; i++) {
        during = new_audit("Under", 2023);
        enum err e = save(w->store, &w->boss, &audit_entity, &during, RIGHT_EDIT, &f);
        if (e != E_FULL)
            fail_msg("%s: %s %s", err_word(e), f.text, f.arg[0]);
        assert_non_null(strstr(f.text, "Disken är full"));
        assert_int_equal(named(w, "Före"), 1); /* reads go on */
        assert_int_equal(named(w, "Under"), 0);
    }
    assert_true(disk.failed >= 3);
    char copy[300];
    snprintf(copy, sizeof copy, "%s/kopia", w->folder);
    assert_int_equal(store_backup(w->store, copy, &f), E_FULL);
    assert_int_equal(access(copy, F_OK), -1);
    disk.n = 0;
    fine(save(w->store, &w->boss, &audit_entity, &after, RIGHT_EDIT, &f), &f); /* room again: no restart */
    assert_int_equal(named(w, "Efter"), 1);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

/* Each write to the disk in turn fails once: the row is there when it was acknowledged, and not when it was refused. */
static void every_nth_write_fails_cleanly(void **state)
{
    WORLD(w);
    struct fault f = { 0 };
    static const int errors[] = { EIO, ENOSPC };
    long refused = 0;
    for (size_t k = 0; k < LEN(errors); k++) {
        for (long n = 1; ; n++) {
            char title[40];
            snprintf(title, sizeof title, "Skrivning %zu %ld", k, n);
            struct audit a = new_audit(title, 2023);
            disk = (__typeof__(disk)){ .n = n, .error = errors[k] };
            enum err e = save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f);
            bool hit = disk.failed > 0;
            disk.n = 0;
            if (e != OK)
                assert_true(e == E_IO || e == E_FULL);
            assert_int_equal(named(w, title), e == OK);
            refused += e != OK;
            if (!hit)
                break;
            assert_true(n < 1000);
        }
    }
    assert_true(refused > 4);
    struct audit a = new_audit("Till sist", 2023);
    fine(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, &f), &f);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

static enum err everything_once(struct world *w, const char *title, struct fault *f)
{
    struct audit a = new_audit(title, 2023);
    TRY(save(w->store, &w->boss, &audit_entity, &a, RIGHT_EDIT, f));
    struct arena own cleanup(arena_free) = arena_new(1 << 20);
    struct reading *r;
    struct rows rows;
    struct query q = { .entity = &audit_entity, .limit = 3, .search = S("å"), .sort = entity_field_named(&audit_entity, S("title")), .count = true };
    TRY(store_read(w->store, &w->boss, &r, f));
    enum err e = store_list(r, &own, &q, &rows, f);
    struct journal_entry *v;
    size_t n;
    if (e == OK)
        e = store_history(r, &own, &audit_entity, a.row.id, &v, &n, f);
    store_read_end(r);
    return e;
}

static void every_nth_allocation_fails_cleanly(void **state)
{
    WORLD(w);
#ifdef SANITIZED
    print_message("SKIPPED: the sanitizer has its own allocator\n");
    skip();
#endif
    struct fault f = { 0 };
    long refused = 0;
    for (long n = 1; ; n++) {
        char title[40];
        snprintf(title, sizeof title, "Minne %ld å", n);
        memory = (__typeof__(memory)){ .n = n, .error = ENOMEM };
        enum err e = everything_once(w, title, &f);
        bool hit = memory.failed > 0;
        memory.n = 0;
        if (e != OK && e != E_NOMEM)
            fail_msg("allocation %ld: %s: %s %s", n, err_word(e), f.text, f.arg[0]);
        assert_true(named(w, title) <= 1 && (e != OK || named(w, title) == 1));
        refused += e != OK;
        if (!hit)
            break;
        assert_true(n < 5000);
    }
    print_message("%ld allocations refused\n", refused);
    assert_true(refused > 20);
    fine(everything_once(w, "Till sist", &f), &f);
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

/* Opening, too. */
static void every_nth_allocation_of_an_opening_fails_cleanly(void **state)
{
    WORLD(w);
#ifdef SANITIZED
    print_message("SKIPPED: the sanitizer has its own allocator\n");
    skip();
#endif
    struct fault f = { 0 };
    struct store_options o = { .url = w->url, .key = w->key };
    for (long n = 1; ; n += 1 + n / 25) { /* most of them are ICU's own, thousands alike */
        struct store *s = NULL;
        memory = (__typeof__(memory)){ .n = n, .error = ENOMEM };
        enum err e = store_open(&o, &s, &f);
        bool hit = memory.failed > 0;
        memory.n = 0;
        assert_true((e == OK) == (s != NULL));
        if (e != OK && e != E_NOMEM)
            fail_msg("allocation %ld: %s: %s %s", n, err_word(e), f.text, f.arg[0]);
        store_close(s);
        if (!hit)
            break;
    }
    fine(store_verify(w->store, S(""), only_faults, NULL, &f), &f);
}

static int close_after(void **state)
{
    memory.n = disk.n = 0; /* a test that failed half way leaves nothing behind for the next */
    return close_world(state);
}

#define LITE(test) cmocka_unit_test_setup_teardown(test, open_sqlite, close_after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LITE(a_full_disk_stops_writes_and_nothing_else), LITE(every_nth_write_fails_cleanly), LITE(every_nth_allocation_fails_cleanly),
        LITE(every_nth_allocation_of_an_opening_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
