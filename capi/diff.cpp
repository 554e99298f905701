#include "pith/diff.h"

#include "capi/guard.h"
#include "capi/merge_arguments.h"

using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::fail_flags_or_subject;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::may_be_given;
using pith::capi::options_of;
using pith::capi::view;

pith_error_code pith_diff(const pith_keyring* keyring, pith_text a, pith_text b, pith_text subject, uint32_t flags,
                          int* equal, pith_buffer* report, pith_error* error) {
  if (equal != nullptr) {
    *equal = 0;
  }
  clear(report);
  if (keyring == nullptr || equal == nullptr || report == nullptr || !is_text(a) || !is_text(b) || !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  return guarded(error, [&] {
    const auto options = options_of<pith::DiffOptions>(*keyring, subject, flags);
    size_t refused_input = 0;
    const pith::Result<pith::InputDiff> difference =
        pith::diff_inputs(view(a), view(b), keyring->keyring, options, &refused_input);
    if (!difference) {
      return fail(error, difference.error(), refused_input);
    }
    const pith_error_code code = give_buffer(pith::to_json(*difference), report, error);
    *equal = code == PITH_OK && difference->equal ? 1 : 0;
    return code;
  });
}
