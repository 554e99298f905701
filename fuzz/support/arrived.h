#ifndef PITH_FUZZ_SUPPORT_ARRIVED_H
#define PITH_FUZZ_SUPPORT_ARRIVED_H

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pith/state.h"
#include "tests/support/reference_json.h"

namespace pith::fuzz {

/// The slow reference takes quadratic time.
inline constexpr std::size_t reference_events_max = 64;

/// SPEC 9.5 and 6.5: the events and aliases that are merged for a record, from documents that are not refused.
class Arrived {
 public:
  explicit Arrived(std::string subject) : subject_(std::move(subject)) {}

  /// Adds an event, or what is in a bundle.
  void add(const tests::reference::Json& value);

  /// Whether the slow reference would take too long.
  bool is_too_many() const { return events_.size() > reference_events_max; }

  /// What the slow reference gives under keyring(), on three lines: the state document, its hash, and `input_sha256`.
  /// std::nullopt if it would take too long.
  std::optional<std::string> reference_outcome() const;

 private:
  std::string subject_;
  std::vector<std::string> events_;
  std::vector<Alias> aliases_;
};

}  // namespace pith::fuzz

#endif
