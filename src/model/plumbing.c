#include "model/plumbing.h"

static const struct field credential_fields[] = {
    FIELD(credential, account, .label = "account", .refers = "account", .flags = REQUIRED | UNIQUE),
    FIELD(credential, hash, .label = "hash", .flags = REQUIRED | SECRET, .limit = { 1, 200 }),
};
ENTITY(credential, .one = "credential", .many = "credentials", .flags = PLUMBING);

static const struct field session_fields[] = {
    FIELD(session, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(session, seat, .label = "seat", .refers = "seat_grant"),
    FIELD(session, hash, .label = "hash", .flags = REQUIRED | UNIQUE | SECRET, .limit = { 64, 64 }),
    FIELD(session, last_seen, .label = "last seen"),
    FIELD(session, expires, .label = "expires", .flags = REQUIRED),
    FIELD(session, ended, .label = "ended"),
    FIELD(session, agent, .label = "agent", .limit = { 0, 300 }),
};
ENTITY(session, .one = "session", .many = "sessions", .flags = PLUMBING | PURGED);

static const struct field api_token_fields[] = {
    FIELD(api_token, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(api_token, seat, .label = "seat", .refers = "seat_grant", .flags = REQUIRED),
    FIELD(api_token, name, .label = N_("Namn"), .flags = REQUIRED, .limit = { 1, 100 }),
    FIELD(api_token, hash, .label = "hash", .flags = REQUIRED | UNIQUE | SECRET, .limit = { 64, 64 }),
    FIELD(api_token, scope, .label = N_("Omfattning"), .flags = REQUIRED, .limit = { 1, 200 }),
    FIELD(api_token, expires, .label = N_("Gäller till"), .flags = REQUIRED),
    FIELD(api_token, ended, .label = "ended"),
};
ENTITY(api_token, .one = "api token", .many = "api tokens", .flags = PLUMBING | PURGED);

static const struct field feed_fields[] = {
    FIELD(feed, name, .label = N_("Flöde"), .flags = REQUIRED | UNIQUE, .limit = { 1, 100 }),
    FIELD(feed, kind, .label = N_("Slag"), .flags = REQUIRED, .limit = { 1, 20 }),
    FIELD(feed, read, .label = N_("Senast läst"), .flags = REQUIRED),
    FIELD(feed, changed, .label = N_("Senast ändrat")),
    FIELD(feed, records, .label = N_("Poster"), .limit = { 0, INT64_MAX }),
    FIELD(feed, rejected, .label = N_("Avvisade"), .limit = { 0, INT64_MAX }),
};
ENTITY(feed, .one = "feed", .many = "feeds", .flags = PLUMBING);

static const struct field feed_record_fields[] = {
    FIELD(feed_record, feed, .label = "feed", .refers = "feed", .flags = REQUIRED),
    FIELD(feed_record, key, .label = "key", .flags = REQUIRED | UNIQUE, .limit = { 1, 600 }),
    FIELD(feed_record, cve, .label = "cve", .flags = LISTED, .limit = { 0, 200 }),
    FIELD(feed_record, source, .label = "source", .limit = { 0, 300 }),
    FIELD(feed_record, modified, .label = "modified", .limit = { 0, 100 }),
    FIELD(feed_record, body, .label = "body", .flags = REQUIRED, .limit = { 1, 64 << 20 }),
};
ENTITY(feed_record, .one = "feed record", .many = "feed records", .flags = PLUMBING);

static const struct field idempotency_fields[] = {
    FIELD(idempotency, account, .label = "account", .refers = "account"),
    FIELD(idempotency, key, .label = "key", .flags = REQUIRED, .limit = { 1, 200 }),
    FIELD(idempotency, request, .label = "request", .flags = REQUIRED, .limit = { 64, 64 }),
    FIELD(idempotency, answer, .label = "answer", .limit = { 0, 100000 }),
    FIELD(idempotency, expires, .label = "expires", .flags = REQUIRED),
};
ENTITY(idempotency, .one = "idempotency", .many = "idempotency", .flags = PLUMBING | PURGED, .unique = "account, key");

static const struct word mail_state_words[] = {
    [MAIL_WAITING] = { "vantar", "waiting" },
    [MAIL_SENT] = { "skickat", "sent" },
    [MAIL_FAILED] = { "misslyckat", "failed" },
};
static const struct field mail_fields[] = {
    FIELD(mail, account, .label = "account", .refers = "account"),
    FIELD(mail, address, .label = "address", .flags = REQUIRED | PERSONAL, .limit = { 3, 254 }),
    FIELD(mail, subject, .label = "subject", .flags = REQUIRED, .limit = { 1, 500 }),
    FIELD(mail, text, .label = "text", .flags = REQUIRED, .limit = { 1, 100000 }),
    FIELD(mail, state, .label = "state", .flags = REQUIRED, WORDS(mail_state_words)),
    FIELD(mail, tries, .label = "tries", .limit = { 0, 1000 }),
    FIELD(mail, next, .label = "next"),
    FIELD(mail, closed, .label = "closed"),
    FIELD(mail, answer, .label = "answer", .limit = { 0, 500 }),
};
ENTITY(mail, .one = "mail", .many = "mails", .flags = PLUMBING | PURGED);

static const struct field reminder_fields[] = {
    FIELD(reminder, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(reminder, about, .label = "about", .flags = REQUIRED, .limit = { 3, 100 }),
    FIELD(reminder, due, .label = "due", .flags = REQUIRED),
    FIELD(reminder, days, .label = "days", .flags = REQUIRED, .limit = { 0, 366 }),
    FIELD(reminder, at, .label = "at"),
};
ENTITY(reminder, .one = "reminder", .many = "reminders", .flags = PLUMBING | PURGED, .unique = "account, about, due, days");

static const struct field job_state_fields[] = {
    FIELD(job_state, name, .label = "name", .flags = REQUIRED | UNIQUE, .limit = { 1, 100 }),
    FIELD(job_state, next, .label = "next"),
    FIELD(job_state, lease, .label = "lease"),
    FIELD(job_state, started, .label = "started"),
    FIELD(job_state, ended, .label = "ended"),
    FIELD(job_state, failed, .label = "failed"),
    FIELD(job_state, result, .label = "result", .limit = { 0, 500 }),
};
ENTITY(job_state, .one = "job", .many = "jobs", .flags = PLUMBING);

static const struct field calendar_key_fields[] = {
    FIELD(calendar_key, account, .label = "account", .refers = "account", .flags = REQUIRED | UNIQUE),
    FIELD(calendar_key, hash, .label = "hash", .flags = REQUIRED | UNIQUE | SECRET, .limit = { 64, 64 }),
    FIELD(calendar_key, ended, .label = "ended"),
};
ENTITY(calendar_key, .one = "calendar key", .many = "calendar keys", .flags = PLUMBING);

static const struct field auditor_reading_fields[] = {
    FIELD(auditor_reading, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(auditor_reading, organisation, .label = "organisation", .refers = "organisation", .flags = REQUIRED),
    FIELD(auditor_reading, path, .label = "path", .flags = REQUIRED, .limit = { 1, 1000 }),
    FIELD(auditor_reading, day, .label = "day"),
};
ENTITY(auditor_reading, .one = "auditor's reading", .many = "auditors' readings", .flags = PLUMBING);
