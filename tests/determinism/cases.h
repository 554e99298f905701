#ifndef PITH_TESTS_DETERMINISM_CASES_H
#define PITH_TESTS_DETERMINISM_CASES_H

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/determinism/transcript.h"

namespace pith::determinism {

/// Cases by name. Each runs by itself, so that several threads may run them.
class Cases {
 public:
  using Run = std::function<Transcript()>;

  /// Several cases may run at once, so everything that they share must be thread-safe.
  void add(std::string name, Run run) { cases_.push_back({std::move(name), std::move(run)}); }

  /// Runs all cases on `thread_count` threads. Prints `GROUP/NAME DIGEST` for each, in the order in which they were
  /// added. If cases throw, it rethrows the exception of the first one in that order.
  void print_digests(std::size_t thread_count) const;

  /// Runs the cases that canonicalise documents and nothing else, and writes these as JSON: for each case its `name`,
  /// and as `documents` pairs of a label and base64.
  void write_documents(const std::filesystem::path& path) const;

  /// Runs only the case with that name and prints its text. Returns false if there is none.
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
