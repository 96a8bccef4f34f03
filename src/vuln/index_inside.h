/* The inside of struct vuln_index, shared by index.c (what is kept) and evaluate.c (what follows from it). */
#ifndef VULN_INDEX_INSIDE_H
#define VULN_INDEX_INSIDE_H

#include "base/arena.h"
#include "vuln/index.h"

#define NOWHERE UINT32_MAX

/* A record and those of the same CVE. */
struct kept {
    struct kept *next;
    struct vuln_record *record;
    uint32_t window;            /* the file (see begin) that replaced it; 0: it is current */
};

struct entry {
    const char *cve;
    uint32_t cve_n;
    bool kev, ransomware, has_epss;
    double epss;
    struct kept *kept;
};

struct undo {
    uint32_t entry;
    bool kev, ransomware, has_epss; /* as they were */
    double epss;
    struct kept *added, *replaced;  /* NULL: none */
};

struct target {
    uint32_t group;               /* the first target of the same part, vendor and product */
    uint32_t first;               /* component; NOWHERE: none */
    uint32_t last;
    struct match_target match;
    const struct component *like; /* the first component of this name */
};

struct item {
    const struct component *component;
    uint32_t target, host;
    uint32_t next;                /* of the same target, in the order they came */
    bool gone;
};

/* A target under a key; a key's meetings stand in the order they came. `last` is the chain's end, known by its first. */
struct meeting { uint32_t key, target, next, last; };
struct on_host { uint64_t pair; uint32_t count; }; /* target << 32 | host, + 1 so that 0 is free */
struct posting { uint32_t key, entry; };

/* One finding being made. */
struct found {
    uint32_t item;
    struct judgement judgement;
    const struct criterion *criterion;
};

struct vuln_index {
    struct arena arena;           /* records, CVE numbers */
    struct arena scratch;         /* one evaluation */

    struct entry *entries;
    size_t n_entries, cap_entries;
    uint32_t *entry_table;        /* hash of the CVE number → entry + 1 */
    size_t cap_entry_table;
    size_t n_records;
    struct undo *log;
    size_t n_log, cap_log;
    uint32_t window;

    struct item *items;
    size_t n_items, cap_items;
    uint32_t *id_table, *target_table, *group_table; /* → item + 1, target + 1 */
    size_t cap_id_table, cap_target_table, cap_group_table, n_groups;
    struct target *targets;
    size_t n_targets, cap_targets;
    struct str *hosts;
    size_t n_hosts, cap_hosts;
    uint32_t *host_table;
    size_t cap_host_table;
    struct meeting *meetings;
    size_t n_meetings, cap_meetings;
    uint32_t *key_table;          /* → first meeting + 1 */
    size_t cap_key_table;
    struct on_host *pairs;
    size_t n_pairs, cap_pairs;

    /* Key → entries, for components that come: made when first asked for; what is put later waits unsorted. */
    struct posting *postings;
    size_t n_postings, cap_postings, sorted_postings;
    bool has_postings;

    /* Of one evaluation. */
    struct found *found;
    size_t n_found, cap_found;
    uint32_t *item_mark, *item_found; /* mark == round: item_found is its place in found[] */
    uint32_t *host_mark, *host_slot;   /* mark == host_round: host_slot is its place among the evaluation's hosts */
    uint32_t *target_mark;             /* mark == target_round: it is on the only host that is asked about */
    size_t cap_item_mark, cap_host_mark, cap_target_mark;
    uint32_t round, host_round, target_round;
    bool failed;
};

/* First meeting of a key, NOWHERE when there is none. */
uint32_t index_meeting(const struct vuln_index *ix, uint32_t key);
bool index_target_on_host(const struct vuln_index *ix, uint32_t target, uint32_t host);
uint32_t index_item_of(const struct vuln_index *ix, struct str id);
uint32_t index_entry_of(const struct vuln_index *ix, struct str cve);
/* Sorts the postings, making them when there are none yet. False without memory. */
bool index_postings(struct vuln_index *ix);

#endif
