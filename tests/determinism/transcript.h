#ifndef PITH_TESTS_DETERMINISM_TRANSCRIPT_H
#define PITH_TESTS_DETERMINISM_TRANSCRIPT_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pith/bundle.h"
#include "pith/event_set.h"
#include "pith/result.h"
#include "pith/state.h"

namespace pith::determinism {

/// What came out of one case, as text: what it is of, how long it is and its bytes, one thing after the other.
class Transcript {
 public:
  void add(std::string_view label, std::string_view bytes);
  void add(std::string_view label, bool holds) { add(label, std::string_view(holds ? "yes" : "no")); }
  void add(std::string_view label, const char* bytes) { add(label, std::string_view(bytes)); }
  void add(std::string_view label, const Sha256Digest& digest) { add(label, std::string_view(to_hex(digest))); }
  void add_number(std::string_view label, std::size_t number) { add(label, std::string_view(std::to_string(number))); }
  void add_optional(std::string_view label, const std::optional<std::string>& bytes);

  /// The code and the place; the explanation is for people and may change.
  void add(std::string_view label, const Error& error);
  void add(std::string_view label, const Result<std::string>& result);
  /// What became of an event, or why it is refused.
  void add(std::string_view label, const Result<EventVerdict>& verdict);
  /// All of it but the explanations of warnings.
  void add(std::string_view label, const State& state);
  /// All of it but explanations: of a warning its code, and what a check found only where it expected something, since
  /// otherwise that may be words.
  void add(std::string_view label, const BundleReport& report);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace pith::determinism

#endif
