#ifndef PITH_CLI_AUDIT_PROGRESS_H
#define PITH_CLI_AUDIT_PROGRESS_H

// What `audit` says on standard error while it runs: how far it is, and what fails.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"

namespace pith::cli {

/// How much of the input is read.
struct ReadBytes {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;  ///< if it is known
};

/// For one thread at a time.
class AuditProgress {
 public:
  /// A quiet one says nothing.
  AuditProgress(const Terminal& terminal, bool is_quiet);

  /// The audit begins now, after this much was done by an earlier part of it.
  void start(std::uint64_t documents, ReadBytes bytes);

  /// Says what is wrong with a document, in one line. After the first listed_faults_max of them it only counts.
  void report(const AuditLine& line);

  /// Says how far the run is if it is time to do so: a few times a second on a terminal, and otherwise once a minute.
  void update(const AuditSummary& summary, ReadBytes bytes);

  /// Takes the line of update() off the terminal, and says how many problems were not listed.
  void finish();

  /// Seconds since start().
  double elapsed_seconds() const;

 private:
  void clear_line();

  using Clock = std::chrono::steady_clock;

  const Terminal& terminal_;
  bool is_quiet_;
  bool is_on_terminal_;
  bool has_line_ = false;
  Clock::time_point started_at_ = Clock::now();
  Clock::time_point updated_at_ = Clock::now();
  std::uint64_t documents_at_start_ = 0;
  std::uint64_t bytes_at_start_ = 0;
  std::uint64_t problem_count_ = 0;
};

/// A verdict that does not hold, as one line for people: `SOURCE: FAILS  PITH_NUMBER: CHECK: ...`, or as a refusal.
std::string describe_problem(const AuditLine& line);

/// The summary, as one line for people. `rate` is in documents a second, if it was measured.
std::string describe_summary(const AuditSummary& summary, const Crypto& crypto, std::optional<double> rate);

}  // namespace pith::cli

#endif
