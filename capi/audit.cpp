#include "pith/audit.h"

#include <memory>
#include <optional>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::bundle_keys_of;
using pith::capi::clear;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::view;

namespace {

constexpr const char* null_argument = "a handle, an output or a text is null, or a flag or code is unknown";

bool are_flags(uint32_t flags) {
  return (flags & ~PITH_TRUST_BUNDLE_KEYS) == 0;
}

/// The codes of documents that were not read.
std::optional<pith::ErrorCode> refusal_of(uint32_t code) {
  switch (code) {
    case PITH_ERROR_TOO_LARGE:
      return pith::ErrorCode::too_large;
    case PITH_ERROR_UNREADABLE:
      return pith::ErrorCode::unreadable;
    case PITH_ERROR_EMPTY:
      return pith::ErrorCode::empty;
    default:
      return std::nullopt;
  }
}

}  // namespace

pith_error_code pith_audit(const pith_keyring* keyring, pith_text document, pith_text source, uint32_t flags,
                           pith_buffer* out, pith_error* error) {
  clear(out);
  if (keyring == nullptr || out == nullptr || !is_text(document) || !is_text(source) || !are_flags(flags)) {
    return fail_argument(error, null_argument);
  }
  return guarded(error, [&] {
    const pith::AuditVerdict verdict =
        pith::audit(std::string(view(document)), keyring->keyring, bundle_keys_of(flags), keyring->verdicts.get());
    return give_buffer(to_json(verdict, view(source)), out, error);
  });
}

pith_error_code pith_audit_refusal(uint32_t code, pith_text explanation, pith_text source, pith_buffer* out,
                                   pith_error* error) {
  clear(out);
  const std::optional<pith::ErrorCode> refusal = refusal_of(code);
  if (!refusal || out == nullptr || !is_text(explanation) || !is_text(source)) {
    return fail_argument(error, null_argument);
  }
  return guarded(error, [&] {
    const pith::AuditVerdict verdict = pith::refuse({*refusal, pith::no_place, std::string(view(explanation))});
    return give_buffer(to_json(verdict, view(source)), out, error);
  });
}

int pith_is_other_document(pith_text document) {
  int is_other = 0;
  if (is_text(document)) {
    guarded(nullptr, [&] {
      is_other = pith::is_other_document(view(document)) ? 1 : 0;
      return PITH_OK;
    });
  }
  return is_other;
}

pith_error_code pith_audit_run(const pith_keyring* keyring, uint64_t max_document_bytes, uint32_t flags,
                               pith_buffer* out, pith_error* error) {
  clear(out);
  if (keyring == nullptr || out == nullptr || !are_flags(flags)) {
    return fail_argument(error, null_argument);
  }
  return guarded(error, [&] {
    return give_buffer(to_json(pith::make_audit_run(keyring->keyring, max_document_bytes, bundle_keys_of(flags))), out,
                       error);
  });
}
