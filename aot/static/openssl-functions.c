/* The functions of OpenSSL that our own code calls, by name: where OpenSSL lies inside the binary, no loader can find them.
 * src/LinuxPatchApi.Http/Native/OpenSslLibrary.cs asks. */
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

#define FUNCTION(name) { #name, (void *)name }

static const struct {
    const char *name;
    void *address;
} functions[] = {
    FUNCTION(BIO_ctrl),
    FUNCTION(BIO_ctrl_pending),
    FUNCTION(BIO_method_type),
    FUNCTION(BUF_MEM_new),
    FUNCTION(d2i_PUBKEY),
    FUNCTION(ERR_clear_error),
    FUNCTION(EVP_DigestVerify),
    FUNCTION(EVP_DigestVerifyInit),
    FUNCTION(EVP_get_digestbyname),
    FUNCTION(EVP_MD_CTX_free),
    FUNCTION(EVP_MD_CTX_new),
    FUNCTION(EVP_PKEY_CTX_ctrl_str),
    FUNCTION(EVP_PKEY_free),
    FUNCTION(OPENSSL_sk_num),
    FUNCTION(OPENSSL_sk_value),
    FUNCTION(SSL_CTX_ctrl),
    FUNCTION(SSL_CTX_set_cert_verify_callback),
    FUNCTION(SSL_CTX_set_info_callback),
    FUNCTION(SSL_CTX_set_num_tickets),
    FUNCTION(SSL_get_rbio),
    FUNCTION(SSL_get_verify_callback),
    FUNCTION(SSL_is_server),
    FUNCTION(SSL_set_verify),
    FUNCTION(X509_STORE_CTX_get0_cert),
    FUNCTION(X509_STORE_CTX_get0_untrusted),
    FUNCTION(X509_STORE_CTX_set_error),
};

void *lpa_openssl_function(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return functions[i].address;
        }
    }
    return NULL;
}
