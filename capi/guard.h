#ifndef PITH_CAPI_GUARD_H
#define PITH_CAPI_GUARD_H

#include <cstddef>
#include <optional>
#include <string_view>

#include "pith/c.h"
#include "pith/result.h"

namespace pith::capi {

/// Fills in an error, unless it is null, and gives its code. The message is cut between characters.
pith_error_code fail(pith_error* error, pith_error_code code, std::string_view message) noexcept;

/// The same of a refusal, with its place if it is about the text of an input.
pith_error_code fail(pith_error* error, const Error& refusal, std::size_t input = PITH_NO_INPUT) noexcept;

pith_error_code succeed(pith_error* error) noexcept;

/// The caller's mistake.
pith_error_code fail_argument(pith_error* error, std::string_view message) noexcept;

/// Says which exception is being handled. Needs one.
pith_error_code fail_with_exception(pith_error* error) noexcept;

/// Does a job that gives a code, and lets no exception out.
template <class Job>
pith_error_code guarded(pith_error* error, Job&& job) noexcept {
  try {
    return job();
  } catch (...) {
    return fail_with_exception(error);
  }
}

/// Whether a text is one: null data has no size.
inline bool is_text(pith_text text) noexcept {
  return text.data != nullptr || text.size_bytes == 0;
}
inline std::string_view view(pith_text text) noexcept {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size_bytes);
}
inline pith_text lend(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
template <class Text>
pith_text lend_or_none(const std::optional<Text>& text) noexcept {
  return text ? lend(*text) : pith_text{nullptr, 0};
}

/// Element `index` of a list that a handle has, in the form that `describe` gives it. `list` is null for a null handle.
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
    return fail_argument(error, "there is no element of that index");
  }
  *out = describe((*list)[index]);
  return succeed(error);
}

}  // namespace pith::capi

#endif
