#ifndef PITH_TESTS_DETERMINISM_CASES_H
#define PITH_TESTS_DETERMINISM_CASES_H

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/determinism/transcript.h"

namespace pith::determinism {

/// What is to be run: cases by name, each by itself, so that threads may share them.
class Cases {
 public:
  using Run = std::function<Transcript()>;

  /// Runs may go on at once: what they share must bear that.
  void add(std::string name, Run run) { cases_.push_back({std::move(name), std::move(run)}); }

  /// Runs all of them on so many threads, and prints `GROUP/NAME DIGEST` of each in the order in which they were added.
  /// Throws what the first of them threw that threw.
  void print_digests(std::size_t thread_count) const;

  /// Runs the one of that name alone and prints its text. False where there is none.
  bool print_text(const std::string& name) const;

 private:
  struct Case {
    std::string name;
    Run run;
  };

  std::vector<Case> cases_;
};

}  // namespace pith::determinism

#endif
