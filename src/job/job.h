/* The jobs: what runs by itself, when, and what is known of it. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/words.h"
#include "job/smtp.h"
#include "model/plumbing.h"
#include "store/store.h"

struct job_settings {
    struct store *store;
    const struct words *const *languages; /* for letters; the first is the default */
    size_t languages_n;
    const char *public_url;     /* "https://samsyn.example": for links; empty: letters have none */
    struct smtp_server mail;    /* url empty: no mail is written or sent */
    const char *mail_from;      /* the sender's address */
};

/* One run. Times come from here and nowhere else. */
struct job_run {
    const struct job_settings *s;
    organisation_id federation; /* 0 for a job of the whole program */
    instant now;
    struct date day;
    struct buf *said;           /* what came of it, one line for the log and `samsyn job list` */
    const _Atomic bool *stop;   /* may be NULL */
};

struct job {
    const char *name, *help;    /* help: N_() */
    unsigned every_s;           /* 0: daily */
    int hour;                   /* daily: not before this hour in Europe/Stockholm */
    bool whole;                 /* once for the program, not once a federation */
    enum err (*run)(struct job_run *run, struct fault *f);
};
extern const struct job jobs[];
extern const size_t jobs_n;
const struct job *job_named(struct str name); /* NULL */

enum { JOB_LEASE_S = 900, JOB_SAID_MAX = 400 };

/* Runs the job at `now` when it is due (or `anyway`) and nobody else has it. `day`: year 0: the day of `now`. *ret_ran tells whether it ran; the
 * result is the job's own. `said` gets its line. */
enum err job_run(const struct job_settings *s, const struct job *j, instant now, struct date day, bool anyway, const _Atomic bool *stop, bool *ret_ran, struct buf *said,
                 struct fault *f) nodiscard;
/* The job's state; a zeroed row when it has never run. */
enum err job_look(struct store *s, struct arena *a, const struct job *j, struct job_state *ret, struct fault *f) nodiscard;
/* When the job is due next after a run at `now`. */
instant job_next(const struct job *j, instant now);

/* ---- the server's thread ---- */
struct scheduler;
/* Runs what is due until it is stopped. `say` hears a line per run (failed or not) and may be NULL; settings must outlive it. */
enum err scheduler_start(const struct job_settings *s, int64_t clock_offset_s, void (*say)(bool failed, const char *job, const char *line), struct scheduler **ret) nodiscard;
/* Breaks off a letter that is under way, joins. NULL is fine. */
void scheduler_stop(struct scheduler *s);

/* ---- the jobs (one file each) ---- */
enum err job_reminders(struct job_run *run, struct fault *f);
enum err job_mail(struct job_run *run, struct fault *f);
enum err job_purge(struct job_run *run, struct fault *f);
enum err job_response_files(struct job_run *run, struct fault *f);

enum { MAIL_TRIES_MAX = 12, MAIL_BATCH = 200, MAIL_LEASE_S = 900, MAIL_BACKOFF_S = 60, MAIL_BACKOFF_MAX_S = 6 * 3600, MAIL_KEPT_DAYS = 30 };
/* Seconds until the next try after `tries` of them. */
int64_t mail_backoff_s(int64_t tries);

#endif
