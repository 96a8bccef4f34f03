#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "feed/file_type.h"
#include "feed/sandbox.h"

/* What libmagic says of the bytes, in a child that is locked down. */
static struct str told(struct arena *a, struct str bytes)
{
    struct fault f = { 0 };
    int given cleanup(sandbox_close) = -1, table cleanup(sandbox_close) = open("/usr/share/misc/magic.mgc", O_RDONLY);
    struct buf type cleanup(buf_free) = buf_new(FILE_TYPE_MAX);
    assert_true(table >= 0);
    assert_int_equal(sandbox_memory_file(bytes, &given, &f), OK);
    const int in[] = { given, table };
    struct sandbox_job job = { .fork_run = file_type_child, .in = in, .in_n = 2, .limits = { (size_t)512 << 20, 10, 20000, FILE_TYPE_MAX }, .sink = sandbox_sink_buf, .ctx = &type };
    enum err e = sandbox_run(&job, a, NULL, &f);
    if (e != OK)
        fail_msg("%s: %s", err_word(e), f.text ? f.text : "");
    return str_copy(a, buf_str(&type));
}

static void taken(struct arena *a, const char *name, struct str bytes)
{
    struct fault f = { 0 };
    struct str type = told(a, bytes);
    if (file_type_taken(type, str(name), &f) != OK)
        fail_msg("%s is %.*s: %s (%s, %s)", name, SF(type), f.text, f.arg[0], f.arg[1]);
}

static void refused(struct arena *a, const char *name, struct str bytes, const char *says)
{
    struct fault f = { 0 };
    struct str type = told(a, bytes);
    if (file_type_taken(type, str(name), &f) != E_INVALID || !strstr(f.text, says))
        fail_msg("%s is %.*s: %s", name, SF(type), f.text ? f.text : "taken");
    assert_string_equal(f.place, "file");
}

static void r14_what_is_taken_is_told_by_the_bytes(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    taken(&a, "Protokoll.PDF", S("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"));
    taken(&a, "anteckning.txt", S("Återläsningen tog fem timmar.\n"));
    taken(&a, "lista.csv", S("namn;antal\nAlby;3\nBjörkvik;4\n"));
    taken(&a, "svar.json", S("{\"a\": [1, 2, 3]}"));
    taken(&a, "bild.png", S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"));
    taken(&a, "paket.zip", S("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
}

static void r14_programs_and_pages_are_refused_whatever_they_are_called(void **state)
{
    (void)state;
    struct arena a cleanup(arena_free) = arena_new(1 << 20);
    char elf[64] = "\x7f" "ELF\2\1\1";
    elf[16] = 2, elf[18] = 62, elf[20] = 1, elf[52] = 64;
    refused(&a, "protokoll.pdf", (struct str){ elf, sizeof elf }, "program");
    refused(&a, "protokoll.txt", S("#!/bin/sh\nrm -rf /\n"), "program");
    refused(&a, "protokoll.pdf", S("<!DOCTYPE html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>"), "innehållet är");
    refused(&a, "sida.html", S("<!DOCTYPE html><html><head><title>x</title></head><body></body></html>"), "tas inte emot");
    refused(&a, "bild.png", S("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "innehållet är");
    refused(&a, "bild.svg", S("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"), "tas inte emot");
    refused(&a, "utan-andelse", S("text"), "tas inte emot");
    refused(&a, "dold.exe.", S("text"), "tas inte emot");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(r14_what_is_taken_is_told_by_the_bytes),
                                        cmocka_unit_test(r14_programs_and_pages_are_refused_whatever_they_are_called) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
