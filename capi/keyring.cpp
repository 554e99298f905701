#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::lend;
using pith::capi::lend_or_none;
using pith::capi::succeed;
using pith::capi::view;

// The header fixes the values. They are equal to those of KeyOrigin.
static_assert(static_cast<int>(pith::KeyOrigin::built_in) == PITH_KEY_BUILT_IN);
static_assert(static_cast<int>(pith::KeyOrigin::given) == PITH_KEY_GIVEN);
static_assert(static_cast<int>(pith::KeyOrigin::bundle) == PITH_KEY_BUNDLE);

pith_key pith::capi::describe(const KeyInfo& key) noexcept {
  return {lend(key.key_id),
          lend(key.fingerprint),
          lend_or_none(key.signer_id),
          lend_or_none(key.signer_type),
          lend_or_none(key.rotates_at),
          static_cast<pith_key_origin>(key.origin)};
}

pith_error_code pith_keyring_new(const pith_context* context, uint32_t start, pith_keyring** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  const bool is_start = start == PITH_KEYRING_EMPTY || start == PITH_KEYRING_REGISTRY;
  if (context == nullptr || out == nullptr || !is_start) {
    return fail_argument(error, "the context or the output is null, or the start is unknown");
  }
  return guarded(error, [&] {
    pith::Keyring keyring =
        start == PITH_KEYRING_REGISTRY ? pith::Keyring::registry(context->crypto) : pith::Keyring(context->crypto);
    *out = new pith_keyring{std::move(keyring), context->verdicts};
    return succeed(error);
  });
}

pith_error_code pith_keyring_add(pith_keyring* keyring, pith_text json, pith_error* error) {
  if (keyring == nullptr || !is_text(json)) {
    return fail_argument(error, "the keyring or the text is null");
  }
  return guarded(error, [&] {
    if (const pith::Result<void> added = keyring->keyring.add(view(json)); !added) {
      return fail(error, added.error());
    }
    return succeed(error);
  });
}

pith_error_code pith_keyring_copy(const pith_keyring* keyring, pith_keyring** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (keyring == nullptr || out == nullptr) {
    return fail_argument(error, "the keyring or the output is null");
  }
  return guarded(error, [&] {
    *out = new pith_keyring(*keyring);
    return succeed(error);
  });
}

size_t pith_keyring_key_count(const pith_keyring* keyring) {
  return keyring == nullptr ? 0 : keyring->keyring.key_count();
}

pith_error_code pith_keyring_key(const pith_keyring* keyring, size_t index, pith_key* out, pith_error* error) {
  return pith::capi::give_element(keyring, index, out, error,
                                  [](const pith::KeyInfo& key) { return pith::capi::describe(key); });
}

void pith_keyring_free(pith_keyring* keyring) {
  delete keyring;
}
