// What is there is read once: first by next_earlier(), which changes nothing, and only then does start_writing() cut a
// torn line off. So a file with damage stays as it is.

#include "cli/audit/verdict_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/audit/verdict_lines.h"
#include "cli/descriptor.h"
#include "cli/output_file.h"
#include "cli/terminal.h"

namespace pith::cli {
namespace {

/// Why the first line of a file does not belong to this run; an empty text if it does.
std::string compare_runs(const AuditRun& there, const AuditRun& now) {
  if (there.program != now.program || there.merge_version != now.merge_version) {
    return "another version of the program wrote this file (" + there.program + ", " + there.merge_version +
           "): resume it with that version, or start again with --overwrite";
  }
  if (there.keys_sha256 != now.keys_sha256) {
    return "this file was written with other keys, another --max-document or another --trust-bundle-keys: use the same "
           "options, or start again with --overwrite";
  }
  return "";
}

}  // namespace

Result<VerdictFile> VerdictFile::open(const std::string& path, IfExists if_exists, const AuditRun& run) {
  const int create = if_exists == IfExists::refuse ? O_CREAT | O_EXCL : O_CREAT;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | create, 0666);
  if (descriptor < 0) {
    if (errno != EEXIST) {
      throw OutputFailure(explain_write_failure(path));
    }
    return unreadable("this file is there already: add --resume to go on with it, or --overwrite to replace it");
  }
  VerdictFile file(descriptor, path, run);
  // A file system without locks is no reason not to write.
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return unreadable("another audit is writing this file: wait until it has ended");
  }
  if (if_exists == IfExists::overwrite && ftruncate(descriptor, 0) != 0) {
    throw OutputFailure(explain_write_failure(path));
  }
  sync_folder_of(path);
  if (const Result<void> checked = file.read_first_line(run); !checked) {
    return checked.error();
  }
  return file;
}

VerdictFile::VerdictFile(int descriptor, std::string path, const AuditRun& run)
    : descriptor_(descriptor),
      path_(std::move(path)),
      first_line_(to_json(run) + "\n"),
      lines_(InputFile::borrow(descriptor), verdict_line_bytes_max) {}

VerdictFile::VerdictFile(VerdictFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      first_line_(std::move(other.first_line_)),
      lines_(std::move(other.lines_)),
      whole_bytes_(other.whole_bytes_) {}

VerdictFile::~VerdictFile() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

Result<void> VerdictFile::read_first_line(const AuditRun& run) {
  const Result<std::optional<Line>> line = lines_.next();
  if (!line) {
    return line.error();
  }
  if (!*line) {
    return {};  // an empty file
  }
  if (!(*line)->is_whole) {
    // A torn first line starts afresh, but only if it is the beginning of one: anything else is somebody's file.
    constexpr std::string_view beginning = R"({"format":"pith-merge.audit-run.v1",)";
    return beginning.starts_with((*line)->text) || (*line)->text.starts_with(beginning)
               ? Result<void>()
               : Error{ErrorCode::not_a_verdict, {}, "this is not a file of verdicts: choose another name"};
  }
  const Result<AuditRun> there = parse_audit_run((*line)->text);
  if (!there) {
    return error_in_line(there.error(), **line);
  }
  if (std::string difference = compare_runs(*there, run); !difference.empty()) {
    return Error{ErrorCode::not_a_verdict, {}, std::move(difference)};
  }
  first_line_.clear();
  whole_bytes_ = (*line)->text.size() + 1;
  return {};
}

Result<std::optional<EarlierLine>> VerdictFile::next_earlier() {
  const Result<std::optional<Line>> line = lines_.next();
  if (!line) {
    return line.error();
  }
  if (!*line || !(*line)->is_whole) {
    return std::optional<EarlierLine>();
  }
  Result<AuditLine> verdict = parse_audit_line((*line)->text);
  if (!verdict) {
    return error_in_line(verdict.error(), **line);
  }
  whole_bytes_ += (*line)->text.size() + 1;
  return std::optional(EarlierLine{*std::move(verdict), (*line)->number});
}

void VerdictFile::start_writing() {
  if (ftruncate(descriptor_, static_cast<off_t>(whole_bytes_)) != 0 || !write_all(descriptor_, first_line_)) {
    throw OutputFailure(explain_write_failure(path_));
  }
}

}  // namespace pith::cli
