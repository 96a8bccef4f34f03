#include "main/ask.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum { ANSWER_MAX = 2000 };

enum err ask_line(struct arena *a, const char *question, bool echo, struct str *ret, struct fault *f)
{
    char line[ANSWER_MAX + 2];
    struct termios before, quiet;
    bool terminal = isatty(STDIN_FILENO), hide = terminal && !echo && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        fprintf(stderr, "%s: ", question);
        fflush(stderr);
    }
    if (hide) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    char *got = fgets(line, sizeof line, stdin);
    if (hide) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    struct str s = str(got);
    if (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    else if (!got || s.n > ANSWER_MAX)
        return fault(f, E_INVALID, question, got ? N_("Raden är för lång: högst {1} byte tas emot.") : N_("Ett svar saknas på standard input."), "2000", NULL);
    if (s.n && s.p[s.n - 1] == '\r')
        s.n--;
    *ret = str_copy(a, s);
    return ret->p ? OK : fault(f, E_NOMEM, NULL, N_("Minnet räcker inte."), NULL, NULL);
}

static void remove_from(int *argc, char **argv, int at, int n)
{
    for (int i = at; i + n <= *argc; i++)
        argv[i] = argv[i + n];
    *argc -= n;
}

const char *ask_option(int *argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < *argc; i++)
        if (strcmp(argv[i], name) == 0) {
            const char *value = argv[i + 1];
            remove_from(argc, argv, i, 2);
            return value;
        }
    return NULL;
}

bool ask_flag(int *argc, char **argv, const char *name)
{
    for (int i = 1; i < *argc; i++)
        if (strcmp(argv[i], name) == 0) {
            remove_from(argc, argv, i, 1);
            return true;
        }
    return false;
}
