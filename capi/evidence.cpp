#include "pith/evidence.h"

#include "capi/guard.h"
#include "capi/merge_arguments.h"

using pith::capi::are_texts;
using pith::capi::bundle_keys_of;
using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::fail_flags_or_subject;
using pith::capi::fail_input;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::may_be_given;
using pith::capi::options_of;
using pith::capi::view;
using pith::capi::views_of;

pith_error_code pith_evidence(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                              pith_text subject, uint32_t flags, pith_buffer* out, size_t* proof_count,
                              pith_error* error) {
  clear(out);
  if (proof_count != nullptr) {
    *proof_count = 0;
  }
  if (keyring == nullptr || out == nullptr || proof_count == nullptr || !are_texts(inputs, input_count) ||
      !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  return guarded(error, [&] {
    const auto options = options_of<pith::EvidenceOptions>(*keyring, subject, flags);
    size_t refused_input = input_count;
    const pith::Result<pith::Evidence> evidence =
        pith::find_evidence(views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!evidence) {
      return fail_input(error, evidence.error(), refused_input, input_count);
    }
    const pith_error_code code = give_buffer(evidence->document, out, error);
    *proof_count = code == PITH_OK ? evidence->proof_count : 0;
    return code;
  });
}

pith_error_code pith_evidence_verify(const pith_keyring* keyring, pith_text json, uint32_t flags, int* ok,
                                     pith_buffer* report, pith_error* error) {
  if (ok != nullptr) {
    *ok = 0;
  }
  clear(report);
  if (keyring == nullptr || ok == nullptr || report == nullptr || !is_text(json) ||
      (flags & ~PITH_TRUST_BUNDLE_KEYS) != 0) {
    return fail_argument(error, "a handle, an output or the text is null, or a flag is unknown");
  }
  return guarded(error, [&] {
    const pith::Result<pith::EvidenceReport> checked =
        pith::verify_evidence(view(json), keyring->keyring, bundle_keys_of(flags), keyring->verdicts.get());
    if (!checked) {
      return fail(error, checked.error());
    }
    const pith_error_code code = give_buffer(to_json(*checked), report, error);
    *ok = code == PITH_OK && checked->ok ? 1 : 0;
    return code;
  });
}
