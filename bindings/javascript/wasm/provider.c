/* OpenSSL's default provider with only what the library asks for: SHA-256, and Ed25519 with the SHA-512 in it. The
 * linker takes this list of providers instead of the one in libcrypto.a, and leaves out every algorithm that nobody
 * then uses.
 * The names are OpenSSL 3.0's own, from its internal headers. */
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/params.h>

#include <prov/implementations.h>
#include <prov/names.h>
#include <prov/provider_ctx.h>
#include <provider_local.h>

static const OSSL_ALGORITHM digests[] = {
    {PROV_NAMES_SHA2_256, "provider=default", ossl_sha256_functions, NULL},
    {PROV_NAMES_SHA2_512, "provider=default", ossl_sha512_functions, NULL},
    {NULL, NULL, NULL, NULL},
};
static const OSSL_ALGORITHM signatures[] = {
    {PROV_NAMES_ED25519, "provider=default", ossl_ed25519_signature_functions, NULL},
    {NULL, NULL, NULL, NULL},
};
static const OSSL_ALGORITHM key_managements[] = {
    {PROV_NAMES_ED25519, "provider=default", ossl_ed25519_keymgmt_functions, NULL},
    {NULL, NULL, NULL, NULL},
};

static const OSSL_ALGORITHM* query(void* context, int operation, int* no_cache) {
  (void)context;
  *no_cache = 0;
  switch (operation) {
    case OSSL_OP_DIGEST:
      return digests;
    case OSSL_OP_SIGNATURE:
      return signatures;
    case OSSL_OP_KEYMGMT:
      return key_managements;
    default:
      return NULL;
  }
}

static void tear_down(void* context) {
  ossl_prov_ctx_free(context);
}

static const OSSL_DISPATCH functions[] = {
    {OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))tear_down},
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
    {0, NULL},
};

static int start(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* core, const OSSL_DISPATCH** out, void** context) {
  OSSL_FUNC_core_get_libctx_fn* get_library_context = NULL;
  for (; core->function_id != 0; ++core) {
    if (core->function_id == OSSL_FUNC_CORE_GET_LIBCTX) {
      get_library_context = OSSL_FUNC_core_get_libctx(core);
    }
  }
  *context = get_library_context == NULL ? NULL : ossl_prov_ctx_new();
  if (*context == NULL) {
    return 0;
  }
  ossl_prov_ctx_set0_libctx(*context, (OSSL_LIB_CTX*)get_library_context(handle));
  ossl_prov_ctx_set0_handle(*context, handle);
  *out = functions;
  return 1;
}

/* The only providers that there are. */
const OSSL_PROVIDER_INFO ossl_predefined_providers[] = {
    {"default", NULL, start, NULL, 1},
    {NULL, NULL, NULL, NULL, 0},
};
