#include "main/config.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "main/file.h"
#include "domain/mail.h"

enum key_kind { KEY_TEXT, KEY_NUMBER, KEY_FLAG };

struct key {
    const char *name;
    enum key_kind kind;
    size_t offset;
    const char *usual;
    const char *help;
    int64_t least, most;
    bool hidden, secret;            /* secret: its value is never printed */
};

#define KEY(k, name, ...) { #name, k, offsetof(struct config, name), __VA_ARGS__ }

static const struct key keys[] = {
    KEY(KEY_TEXT, database, "sqlite:samsyn.db", N_("Databasen: sqlite:FIL eller postgresql://… Ett lösenord hör hemma i SAMSYN_DATABASE eller database_file.")),
    KEY(KEY_TEXT, database_owner, "", N_("PostgreSQL: adressen för rollen som äger tabellerna, när de skapas eller ändras. Servern själv behöver den inte.")),
    KEY(KEY_TEXT, key_file, "samsyn.key", N_("Nyckeln som undertecknar journalens huvud. Skapas av samsyn init; bara ägaren får läsa den.")),
    KEY(KEY_TEXT, feeds, "feeds", N_("Katalogen där hämtade hotflöden ligger, en mapp för varje.")),
    KEY(KEY_TEXT, address, "127.0.0.1", N_("Adressen som servern lyssnar på, numerisk (0.0.0.0 eller :: för alla).")),
    KEY(KEY_NUMBER, port, "8080", N_("Porten; 0 väljer en ledig."), 0, 65535),
    KEY(KEY_TEXT, tls_certificate, "", N_("Certifikat med kedja (PEM). Tomt: ingen TLS i servern själv.")),
    KEY(KEY_TEXT, tls_key, "", N_("Certifikatets nyckel (PEM).")),
    KEY(KEY_FLAG, https, "nej", N_("ja när läsarna når servern över https genom en omvänd proxy: säkra kakor och HSTS. Med tls_certificate alltid ja.")),
    KEY(KEY_TEXT, proxies, "", N_("Omvända proxyservrar som får säga vem läsaren är (X-Forwarded-For): numeriska adresser med komma emellan. Tomt: ingen.")),
    KEY(KEY_TEXT, log, "alla", N_("Vad som loggas på standard error: alla (varje begäran), fel, inget.")),
    KEY(KEY_FLAG, demo, "nej", N_("ja visar att innehållet är exempeldata.")),
    KEY(KEY_NUMBER, readers, "0", N_("Databasanslutningar för läsning; 0: lagom många."), 0, 256),
    KEY(KEY_NUMBER, loops, "0", N_("Trådar som tar emot; 0: en per kärna."), 0, 64),
    KEY(KEY_NUMBER, workers, "16", N_("Trådar för det som kan vänta. De startar när de behövs."), 1, 256),
    KEY(KEY_NUMBER, body_kb, "1024", N_("Störst innehåll i en begäran, kB."), 1, 1024 * 1024),
    KEY(KEY_NUMBER, upload_mb, "64", N_("Störst uppladdade fil, MB."), 1, 1024),
    KEY(KEY_NUMBER, connections, "4096", N_("Anslutningar på en gång."), 1, 100000),
    KEY(KEY_NUMBER, connections_per_address, "256", N_("Anslutningar på en gång från en adress. Bakom en omvänd proxy: lika många som connections."), 1, 100000),
    KEY(KEY_NUMBER, header_s, "10", N_("Sekunder för en begärans huvud."), 1, 3600),
    KEY(KEY_NUMBER, body_s, "60", N_("Sekunder för en begärans innehåll."), 1, 3600),
    KEY(KEY_NUMBER, idle_s, "30", N_("Sekunder som en anslutning får vara tyst mellan två begäranden."), 1, 3600),
    KEY(KEY_NUMBER, write_s, "30", N_("Sekunder som en läsare får stå still medan svaret skickas."), 1, 3600),
    KEY(KEY_NUMBER, session_idle_min, "60", N_("Minuter utan aktivitet tills en inloggning går ut."), 1, 1440),
    KEY(KEY_NUMBER, session_hours, "12", N_("Timmar som en inloggning gäller som längst."), 1, 168),
    KEY(KEY_NUMBER, tries_account, "10", N_("Felaktiga inloggningar på en kvart för ett konto."), 1, 1000),
    KEY(KEY_NUMBER, tries_address, "50", N_("Felaktiga inloggningar på en kvart från en adress."), 1, 100000),
    KEY(KEY_NUMBER, hashes, "4", N_("Lösenord som kontrolleras på en gång (19 MB var)."), 1, 64),
    KEY(KEY_NUMBER, grace_s, "10", N_("Sekunder som pågående begäranden får vid SIGTERM."), 0, 600),
    KEY(KEY_TEXT, public_url, "", N_("Adressen som läsarna når servern på, till exempel https://samsyn.example. Den står i brev och i kalendern. Tomt: inga länkar.")),
    KEY(KEY_FLAG, jobs, "ja", N_("nej: den här servern kör inga jobb (påminnelser, e-post, gallring av inloggningar). samsyn job kör dem för hand.")),
    KEY(KEY_TEXT, mail_server, "", N_("E-postservern: smtp://värd:587 eller smtps://värd:465. Tomt: inga brev skrivs.")),
    KEY(KEY_FLAG, mail_tls, "ja", N_("nej bara för en e-postserver på samma maskin som smtp:// når utan STARTTLS.")),
    KEY(KEY_TEXT, mail_ca, "", N_("Certifikat (PEM) som e-postserverns ska vara utfärdat av. Tomt: systemets.")),
    KEY(KEY_TEXT, mail_user, "", N_("Användarnamn hos e-postservern. Tomt: ingen inloggning.")),
    KEY(KEY_TEXT, mail_password, "", N_("Lösenord hos e-postservern. Hör hemma i SAMSYN_MAIL_PASSWORD eller mail_password_file."), .secret = true),
    KEY(KEY_TEXT, mail_from, "", N_("Avsändarens adress. Krävs när mail_server är satt.")),
    KEY(KEY_NUMBER, mail_timeout_s, "60", N_("Sekunder som ett brev får ta."), 1, 600),
    KEY(KEY_NUMBER, clock_offset_s, "0", "", INT32_MIN, INT32_MAX, .hidden = true), /* for the tests of what expires */
};

static const struct key *key_named(struct str name)
{
    for (size_t i = 0; i < LEN(keys); i++)
        if (str_is(name, keys[i].name))
            return &keys[i];
    return NULL;
}

static enum err set(struct arena *a, struct config *c, const struct key *k, struct str value, const char *place, struct fault *f)
{
    void *at = (char *)c + k->offset;
    int64_t n;
    switch (k->kind) {
    case KEY_TEXT:
        if (!utf8_valid(value) || (value.n && memchr(value.p, 0, value.n)))
            return fault(f, E_INVALID, place, N_("Värdet för {1} ska vara text."), k->name, NULL);
        if (!(*(const char **)at = str_c(a, value)))
            return fault(f, E_NOMEM, place, N_("Minnet räcker inte."), NULL, NULL);
        return OK;
    case KEY_NUMBER:
        if (!str_to_int64(value, &n) || n < k->least || n > k->most) {
            char range[64];
            snprintf(range, sizeof range, "%lld–%lld", (long long)k->least, (long long)k->most);
            return fault(f, E_INVALID, place, N_("Värdet för {1} ska vara ett heltal {2}."), k->name, range);
        }
        *(int64_t *)at = n;
        return OK;
    case KEY_FLAG:
        if (!str_is(value, "ja") && !str_is(value, "nej"))
            return fault(f, E_INVALID, place, N_("Värdet för {1} ska vara ja eller nej."), k->name, NULL);
        *(bool *)at = str_is(value, "ja");
        return OK;
    }
    return fault(f, E_BUG, place, N_("Något gick fel."), NULL, NULL);
}

/* `name` is a key, or KEY_file naming a file whose first line is the value. */
static enum err give(struct arena *a, struct config *c, struct str name, struct str value, const char *place, struct fault *f)
{
    const struct key *k = key_named(name);
    if (!k && str_ends(name, S("_file")) && (k = key_named(str_sub(name, 0, name.n - 5)))) {
        struct buf file cleanup(buf_free) = buf_new(CONFIG_LINE_MAX + 1);
        const char *path = str_c(a, value);
        if (!path)
            return fault(f, E_NOMEM, place, N_("Minnet räcker inte."), NULL, NULL);
        struct stat st;
        if (stat(path, &st) == 0 && st.st_mode & S_IROTH && S_ISREG(st.st_mode)) {
            fault(f, E_DENIED, path, N_("Filen kan läsas av alla. Ta bort den rätten (chmod 600)."), NULL, NULL);
            fault_within(f, place);
            return E_DENIED;
        }
        TRY(file_read(path, CONFIG_LINE_MAX, &file, f));
        struct str content = buf_str(&file);
        return set(a, c, k, str_trim(str_cut(&content, '\n')), place, f);
    }
    if (!k) {
        char word[80];
        snprintf(word, sizeof word, "%.*s", name.n > 60 ? 60 : (int)name.n, name.p);
        return fault(f, E_INVALID, place, N_("Inställningen {1} finns inte. Kör samsyn config för att se alla."), word, NULL);
    }
    return set(a, c, k, value, place, f);
}

static enum err read_lines(struct arena *a, struct config *c, const char *path, struct fault *f)
{
    struct buf file cleanup(buf_free) = buf_new(CONFIG_BYTES_MAX + 1);
    char place[FAULT_PLACE];
    TRY(file_read(path, CONFIG_BYTES_MAX, &file, f));
    struct str text = buf_str(&file);
    for (int n = 1; text.n; n++) {
        struct str value = str_cut(&text, '\n'), line = str_trim(value);
        snprintf(place, sizeof place, "%.100s rad %d", path, n);
        if (line.n > CONFIG_LINE_MAX)
            return fault(f, E_LIMIT, place, N_("Raden är för lång: högst {1} byte tas emot."), "4096", NULL);
        if (!line.n || line.p[0] == '#')
            continue;
        if (!memchr(line.p, '=', line.n))
            return fault(f, E_INVALID, place, N_("Raden ska vara nyckel = värde."), NULL, NULL);
        value = line;
        struct str name = str_trim(str_cut(&value, '='));
        TRY(give(a, c, name, str_trim(value), place, f));
    }
    return OK;
}

static enum err read_environment(struct arena *a, struct config *c, struct fault *f)
{
    for (size_t i = 0; i < LEN(keys); i++)
        for (int file = 0; file < 2; file++) {
            char name[80], key[64];
            snprintf(key, sizeof key, "%s%s", keys[i].name, file ? "_file" : "");
            snprintf(name, sizeof name, "SAMSYN_%s", key);
            for (char *p = name; *p; p++)
                if (*p >= 'a' && *p <= 'z')
                    *p = (char)(*p - 32);
            const char *value = getenv(name);
            if (value && !(file && key_named(str(key))))
                TRY(give(a, c, str(key), str(value), name, f));
        }
    return OK;
}

static bool printable(const char *s)
{
    for (; *s; s++)
        if (*s <= ' ' || *s > '~')
            return false;
    return true;
}

static enum err check_mail(const struct config *c, struct fault *f)
{
    struct str at = str(c->public_url), server = str(c->mail_server);
    if (at.n && (!(str_starts(at, S("https://")) || str_starts(at, S("http://"))) || !printable(c->public_url) || str_ends(at, S("/"))))
        return fault(f, E_INVALID, "public_url", N_("Värdet för {1} ska vara en adress som https://samsyn.example, utan snedstreck sist."), "public_url", NULL);
    if (server.n && (!(str_starts(server, S("smtp://")) || str_starts(server, S("smtps://"))) || !printable(c->mail_server)))
        return fault(f, E_INVALID, "mail_server", N_("Värdet för {1} ska vara smtp://värd:port eller smtps://värd:port."), "mail_server", NULL);
    if ((server.n || c->mail_from[0]) && !mail_address_valid(str(c->mail_from)))
        return fault(f, E_INVALID, "mail_from", N_("Värdet för {1} ska vara en e-postadress."), "mail_from", NULL);
    return OK;
}

enum err config_read(struct arena *a, int *argc, char **argv, struct config *ret, struct fault *f)
{
    struct config c = { 0 };
    const char *file = getenv("SAMSYN_CONFIG");
    for (size_t i = 0; i < LEN(keys); i++)
        TRY(set(a, &c, &keys[i], str(keys[i].usual), keys[i].name, f));
    for (int i = 1; i + 1 < *argc; i++)
        if (strcmp(argv[i], "--config") == 0)
            file = argv[i + 1];
    if (file)
        TRY(read_lines(a, &c, file, f));
    TRY(read_environment(a, &c, f));
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        struct str option = str(argv[i]), name = str_sub(option, 2, option.n);
        bool ours = str_starts(option, S("--")) && (str_is(name, "config") || key_named(name));
        if (!ours) {
            argv[kept++] = argv[i];
            continue;
        }
        if (++i == *argc)
            return fault(f, E_INVALID, argv[i - 1], N_("Efter den här flaggan ska ett värde stå."), NULL, NULL);
        if (!str_is(name, "config"))
            TRY(give(a, &c, name, str(argv[i]), argv[i - 1], f));
    }
    *argc = kept;
    if (c.tls_certificate[0])
        c.https = true;
    if (strcmp(c.log, "alla") != 0 && strcmp(c.log, "fel") != 0 && strcmp(c.log, "inget") != 0)
        return fault(f, E_INVALID, "log", N_("Värdet för {1} ska vara alla, fel eller inget."), "log", NULL);
    TRY(check_mail(&c, f));
    *ret = c;
    return OK;
}

void config_print(struct buf *b, const struct words *w, const struct config *c)
{
    for (size_t i = 0; i < LEN(keys); i++) {
        const struct key *k = &keys[i];
        const void *at = (const char *)c + k->offset;
        if (k->hidden)
            continue;
        buf_printf(b, "# %s\n%s = ", words_get(w, k->help), k->name);
        if (k->kind == KEY_NUMBER)
            buf_int(b, *(const int64_t *)at);
        else if (k->kind == KEY_FLAG)
            buf_put(b, *(const bool *)at ? S("ja") : S("nej"));
        else if (k->secret && (*(const char *const *)at)[0])
            buf_put(b, S("…"));
        else if (str_starts(str(k->name), S("database")) && strstr(*(const char *const *)at, "://"))
            buf_put(b, S("postgresql://…"));
        else
            buf_put(b, str(*(const char *const *)at));
        buf_put(b, S("\n\n"));
    }
}

/* ---- the signing key: 64 hexadecimal digits and a newline ---- */

enum { KEY_FILE_MAX = 200 /* bytes */ };

enum err config_key_read(struct config *c, struct fault *f)
{
    struct buf file cleanup(buf_free) = buf_new(KEY_FILE_MAX + 1);
    struct stat st;
    size_t n;
    if (stat(c->key_file, &st) == 0 && st.st_mode & 077)
        return fault(f, E_DENIED, c->key_file, N_("Nyckeln får bara läsas av sin ägare (chmod 600)."), NULL, NULL);
    TRY(file_read(c->key_file, KEY_FILE_MAX, &file, f));
    struct str text = str_trim(buf_str(&file));
    if (text.n != 2 * KEY_BYTES || sodium_hex2bin(c->key, KEY_BYTES, text.p, text.n, NULL, &n, NULL) || n != KEY_BYTES)
        return fault(f, E_INVALID, c->key_file, N_("Nyckeln ska vara 64 hexadecimala siffror."), NULL, NULL);
    return OK;
}

enum err config_key_make(struct config *c, struct fault *f)
{
    char why[128], hex[2 * KEY_BYTES + 2];
    int fd = open(c->key_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fault(f, errno == EEXIST ? E_CONFLICT : E_IO, c->key_file, N_("Nyckeln kan inte skapas: {1}"), strerror_r(errno, why, sizeof why), NULL);
    randombytes_buf(c->key, KEY_BYTES);
    sodium_bin2hex(hex, sizeof hex, c->key, KEY_BYTES);
    hex[2 * KEY_BYTES] = '\n';
    bool fine = write(fd, hex, 2 * KEY_BYTES + 1) == 2 * KEY_BYTES + 1 && fsync(fd) == 0;
    sodium_memzero(hex, sizeof hex);
    close(fd);
    if (!fine)
        unlink(c->key_file);
    return fine ? OK : fault(f, E_IO, c->key_file, N_("Nyckeln kan inte skapas: {1}"), "", NULL);
}
