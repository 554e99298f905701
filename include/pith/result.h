#ifndef PITH_RESULT_H
#define PITH_RESULT_H

/// @file
/// How this library reports what went wrong.
///
/// Bad input is a value: a `Result` that holds an `Error` with a stable code and a place in the input.
/// A failure of the machine (no memory, no algorithm) is an exception, std::bad_alloc or pith::SystemFailure. It says
/// nothing about the input: try again elsewhere.
/// A caller's mistake is a broken precondition. Each function states its own, and assertions check them.

#include "pith/needs_cpp20.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "pith/export.h"

namespace pith {

/// Why an input was refused. The names are stable: scripts depend on them. SPEC 1.4, 3.6, 9.5 and 12.
enum class ErrorCode : std::uint8_t {
  syntax,               ///< malformed JSON, or JSON that stops early
  trailing_data,        ///< something other than white space follows the value
  byte_order_mark,      ///< the document starts with U+FEFF
  invalid_utf8,         ///< bytes that are not UTF-8
  lone_surrogate,       ///< an escape that leaves half a surrogate pair
  duplicate_key,        ///< a key appears twice in one object
  number_out_of_range,  ///< NaN, infinities, too many digits, too long an exponent
  depth_exceeded,       ///< more nested containers than the limit
  not_a_bundle,         ///< a bundle was expected
  not_an_event,         ///< neither an event, nor a bundle, nor an array of these
  bad_key,              ///< a key entry that nobody should trust
  no_subject,           ///< the input does not name the record to merge
  several_subjects,     ///< the input names more than one record
  unreadable,           ///< the file cannot be read, or is larger than the limit in pith/merge.h
  empty,                ///< nothing to read, such as an empty file; callers find it, and tell refuse()
  not_found,            ///< the document has no value at that JSON Pointer, or the input no event with that id
  too_large,            ///< larger than the document that the caller allows; callers find it, too
  not_a_verdict,        ///< a line of an audit, or of a digest of a mirror, was expected
  not_evidence,         ///< evidence was expected (SPEC 12)
  ambiguous,            ///< several events have an id that begins like that
  not_a_draft,          ///< the content of one event was expected, by the signer whose key is given
  not_accepted,         ///< the event that is to be signed would not be valid
};

/// The stable name of a code, as written in this header. Never fails; static storage.
PITH_API std::string_view name(ErrorCode code) noexcept;

/// A place in an input. Everything is counted in bytes, so that no encoding or locale matters.
struct Place {
  std::size_t offset_bytes = 0;  ///< from 0
  std::size_t line = 1;          ///< line feeds before the place, plus 1; 0 only in no_place
  std::size_t column = 1;        ///< bytes since the line began, plus 1; 0 only in no_place

  /// Member by member.
  friend bool operator==(const Place&, const Place&) = default;
};

/// The place of a refusal that is about all inputs together: `no_subject` and `several_subjects`.
inline constexpr Place no_place = {0, 0, 0};

/// One refusal. `explanation` is for people and may change; the other two do not.
struct Error {
  ErrorCode code = ErrorCode::syntax;  ///< stable
  Place place;                         ///< of the first fault, or no_place
  std::string explanation;             ///< for people
};

/// An error as one line of text: `LINE:COLUMN: CODE: explanation`, or `CODE: explanation` if it has no place. Put the
/// name of the input and a colon in front, and editors find the place. The explanation may quote any text of the input:
/// escape it before you show it.
PITH_API std::string describe(const Error& error);

/// Reports list this many faults of one kind, and then say how many more there are. Two bytes of input can cause a
/// hundred bytes of report, and nobody reads the hundredth fault.
inline constexpr std::size_t listed_faults_max = 100;

/// The machine failed, not the input: an algorithm is missing, the cryptographic library failed, or a set is full.
class PITH_API SystemFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Either a value or an error: an Error, unless E says otherwise. Thread safety is that of T.
template <class T, class E = Error>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<T, E>, "the type says whether it is a value or an error");

 public:
  /// Takes over the value.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// Takes over the error.
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  /// Whether it holds a value.
  bool ok() const noexcept { return state_.index() == 0; }
  /// Same as ok().
  explicit operator bool() const noexcept { return ok(); }

  /// @{
  /// The value. Needs ok().
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  /// @}

  /// @{
  /// The error. Needs !ok().
  const E& error() const& {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  E&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&state_));
  }
  /// @}

 private:
  T& value() {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<0>(&state_);
  }

  std::variant<T, E> state_;
};

/// Either success or an error.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  /// Success.
  Result() = default;
  /// Takes over the error.
  Result(E error) : error_(std::move(error)) {}

  /// Whether it succeeded.
  bool ok() const noexcept { return !error_; }
  /// Same as ok().
  explicit operator bool() const noexcept { return ok(); }

  /// @{
  /// The error. Needs !ok().
  const E& error() const& {
    assert(!ok());
    return *error_;
  }
  E&& error() && {
    assert(!ok());
    return *std::move(error_);
  }
  /// @}

 private:
  std::optional<E> error_;
};

}  // namespace pith

#endif
