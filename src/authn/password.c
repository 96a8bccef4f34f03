#include "authn/password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

_Static_assert(PASSWORD_HASH_ROOM == crypto_pwhash_argon2id_STRBYTES, "libsodium's own size");

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t free;
    unsigned at_once, waiting_max, inside, waiting;
};

enum err gate_new(unsigned at_once, unsigned waiting, struct gate **ret)
{
    struct gate *g = calloc(1, sizeof *g);
    if (!g)
        return E_NOMEM;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->free, NULL);
    g->at_once = at_once;
    g->waiting_max = waiting;
    *ret = g;
    return OK;
}

void gate_free(struct gate *g)
{
    if (!g)
        return;
    pthread_cond_destroy(&g->free);
    pthread_mutex_destroy(&g->lock);
    free(g);
}

static bool enter(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    bool fine = g->inside < g->at_once || g->waiting < g->waiting_max;
    if (fine) {
        g->waiting++;
        while (g->inside >= g->at_once)
            pthread_cond_wait(&g->free, &g->lock);
        g->waiting--;
        g->inside++;
    }
    pthread_mutex_unlock(&g->lock);
    return fine;
}

static void leave(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->inside--;
    pthread_cond_signal(&g->free);
    pthread_mutex_unlock(&g->lock);
}

static enum err crowded(struct fault *f)
{
    return fault(f, E_LIMIT, NULL, N_("Många loggar in just nu. Försök igen om en stund."), NULL, NULL);
}

enum err password_fit(struct str password, struct str login, struct fault *f)
{
    if (password.n > PASSWORD_MOST)
        return fault(f, E_INVALID, "password", N_("Lösenordet får vara högst 1024 byte."), NULL, NULL);
    if (!utf8_valid(password) || (password.n && memchr(password.p, 0, password.n)))
        return fault(f, E_INVALID, "password", N_("Lösenordet innehåller tecken som inte går att använda."), NULL, NULL);
    if (utf8_length(password) < PASSWORD_LEAST)
        return fault(f, E_INVALID, "password", N_("Lösenordet ska vara minst tolv tecken."), NULL, NULL);
    bool same = true;
    for (size_t i = 1; i < password.n; i++)
        same &= password.p[i] == password.p[0];
    if (same || (login.n && str_eq_nocase(password, login)))
        return fault(f, E_INVALID, "password", N_("Lösenordet är för lätt att gissa."), NULL, NULL);
    return OK;
}

enum err password_hash(struct gate *g, struct str password, char ret[static PASSWORD_HASH_ROOM], struct fault *f)
{
    if (!enter(g))
        return crowded(f);
    char hash[PASSWORD_HASH_ROOM];
    int failed = crypto_pwhash_argon2id_str(hash, password.n ? password.p : "", password.n, PASSWORD_PASSES, PASSWORD_MEMORY);
    leave(g);
    if (failed)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte för att kontrollera lösenordet."), NULL, NULL);
    memcpy(ret, hash, sizeof hash);
    return OK;
}

enum err password_check(struct gate *g, struct str password, struct str hash, bool *ret_right, struct fault *f)
{
    /* Of bytes nobody knows, with today's parameters: who asks for an account that is not there waits as long as for one that is. */
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$IYjte91Esuqp+QNYfoICiA$KHPWAmIJQlbxHnU3ZCMuc7RhSRhTxxIuC/UHjI0j100";
    if (!enter(g))
        return crowded(f);
    char text[PASSWORD_HASH_ROOM] = { 0 };
    bool known = hash.p && hash.n < sizeof text;
    if (known)
        memcpy(text, hash.p, hash.n);
    else
        memcpy(text, nobody, sizeof nobody);
    bool fits = password.n <= PASSWORD_MOST;
    bool right = crypto_pwhash_argon2id_str_verify(text, fits && password.n ? password.p : "", fits ? password.n : 0) == 0;
    leave(g);
    *ret_right = right && known && fits;
    return OK;
}

bool password_is_old(struct str hash)
{
    char text[PASSWORD_HASH_ROOM] = { 0 };
    if (hash.n >= sizeof text)
        return true;
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_argon2id_str_needs_rehash(text, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
}

void password_make(char ret[static 24])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567892"; /* none that is mistaken for another; 32 of them */
    size_t n = 0;
    for (int i = 0; i < 20; i++) {
        if (i && i % 5 == 0)
            ret[n++] = '-';
        ret[n++] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    ret[n] = '\0';
}
