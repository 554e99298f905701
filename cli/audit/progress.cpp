#include "cli/audit/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "cli/count.h"
#include "cli/refusals.h"
#include "pith/result.h"

namespace pith::cli {
namespace {

constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds log_interval{60};

std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural) {
  return with_thousands(count) + ' ' + std::string(count == 1 ? singular : plural);
}

std::string describe_duration(double seconds) {
  const auto minutes = static_cast<std::uint64_t>(seconds / 60);
  if (minutes >= 60) {
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
  }
  return minutes > 0 ? std::to_string(minutes) + " min"
                     : std::to_string(static_cast<std::uint64_t>(std::ceil(seconds))) + " s";
}

std::string describe_rate(double rate) {
  return with_thousands(static_cast<std::uint64_t>(std::llround(rate))) + " a second";
}

}  // namespace

AuditProgress::AuditProgress(const Terminal& terminal, bool is_quiet)
    : terminal_(terminal), is_quiet_(is_quiet), is_on_terminal_(isatty(STDERR_FILENO) == 1) {}

void AuditProgress::start(std::uint64_t documents, ReadBytes bytes) {
  started_at_ = Clock::now();
  documents_at_start_ = documents;
  bytes_at_start_ = bytes.done;
}

void AuditProgress::report(const AuditLine& line) {
  if (!is_quiet_ && ++problem_count_ <= listed_faults_max) {
    clear_line();
    terminal_.say(describe_problem(line));
  }
}

void AuditProgress::update(const AuditSummary& summary, ReadBytes bytes) {
  const Clock::time_point now = Clock::now();
  if (is_quiet_ || now - updated_at_ < (is_on_terminal_ ? Clock::duration(terminal_interval) : log_interval)) {
    return;
  }
  updated_at_ = now;
  const double seconds = elapsed_seconds();
  std::string text = "pith-merge audit: " + with_thousands(summary.documents()) + " done, " +
                     with_thousands(summary.fail) + " fail, " + with_thousands(summary.refused) + " refused, " +
                     describe_rate(static_cast<double>(summary.documents() - documents_at_start_) / seconds);
  if (bytes.total && bytes.done > bytes_at_start_ && bytes.done <= *bytes.total) {
    const double seconds_per_byte = seconds / static_cast<double>(bytes.done - bytes_at_start_);
    text += ", " + describe_duration(static_cast<double>(*bytes.total - bytes.done) * seconds_per_byte) + " left";
  }
  clear_line();
  if (is_on_terminal_) {
    terminal_.say_unfinished(text);
    has_line_ = true;
  } else {
    terminal_.say(text);
  }
}

void AuditProgress::finish() {
  clear_line();
  if (problem_count_ > listed_faults_max) {
    terminal_.say("pith-merge audit: and " + with_thousands(problem_count_ - listed_faults_max) +
                  " more that do not hold; their verdicts say why");
  }
}

double AuditProgress::elapsed_seconds() const {
  constexpr double least_seconds = 0.001;  // so that a rate is finite
  return std::max(least_seconds, std::chrono::duration<double>(Clock::now() - started_at_).count());
}

void AuditProgress::clear_line() {
  if (has_line_) {
    terminal_.say_unfinished("\r\x1b[K");
    has_line_ = false;
  }
}

std::string describe_problem(const AuditLine& line) {
  if (line.verdict.error) {
    return describe_refusal(line.source, *line.verdict.error);
  }
  std::string text = printable(line.source) + ": FAILS  " + printable(line.verdict.pith_number.value_or("")) + ":";
  if (line.verdict.faults.empty()) {
    return text;
  }
  const AuditFault& fault = line.verdict.faults.front();
  text += ' ' + fault.check + ' ' + printable(fault.pointer);
  if (fault.expected) {
    text += ": stated " + (fault.actual ? printable(*fault.actual) : "nothing") + ", computed " +
            printable(*fault.expected);
  } else if (fault.actual) {
    text += ": " + printable(*fault.actual);
  }
  return text;
}

std::string describe_summary(const AuditSummary& summary, const Crypto& crypto, std::optional<double> rate) {
  return "pith-merge audit: " + count_of(summary.hold, "holds", "hold") + ", " +
         count_of(summary.fail, "fails", "fail") + ", " + with_thousands(summary.refused) + " refused, " +
         with_thousands(summary.other) + " other; " + (rate ? describe_rate(*rate) + "; " : "") + "mirror_sha256 " +
         to_hex(summary.digest.sha256(crypto)) + (summary.hold == 0 ? " (nothing holds)" : "");
}

}  // namespace pith::cli
