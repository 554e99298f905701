#ifndef PITH_CAPI_MERGE_ARGUMENTS_H
#define PITH_CAPI_MERGE_ARGUMENTS_H

#include <cstddef>
#include <cstdint>

#include "capi/guard.h"
#include "capi/handles.h"

// The arguments that everything that merges inputs has: a keyring, inputs, a subject and flags.

namespace pith::capi {

/// Whether every flag is one of `known`, and the subject is empty or a Pith Number.
inline bool may_be_given(std::uint32_t flags, pith_text subject,
                         std::uint32_t known = PITH_TRUST_BUNDLE_KEYS) noexcept {
  return (flags & ~known) == 0 && (subject.size_bytes == 0 || is_pith_number(view(subject)));
}

/// Reports that they may not.
inline pith_error_code fail_flags_or_subject(pith_error* error) noexcept {
  return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
}

/// The options of a merge, or of a report about one.
template <class Options>
Options options_of(const pith_keyring& keyring, pith_text subject, std::uint32_t flags) {
  Options options;
  options.subject = view(subject);
  options.bundle_keys = bundle_keys_of(flags);
  options.verdicts = keyring.verdicts.get();
  return options;
}

/// Reports a refusal by a function that was given `input_count` inputs. It sets `refused_input` to less if the refusal
/// is about one of them.
inline pith_error_code fail_input(pith_error* error, const Error& refusal, std::size_t refused_input,
                                  std::size_t input_count) noexcept {
  return fail(error, refusal, refused_input < input_count ? refused_input : PITH_NO_INPUT);
}

}  // namespace pith::capi

#endif
