/* Chapter: what people have at hand in their work: the glossary (R131), comments, saved selections. */
#ifndef MODEL_DESK_H
#define MODEL_DESK_H

#include "model/field.h"

/* A word that the federation uses in one sense, and the other words for the same: a search for one finds the others. */
struct term { struct row row; struct str preferred, synonyms, definition, source; };

/* What somebody says to the others about a row. Its federation, owner, reach and other side are the row's. */
struct comment { struct row row; struct str about; struct str text; organisation_id other; };

enum mention_state { MENTION_NEW = 1, MENTION_SEEN };

/* "@login" in a comment: it waits for that account, until it is marked as seen or its days are over. */
struct mention { struct row row; comment_id comment; struct str about; account_id account; enum mention_state state; struct date until; organisation_id other; };

/* A list's selection that somebody keeps: the address's parameters. */
struct saved_filter {
    struct row row;
    account_id account;
    struct str register_name;       /* the entity's */
    struct str name, query;
    bool shared;                    /* with the account's organisation */
    bool standard;                  /* the account's own first view of the list */
    instant ended;                  /* when it was taken away */
};

#endif
