#include "pith/sign.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::clear;
using pith::capi::describe;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::succeed;
using pith::capi::view;

namespace {

template <std::size_t size_bytes>
bool has_size(pith_text text) noexcept {
  return text.data != nullptr && text.size_bytes == size_bytes;
}

/// Needs has_size.
template <std::size_t size_bytes>
std::array<std::uint8_t, size_bytes> bytes_of(pith_text text) noexcept {
  std::array<std::uint8_t, size_bytes> bytes;
  std::copy_n(reinterpret_cast<const std::uint8_t*>(text.data), size_bytes, bytes.begin());
  return bytes;
}

pith::SignerKey key_of(pith_text key_id, pith_text public_key) {
  return {std::string(view(key_id)), bytes_of<32>(public_key)};
}

/// Whether the arguments that all functions take are as they must be.
bool is_key(const pith_context* context, pith_text key_id, pith_text public_key) noexcept {
  return context != nullptr && is_text(key_id) && has_size<32>(public_key);
}

constexpr std::string_view argument_explanation =
    "a handle, an output or a text is null, the public key does not have 32 bytes, the signature does not have 64, or "
    "signed_at is not an instant";

void give_reason(const std::optional<pith::Reason>& found, pith_reason* reason) noexcept {
  if (reason != nullptr) {
    *reason = describe(found);
  }
}

}  // namespace

pith_error_code pith_draft_digest(const pith_context* context, pith_text draft, pith_text key_id, pith_text public_key,
                                  pith_sha256* out, pith_reason* reason, pith_error* error) {
  give_reason(std::nullopt, reason);
  if (out != nullptr) {
    *out = {};
  }
  if (!is_key(context, key_id, public_key) || !is_text(draft) || out == nullptr) {
    return fail_argument(error, argument_explanation);
  }
  return guarded(error, [&] {
    std::optional<pith::Reason> found;
    const pith::Result<pith::Sha256Digest> digest =
        pith::draft_digest(view(draft), key_of(key_id, public_key), context->crypto, &found);
    give_reason(found, reason);
    if (!digest) {
      return fail(error, digest.error());
    }
    *out = describe(*digest);
    return succeed(error);
  });
}

pith_error_code pith_draft_complete(const pith_context* context, pith_text draft, pith_text key_id,
                                    pith_text public_key, pith_text signature, pith_text signed_at, pith_buffer* out,
                                    pith_reason* reason, pith_error* error) {
  give_reason(std::nullopt, reason);
  clear(out);
  if (!is_key(context, key_id, public_key) || !is_text(draft) || !has_size<64>(signature) || !is_text(signed_at) ||
      !pith::is_instant(view(signed_at)) || out == nullptr) {
    return fail_argument(error, argument_explanation);
  }
  return guarded(error, [&] {
    std::optional<pith::Reason> found;
    const pith::Result<std::string> event = pith::complete_draft(
        view(draft), key_of(key_id, public_key), bytes_of<64>(signature), view(signed_at), context->crypto, &found);
    give_reason(found, reason);
    return event ? give_buffer(*event, out, error) : fail(error, event.error());
  });
}

pith_error_code pith_key_entry(const pith_context* context, pith_text key_id, pith_text public_key, pith_buffer* out,
                               pith_error* error) {
  clear(out);
  if (!is_key(context, key_id, public_key) || out == nullptr) {
    return fail_argument(error, argument_explanation);
  }
  return guarded(error, [&] {
    const pith::Result<std::string> entry = pith::key_entry(key_of(key_id, public_key), context->crypto);
    return entry ? give_buffer(*entry, out, error) : fail(error, entry.error());
  });
}
