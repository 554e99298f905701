#include "cli/audit/verdict_output.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "cli/descriptor.h"
#include "cli/output_file.h"
#include "cli/terminal.h"

namespace pith::cli {
namespace {

/// A call of the system costs little beside so many lines.
constexpr std::size_t pending_bytes_max = std::size_t{1} << 17;
/// What a program or a machine that stops may lose: a few seconds of work, which --resume does again.
constexpr std::chrono::seconds flush_interval{1};
constexpr std::chrono::seconds sync_interval{5};

}  // namespace

VerdictOutput::VerdictOutput(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

void VerdictOutput::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  pending_ += line;
  pending_ += '\n';
  if (pending_.size() >= pending_bytes_max || std::chrono::steady_clock::now() - flushed_at_ >= flush_interval) {
    flush_locked();
  }
}

void VerdictOutput::flush() {
  const std::lock_guard lock(mutex_);
  flush_locked();
}

void VerdictOutput::sync() {
  const std::lock_guard lock(mutex_);
  flush_locked();
  sync_locked();
}

void VerdictOutput::flush_locked() {
  const std::string lines = std::exchange(pending_, {});
  flushed_at_ = std::chrono::steady_clock::now();
  // After a failure nothing more is written: it would come behind half a line.
  if (!lines.empty() && (has_failed_ || !write_all(descriptor_, lines))) {
    has_failed_ = true;
    throw OutputFailure(path_.empty() ? "cannot write to standard output"
                                      : explain_write_failure(path_) +
                                            ": its lines are whole, apart from the last one; repair that, and run the "
                                            "same command with --resume");
  }
  if (flushed_at_ - synced_at_ >= sync_interval) {
    sync_locked();
  }
}

void VerdictOutput::sync_locked() {
  // What fdatasync leaves out, such as the time of the last change, is not needed to read the file.
  if (!path_.empty() && fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) {
    throw OutputFailure(explain_write_failure(path_));
  }
  synced_at_ = std::chrono::steady_clock::now();
}

}  // namespace pith::cli
