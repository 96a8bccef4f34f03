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
ENTITY(session, .one = "session", .many = "sessions", .flags = PLUMBING);

static const struct field api_token_fields[] = {
    FIELD(api_token, account, .label = "account", .refers = "account", .flags = REQUIRED),
    FIELD(api_token, seat, .label = "seat", .refers = "seat_grant", .flags = REQUIRED),
    FIELD(api_token, name, .label = N_("Namn"), .flags = REQUIRED, .limit = { 1, 100 }),
    FIELD(api_token, hash, .label = "hash", .flags = REQUIRED | UNIQUE | SECRET, .limit = { 64, 64 }),
    FIELD(api_token, scope, .label = N_("Omfattning"), .flags = REQUIRED, .limit = { 1, 200 }),
    FIELD(api_token, expires, .label = N_("Gäller till"), .flags = REQUIRED),
    FIELD(api_token, ended, .label = "ended"),
};
ENTITY(api_token, .one = "api token", .many = "api tokens", .flags = PLUMBING);

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
ENTITY(idempotency, .one = "idempotency", .many = "idempotency", .flags = PLUMBING, .unique = "account, key");
