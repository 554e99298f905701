#ifndef PITH_ENGINE_BUNDLES_CHECK_LIST_H
#define PITH_ENGINE_BUNDLES_CHECK_LIST_H

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pith/bundle.h"
#include "pith/result.h"

namespace pith::engine {

/// The checks of a report, in the order in which they were made.
class CheckList {
 public:
  CheckList() { checks_.reserve(checks_usual); }

  void pass(std::string_view name, std::string_view pointer) {
    checks_.push_back({std::string(name), true, std::nullopt, std::nullopt, std::string(pointer)});
  }
  void fail(std::string_view name, std::string_view pointer, std::optional<std::string> expected,
            std::optional<std::string> actual) {
    checks_.push_back({std::string(name), false, std::move(expected), std::move(actual), std::string(pointer)});
  }

  /// One fault of many: the first listed_faults_max are listed, and end_faults() says how many more there are.
  void add_fault(std::string_view name, std::string_view pointer, std::string_view actual) {
    if (++fault_count_ <= listed_faults_max) {
      fail(name, pointer, std::nullopt, std::string(actual));
    }
  }
  void add_unlisted_faults(std::size_t count) { fault_count_ += count; }
  void end_faults(std::string_view name, std::string_view pointer) {
    if (fault_count_ > listed_faults_max) {
      fail(name, pointer, std::nullopt, std::to_string(fault_count_ - listed_faults_max) + " more");
    }
    fault_count_ = 0;
  }

  bool all_pass() const {
    return std::all_of(checks_.begin(), checks_.end(), [](const Check& check) { return check.ok; });
  }
  std::vector<Check> take() { return std::move(checks_); }

 private:
  static constexpr std::size_t checks_usual = 16;

  std::vector<Check> checks_;
  std::size_t fault_count_ = 0;  // of the list that is being made
};

}  // namespace pith::engine

#endif
