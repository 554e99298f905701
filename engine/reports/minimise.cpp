// The smallest input that still fails. Each step lists the parts of one kind, searches which of them can be removed,
// and writes the input anew without them, so that the next step sees only what is left.
//
// Example: of a bundle with 1,000 events, one of which has a payload that makes a program fail, the steps leave: the
// bundle; the three members that make it a bundle; its one event; the member of the payload.
// Counter-example: the members of an event are never removed. Without one of them it is `malformed`, and fails for
// that.
//
// Its tests are tests/minimise_test.cpp and tests/cli/test_minimise.py.

#include "engine/reports/minimise.h"

#include <utility>

#include "engine/bundles/input_merge.h"
#include "engine/reports/input_parts.h"
#include "engine/reports/subset_search.h"

namespace pith {
namespace engine {
namespace {

class Minimisation {
 public:
  Minimisation(std::string lines, const TryCandidate& try_candidate)
      : try_candidate_(try_candidate), input_(std::move(lines)), event_count_(count_events(input_)) {
    result_.given_event_count = event_count_;
    result_.given_size_bytes = input_.size() + 1;  // with the last line feed
  }

  Minimised run() {
    if (!input_.empty() && try_whole()) {
      remove_parts(list_lines(input_), MayBeEmpty::no);
      // First the members: the state repeats what the events say, and would keep it alive.
      remove_parts(list_bundle_members(input_), MayBeEmpty::yes);
      remove_parts(list_bundle_events(input_), MayBeEmpty::yes);
      for (std::size_t depth = 0; remove_parts(list_payload_parts(input_, depth), MayBeEmpty::yes);) {
        ++depth;
      }
      result_.input = std::move(input_) + '\n';
      result_.event_count = event_count_;
    }
    return std::move(result_);
  }

 private:
  bool try_whole() {
    const Trial trial = try_text(input_, event_count_);
    result_.is_stopped = trial == Trial::stop;
    return trial == Trial::fails;
  }

  /// Returns whether there are any, and the caller wants more candidates.
  bool remove_parts(const Parts& parts, MayBeEmpty may_be_empty) {
    if (parts.parts.empty() || result_.is_stopped) {
      return false;
    }
    const auto try_kept = [&](const std::vector<bool>& kept) {
      return try_text(write_kept(input_, parts, kept), event_count_ - count_removed_events(parts, kept));
    };
    const std::vector<bool> kept = search_subset(count_units(parts), may_be_empty, try_kept, result_.is_stopped);
    event_count_ -= count_removed_events(parts, kept);
    input_ = write_kept(input_, parts, kept);
    return !result_.is_stopped;
  }

  Trial try_text(std::string text, std::size_t event_count) {
    text += '\n';
    return try_candidate_({text, event_count, ++result_.run_count});
  }

  const TryCandidate& try_candidate_;
  std::string input_;  // what is left: the smallest input that failed, without its last line feed
  std::size_t event_count_;
  Minimised result_;
};

}  // namespace

Minimised minimise_lines(std::string lines, const TryCandidate& try_candidate) {
  return Minimisation(std::move(lines), try_candidate).run();
}

}  // namespace engine

Result<Minimised> minimise(std::span<const std::string_view> inputs, const TryCandidate& try_candidate,
                           std::size_t* refused_input) {
  engine::InputMerge merge(Keyring(Crypto()), BundleKeys::ignore);
  if (Result<void> added = engine::add_texts(merge, inputs, refused_input); !added) {
    return std::move(added).error();
  }
  Result<std::string> lines = merge.write_lines();
  if (!lines) {
    if (refused_input != nullptr) {
      *refused_input = inputs.size();
    }
    return lines.error();
  }
  return engine::minimise_lines(*std::move(lines), try_candidate);
}

}  // namespace pith
