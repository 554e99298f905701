#include "pith/diff.h"

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::bundle_keys_of;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::view;

pith_error_code pith_diff(const pith_keyring* keyring, pith_text a, pith_text b, pith_text subject, uint32_t flags,
                          int* equal, pith_buffer* report, pith_error* error) {
  if (equal != nullptr) {
    *equal = 0;
  }
  if (report != nullptr) {
    *report = {nullptr, 0};
  }
  if (keyring == nullptr || equal == nullptr || report == nullptr || !is_text(a) || !is_text(b) || !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if ((flags & ~PITH_TRUST_BUNDLE_KEYS) != 0 || (subject.size_bytes > 0 && !pith::is_pith_number(view(subject)))) {
    return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
  }
  return guarded(error, [&] {
    pith::DiffOptions options;
    options.subject = view(subject);
    options.bundle_keys = bundle_keys_of(flags);
    options.verdicts = keyring->verdicts.get();
    size_t refused_input = 0;
    const pith::Result<pith::InputDiff> difference =
        pith::diff_inputs(view(a), view(b), keyring->keyring, options, &refused_input);
    if (!difference) {
      return fail(error, difference.error(), refused_input);
    }
    const pith_error_code code = give_buffer(pith::to_json(*difference), report, error);
    *equal = difference->equal ? 1 : 0;
    return code;
  });
}
