/* What OpenSSL asks of the parts that left_out.txt leaves out: that there is nothing there. A function that is neither
 * here nor reached traps; the library verifies a known signature when it starts, so it cannot be reached unnoticed.
 * The names are OpenSSL 3.0's own, from its internal headers. */
#include <openssl/evp.h>

#include <crypto/asn1.h>
#include <crypto/evp.h>
#include <internal/conf.h>

void openssl_add_all_ciphers_int(void) {}
void openssl_add_all_digests_int(void) {}

/* No configuration file is read. */
int ossl_config_int(const OPENSSL_INIT_SETTINGS* settings) {
  (void)settings;
  return 1;
}
void ossl_no_config_int(void) {}
void ossl_config_modules_free(void) {}

const EVP_PKEY_ASN1_METHOD* EVP_PKEY_asn1_find(ENGINE** engine, int type) {
  (void)type;
  if (engine != NULL) {
    *engine = NULL;
  }
  return NULL;
}
const EVP_PKEY_ASN1_METHOD* EVP_PKEY_asn1_find_str(ENGINE** engine, const char* name, int size) {
  (void)name, (void)size;
  if (engine != NULL) {
    *engine = NULL;
  }
  return NULL;
}
int EVP_PKEY_asn1_get_count(void) {
  return 0;
}
