#include <openssl/err.h>

#include "http/serve.h"

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_n, const unsigned char *in, unsigned in_n, void *arg)
{
    (void)ssl;
    (void)arg;
    static const unsigned char http[] = "\x08http/1.1";
    unsigned char *chosen;
    if (SSL_select_next_proto(&chosen, out_n, http, sizeof http - 1, in, in_n) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static enum err refuse(SSL_CTX *ctx, const char *file, const char *text, struct fault *f)
{
    char why[FAULT_ARG];
    ERR_error_string_n(ERR_get_error(), why, sizeof why);
    ERR_clear_error();
    SSL_CTX_free(ctx);
    return fault(f, E_INVALID, file, text, why, NULL);
}

enum err tls_new(const struct http_options *o, SSL_CTX **ret, struct fault *f)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx)
        return fault(f, E_NOMEM, NULL, N_("Minnet räcker inte för TLS."), NULL, NULL);
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
    /* TLS 1.2 with forward secrecy and authenticated ciphers only; TLS 1.3's are all of that kind. */
    if (SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        return refuse(ctx, NULL, N_("TLS kan inte ställas in: {1}"), f);
    if (SSL_CTX_use_certificate_chain_file(ctx, o->certificate) != 1)
        return refuse(ctx, o->certificate, N_("Certifikatet kan inte läsas: {1}"), f);
    if (!o->key || SSL_CTX_use_PrivateKey_file(ctx, o->key, SSL_FILETYPE_PEM) != 1)
        return refuse(ctx, o->key, N_("Certifikatets nyckel kan inte läsas: {1}"), f);
    if (SSL_CTX_check_private_key(ctx) != 1)
        return refuse(ctx, o->key, N_("Nyckeln hör inte till certifikatet: {1}"), f);
    *ret = ctx;
    return OK;
}
