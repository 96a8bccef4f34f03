#include "authn/password.h"

#include <pthread.h>
#include <sodium.h>

#include "base/test.h"

static void keeps_and_knows(void **state)
{
    (void)state;
    struct gate *g;
    char hash[PASSWORD_HASH_ROOM];
    bool right = false;
    assert_int_equal(gate_new(2, 2, &g), OK);
    assert_int_equal(password_hash(g, S("en lång mening 1"), hash, NULL), OK);
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_int_equal(password_check(g, S("en lång mening 1"), str(hash), &right, NULL), OK);
    assert_true(right);
    assert_int_equal(password_check(g, S("en lång mening 2"), str(hash), &right, NULL), OK);
    assert_false(right);
    /* Nobody's hash is never right, and neither is an empty or an endless password. */
    assert_int_equal(password_check(g, S("en lång mening 1"), (struct str){ 0 }, &right, NULL), OK);
    assert_false(right);
    assert_int_equal(password_check(g, (struct str){ 0 }, str(hash), &right, NULL), OK);
    assert_false(right);
    static const char endless[PASSWORD_MOST + 1];
    assert_int_equal(password_check(g, (struct str){ endless, sizeof endless }, str(hash), &right, NULL), OK);
    assert_false(right);
    assert_false(password_is_old(str(hash)));
    assert_true(password_is_old(S("$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWhhc2g")));
    gate_free(g);
}

static void refuses_weak_ones(void **state)
{
    (void)state;
    struct fault f = { 0 };
    assert_int_equal(password_fit(S("elva tecken"), S("anna"), &f), E_INVALID);
    assert_string_equal(f.place, "password");
    assert_int_equal(password_fit(S("aaaaaaaaaaaaaa"), S("anna"), NULL), E_INVALID);
    assert_int_equal(password_fit(S("anna.andersson"), S("Anna.Andersson"), NULL), E_INVALID);
    assert_int_equal(password_fit(S("tolv tecken!"), S("anna"), NULL), OK);
    assert_int_equal(password_fit(S("tolv\0tecken!!"), S("anna"), NULL), E_INVALID);
    assert_int_equal(password_fit(S("tolv tecken \xff\xff"), S("anna"), NULL), E_INVALID);
}

struct many { struct gate *g; int limited, right; pthread_mutex_t lock; };

static void *try(void *arg)
{
    struct many *m = arg;
    bool right;
    enum err e = password_check(m->g, S("x"), (struct str){ 0 }, &right, NULL);
    pthread_mutex_lock(&m->lock);
    m->limited += e == E_LIMIT;
    m->right += e == OK;
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

/* One hash at once and one in line: of many that come together some are turned away, and everyone gets an answer. */
static void bounds_the_line(void **state)
{
    (void)state;
    struct many m = { .lock = PTHREAD_MUTEX_INITIALIZER };
    pthread_t threads[12];
    assert_int_equal(gate_new(1, 1, &m.g), OK);
    for (size_t i = 0; i < LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, try, &m), 0);
    for (size_t i = 0; i < LEN(threads); i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(m.limited + m.right, LEN(threads));
    assert_true(m.right >= 1);
    assert_true(m.limited >= 1);
    gate_free(m.g);
}

static void makes_passwords(void **state)
{
    (void)state;
    char a[24], b[24];
    password_make(a);
    password_make(b);
    assert_int_equal(strlen(a), 23);
    assert_string_not_equal(a, b);
    assert_int_equal(password_fit(str(a), S("x"), NULL), OK);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest all[] = {
        cmocka_unit_test(keeps_and_knows), cmocka_unit_test(refuses_weak_ones), cmocka_unit_test(bounds_the_line), cmocka_unit_test(makes_passwords),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
