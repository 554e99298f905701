#ifndef PITH_CAPI_GUARD_H
#define PITH_CAPI_GUARD_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/c.h"
#include "pith/result.h"

namespace pith::capi {

/// Fills in *error, unless `error` is null, and returns the code. A long message is cut between two characters.
pith_error_code fail(pith_error* error, pith_error_code code, std::string_view message) noexcept;

/// The same for a refused input, with its place.
pith_error_code fail(pith_error* error, const Error& refusal, std::size_t input = PITH_NO_INPUT) noexcept;

pith_error_code succeed(pith_error* error) noexcept;

/// Reports a mistake of the caller.
pith_error_code fail_argument(pith_error* error, std::string_view message) noexcept;

#if defined(__cpp_exceptions)
/// Reports the exception that is being handled. Needs one.
pith_error_code fail_with_exception(pith_error* error) noexcept;
#endif

/// Does a job that returns a code. No exception leaves it. A build without exceptions has none: the library stops there
/// instead of throwing (containers/throw_failure.h).
template <class Job>
pith_error_code guarded(pith_error* error, Job&& job) noexcept {
#if defined(__cpp_exceptions)
  try {
    return job();
  } catch (...) {
    return fail_with_exception(error);
  }
#else
  static_cast<void>(error);
  return job();
#endif
}

/// Empties an output, unless it is null.
inline void clear(pith_buffer* out) noexcept {
  if (out != nullptr) {
    *out = {nullptr, 0};
  }
}

/// Copies a text into a buffer that the caller frees with pith_buffer_free. Without memory for it, *out is unchanged.
pith_error_code give_buffer(std::string_view text, pith_buffer* out, pith_error* error) noexcept;

/// Whether an argument is a text: null data must have size 0.
inline bool is_text(pith_text text) noexcept {
  return text.data != nullptr || text.size_bytes == 0;
}
/// The same for an array of them, which may be null if it is empty.
inline bool are_texts(const pith_text* texts, std::size_t count) noexcept {
  return texts == nullptr ? count == 0 : std::all_of(texts, texts + count, is_text);
}
inline std::string_view view(pith_text text) noexcept {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size_bytes);
}
/// Throws std::bad_alloc. Needs texts.
inline std::vector<std::string_view> views_of(const pith_text* texts, std::size_t count) {
  std::vector<std::string_view> views(count);
  std::transform(texts, texts + count, views.begin(), view);
  return views;
}
inline pith::BundleKeys bundle_keys_of(std::uint32_t flags) noexcept {
  return (flags & PITH_TRUST_BUNDLE_KEYS) != 0 ? pith::BundleKeys::trust : pith::BundleKeys::ignore;
}
inline pith_text lend(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
template <class Text>
pith_text lend_or_none(const std::optional<Text>& text) noexcept {
  return text ? lend(*text) : pith_text{nullptr, 0};
}

/// Puts element `index` of a handle's list into *out, in the form that `describe` gives it. `list` is null if the
/// handle is.
template <class List, class Out, class Describe>
pith_error_code give_element(const List* list, std::size_t index, Out* out, pith_error* error,
                             Describe&& describe) noexcept {
  if (out != nullptr) {
    *out = Out{};
  }
  if (list == nullptr || out == nullptr) {
    return fail_argument(error, "a handle or an output is null");
  }
  if (index >= list->size()) {
    return fail_argument(error, "the index is too large");
  }
  *out = describe((*list)[index]);
  return succeed(error);
}

}  // namespace pith::capi

#endif
