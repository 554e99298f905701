/* What OpenSSL asks of the parts that left_out.txt leaves out. If it asks for anything that is not here, the linker
 * refuses to make the module. The names are OpenSSL 3.0's own, from its internal headers. */
#include <openssl/evp.h>

#include <crypto/asn1.h>
#include <crypto/ecx.h>
#include <crypto/evp.h>
#include <internal/conf.h>

/* There is nothing in these parts. */

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

/* These functions are never called. Tables of key types of before OpenSSL 3.0 name some of them, and functions for X448
 * and Ed448 the others. If one is called, the module stops. The library verifies a known signature when it starts, so a
 * call on that way cannot go unnoticed. */

#define NEVER_CALLED(function) \
  function {                   \
    __builtin_trap();          \
  }

NEVER_CALLED(const EVP_PKEY_METHOD* ossl_rsa_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_rsa_pss_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_ec_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_ecx25519_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_ecx448_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_ed25519_pkey_method(void))
NEVER_CALLED(const EVP_PKEY_METHOD* ossl_ed448_pkey_method(void))
NEVER_CALLED(void ossl_x448_public_from_private(uint8_t public_key[56], const uint8_t private_key[56]))
NEVER_CALLED(int ossl_ed448_public_from_private(OSSL_LIB_CTX* context, uint8_t public_key[57],
                                                const uint8_t private_key[57], const char* properties))
