#include <utility>

#include "capi/guard.h"
#include "capi/merge_arguments.h"

using pith::capi::are_texts;
using pith::capi::clear;
using pith::capi::fail_argument;
using pith::capi::fail_flags_or_subject;
using pith::capi::fail_input;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::may_be_given;
using pith::capi::options_of;
using pith::capi::succeed;
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
  if (!may_be_given(flags, subject, known_flags)) {
    return fail_flags_or_subject(error);
  }
  return guarded(error, [&] {
    auto options = options_of<pith::MergeOptions>(*keyring, subject, flags);
    options.scope = (flags & PITH_AUTHENTIC_ONLY) != 0 ? pith::Scope::authentic_only : pith::Scope::all;
    size_t refused_input = input_count;
    pith::Result<pith::MergedInputs> merged =
        pith::merge_inputs(views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!merged) {
      return fail_input(error, merged.error(), refused_input, input_count);
    }
    *out = pith::capi::make_state(std::move(merged->subject), std::move(merged->state), merged->input_sha256,
                                  std::move(merged->warnings))
               .release();
    return succeed(error);
  });
}

pith_error_code pith_explain(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                             pith_text subject, pith_text event, uint32_t flags, pith_buffer* out, pith_error* error) {
  clear(out);
  if (keyring == nullptr || out == nullptr || !are_texts(inputs, input_count) || !is_text(subject) || !is_text(event)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  if (!pith::is_event_prefix(view(event))) {
    return fail_argument(error, "the event is not an event id, or at least 8 of its hexadecimal digits");
  }
  return guarded(error, [&] {
    const auto options = options_of<pith::ExplainOptions>(*keyring, subject, flags);
    size_t refused_input = input_count;
    const pith::Result<pith::Explanation> explanation =
        pith::explain(views_of(inputs, input_count), keyring->keyring, view(event), options, &refused_input);
    if (!explanation) {
      return fail_input(error, explanation.error(), refused_input, input_count);
    }
    return give_buffer(pith::to_json(*explanation), out, error);
  });
}
