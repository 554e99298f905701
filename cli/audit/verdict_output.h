#ifndef PITH_CLI_AUDIT_VERDICT_OUTPUT_H
#define PITH_CLI_AUDIT_VERDICT_OUTPUT_H

// Where the lines of an audit go: standard output, or a file that survives whatever stops the program.

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace pith::cli {

/// Lines on their way to a descriptor. Safe to use from many threads.
/// Only copied or moved before it is used.
class VerdictOutput {
 public:
  /// Standard output.
  VerdictOutput() = default;
  /// A file that is open for appending. It stays open, and belongs to the caller. `path` is for messages.
  VerdictOutput(int descriptor, std::string path);

  /// Adds a line, and its newline. Throws OutputFailure if the lines before it cannot be written.
  void write(std::string_view line);

  /// Hands all lines to the system. Throws OutputFailure if that fails.
  void flush();

  /// Hands all lines to the disk, if this is a file. Throws OutputFailure if that fails.
  void sync();

 private:
  void flush_locked();
  void sync_locked();

  std::mutex mutex_;
  int descriptor_ = 1;
  std::string path_;  // empty for standard output
  std::string pending_;
  bool has_failed_ = false;
  std::chrono::steady_clock::time_point flushed_at_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point synced_at_ = std::chrono::steady_clock::now();
};

}  // namespace pith::cli

#endif
