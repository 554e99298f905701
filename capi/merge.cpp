#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::view;

namespace {

constexpr uint32_t known_flags = PITH_AUTHENTIC_ONLY | PITH_TRUST_BUNDLE_KEYS;

}  // namespace

pith_error_code pith_merge(const pith_keyring* keyring, const pith_text* inputs, size_t input_count, pith_text subject,
                           uint32_t flags, pith_state** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (keyring == nullptr || out == nullptr || !pith::capi::are_texts(inputs, input_count) || !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if ((flags & ~known_flags) != 0 || (subject.size_bytes > 0 && !pith::is_pith_number(view(subject)))) {
    return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
  }
  return guarded(error, [&] {
    std::vector<std::string_view> views;
    views.reserve(input_count);
    for (size_t i = 0; i < input_count; ++i) {
      views.push_back(view(inputs[i]));
    }
    pith::MergeOptions options;
    options.subject = view(subject);
    options.bundle_keys = (flags & PITH_TRUST_BUNDLE_KEYS) != 0 ? pith::BundleKeys::trust : pith::BundleKeys::ignore;
    options.scope = (flags & PITH_AUTHENTIC_ONLY) != 0 ? pith::Scope::authentic_only : pith::Scope::all;
    options.verdicts = keyring->verdicts.get();
    size_t refused_input = input_count;
    pith::Result<pith::MergedInputs> merged = pith::merge_inputs(views, keyring->keyring, options, &refused_input);
    if (!merged) {
      return fail(error, merged.error(), refused_input < input_count ? refused_input : PITH_NO_INPUT);
    }
    *out = pith::capi::make_state(std::move(merged->subject), std::move(merged->state), merged->input_sha256,
                                  std::move(merged->warnings))
               .release();
    return pith::capi::succeed(error);
  });
}
