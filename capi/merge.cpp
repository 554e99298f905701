#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::are_texts;
using pith::capi::bundle_keys_of;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::view;
using pith::capi::views_of;

namespace {

constexpr uint32_t known_flags = PITH_AUTHENTIC_ONLY | PITH_TRUST_BUNDLE_KEYS;

}  // namespace

pith_error_code pith_merge(const pith_keyring* keyring, const pith_text* inputs, size_t input_count, pith_text subject,
                           uint32_t flags, pith_state** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (keyring == nullptr || out == nullptr || !are_texts(inputs, input_count) || !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if ((flags & ~known_flags) != 0 || (subject.size_bytes > 0 && !pith::is_pith_number(view(subject)))) {
    return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
  }
  return guarded(error, [&] {
    pith::MergeOptions options;
    options.subject = view(subject);
    options.bundle_keys = bundle_keys_of(flags);
    options.scope = (flags & PITH_AUTHENTIC_ONLY) != 0 ? pith::Scope::authentic_only : pith::Scope::all;
    options.verdicts = keyring->verdicts.get();
    size_t refused_input = input_count;
    pith::Result<pith::MergedInputs> merged =
        pith::merge_inputs(views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!merged) {
      return fail(error, merged.error(), refused_input < input_count ? refused_input : PITH_NO_INPUT);
    }
    *out = pith::capi::make_state(std::move(merged->subject), std::move(merged->state), merged->input_sha256,
                                  std::move(merged->warnings))
               .release();
    return pith::capi::succeed(error);
  });
}

pith_error_code pith_explain(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                             pith_text subject, pith_text event, uint32_t flags, pith_buffer* out, pith_error* error) {
  if (out != nullptr) {
    *out = {nullptr, 0};
  }
  if (keyring == nullptr || out == nullptr || !are_texts(inputs, input_count) || !is_text(subject) || !is_text(event)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if ((flags & ~PITH_TRUST_BUNDLE_KEYS) != 0 || (subject.size_bytes > 0 && !pith::is_pith_number(view(subject)))) {
    return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
  }
  if (!pith::is_event_prefix(view(event))) {
    return fail_argument(error, "the event is not an event id, or at least 8 of its hexadecimal digits");
  }
  return guarded(error, [&] {
    pith::ExplainOptions options;
    options.subject = view(subject);
    options.bundle_keys = bundle_keys_of(flags);
    options.verdicts = keyring->verdicts.get();
    size_t refused_input = input_count;
    const pith::Result<pith::Explanation> explanation =
        pith::explain(views_of(inputs, input_count), keyring->keyring, view(event), options, &refused_input);
    if (!explanation) {
      return fail(error, explanation.error(), refused_input < input_count ? refused_input : PITH_NO_INPUT);
    }
    return pith::capi::give_buffer(pith::to_json(*explanation), out, error);
  });
}
