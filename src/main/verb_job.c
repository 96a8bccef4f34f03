/* samsyn job: the jobs by hand. */
#include "main/verb_job.h"

#include <stdio.h>

#include "main/app.h"
#include "main/ask.h"

static void put_time(const char *label, instant t)
{
    struct buf b cleanup(buf_free) = buf_new(64);
    if (t.usec == 0)
        return;
    instant_put_local(&b, t);
    printf("  %s %.*s", label, SF(buf_str(&b)));
}

static enum err list(struct store *s, struct arena *a, const struct words *words, struct fault *f)
{
    for (size_t i = 0; i < jobs_n; i++) {
        struct job_state state;
        TRY(job_look(s, a, &jobs[i], &state, f));
        printf("%-16s %s\n                ", jobs[i].name, words_get(words, jobs[i].help));
        put_time(words_get(words, N_("senast")), state.started);
        put_time(words_get(words, N_("nästa")), state.next);
        if (state.started.usec)
            printf("  %s: %.*s", words_get(words, state.failed ? N_("misslyckades") : N_("gick bra")), SF(state.result));
        else
            printf("  %s", words_get(words, N_("har inte körts")));
        printf("\n");
    }
    return OK;
}

static enum err run(const struct config *c, struct store *s, const struct job *j, struct date day, struct fault *f)
{
    struct buf said cleanup(buf_free) = buf_new(4096);
    const struct job_settings settings = app_job_settings(c, s);
    bool ran;
    TRY(job_run(&settings, j, (instant){ instant_now().usec + SECONDS(c->clock_offset_s) }, day, true, NULL, &ran, &said, f));
    if (!ran)
        return fault(f, E_CONFLICT, j->name, N_("Jobbet körs redan någon annanstans."), NULL, NULL);
    printf("%s: %.*s\n", j->name, SF(buf_str(&said)));
    return OK;
}

int verb_job(int argc, char **argv, const struct words *words)
{
    static const struct verb usage = { .usage =
        "samsyn job list [--config FIL]\n  Jobben, när de gick senast och när de ska gå.\n"
        "samsyn job run NAMN [--day ÅÅÅÅ-MM-DD] [--config FIL]\n  Kör ett jobb nu. --day: som om det vore den dagen." };
    struct arena a cleanup(arena_free) = arena_new(16 * 1024 * 1024);
    struct config c;
    struct fault f = { 0 };
    struct store *s = NULL;
    struct date day = { 0 };
    if (config_read(&a, &argc, argv, &c, &f) != OK) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    const char *asked = ask_option(&argc, argv, "--day");
    bool lists = argc == 2 && strcmp(argv[1], "list") == 0, runs = argc == 3 && strcmp(argv[1], "run") == 0;
    const struct job *j = runs ? job_named(str(argv[2])) : NULL;
    if (!lists && !runs)
        return verb_usage(words, &usage);
    if (runs && !j)
        fault(&f, E_INVALID, argv[2], N_("Jobbet finns inte. Kör samsyn job list för att se alla."), NULL, NULL);
    else if (asked && (!date_parse(str(asked), &day) || !date_known(day) || !day.day))
        fault(&f, E_INVALID, "--day", N_("Skriv dagen som ÅÅÅÅ-MM-DD."), NULL, NULL);
    if (f.text) {
        verb_complain(words, &f);
        return EXIT_USAGE;
    }
    enum err e = app_store_open(&c, false, &s, &f);
    if (e == OK)
        e = lists ? list(s, &a, words, &f) : run(&c, s, j, day, &f);
    store_close(s);
    if (e != OK)
        verb_complain(words, &f);
    return e == OK ? EXIT_FINE : EXIT_FAILED;
}
