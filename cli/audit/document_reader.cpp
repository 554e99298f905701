#include "cli/audit/document_reader.h"

#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/audit/archive.h"
#include "cli/audit/byte_source.h"
#include "cli/audit/document_splitter.h"
#include "cli/audit/file_kind.h"
#include "cli/audit/opened_stream.h"
#include "cli/folder_walk.h"

namespace pith::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view standard_input = "-";

bool is_folder(const std::string& path) {
  std::error_code unknown;  // then opening it says why
  return path != standard_input && fs::is_directory(path, unknown);
}

/// The bytes of a file. One that cannot be opened has none.
std::optional<std::uint64_t> size_of(const std::string& path) {
  if (path == standard_input) {
    return InputFile::open(path)->remaining_bytes();
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::is_regular_file(status)) {
    return fs::exists(status) ? std::nullopt : std::optional<std::uint64_t>(0);
  }
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

std::optional<std::uint64_t> size_of_all(const std::vector<std::string>& paths) {
  std::uint64_t sum = 0;
  for (const std::string& path : paths) {
    const std::optional<std::uint64_t> size = size_of(path);
    if (!size) {
      return std::nullopt;
    }
    sum += *size;
  }
  return sum;
}

AuditDocument refuse(std::string source, Error error) {
  return {std::move(source), "", std::move(error), false};
}

Error nothing_in_folder() {
  return {ErrorCode::empty, no_place,
          "no document is in this folder or below it: the names of their files end in .json, .ndjson or .jsonl, also "
          "compressed, and those of archives in .tar, .tgz or .zip"};
}

Error nothing_in_archive() {
  return {ErrorCode::empty, no_place,
          "no document is in this archive: the names of their files end in .json, .ndjson or .jsonl, also compressed"};
}

Error writes_this_file() {
  return unreadable(
      "this audit writes this file itself, and does not read it: name another file for its results, or remove this "
      "link to it");
}

}  // namespace

/// A folder that was named.
struct DocumentReader::Folder {
  std::string path;
  FolderWalk walk;
  bool is_empty = true;
};

/// A file that is open.
struct DocumentReader::File {
  std::string path;
  FileSource file;
  OpenedStream opened;
  std::unique_ptr<Archive> archive = nullptr;
  bool is_empty = true;

  File(const std::string& file_path, InputFile input, std::span<char> buffer, ExpansionLimit& limit,
       std::atomic<std::uint64_t>& bytes_read)
      : path(file_path), file(std::move(input), buffer, limit, bytes_read), opened(file, limit) {}
};

/// A file or a member that is being split.
struct DocumentReader::Stream {
  std::string source;
  bool may_be_other;
  bool may_be_empty;
  std::unique_ptr<OpenedStream> member;  // none for a file, which has its own
  DocumentSplitter splitter;
  bool is_empty = true;
};

DocumentReader::DocumentReader(std::vector<std::string> paths, ReaderOptions options)
    : paths_(std::move(paths)),
      options_(options),
      bytes_total_(size_of_all(paths_)),
      limit_(options.document_bytes_max),
      buffer_(FileSource::buffer_size_bytes) {}

DocumentReader::~DocumentReader() = default;

std::optional<AuditDocument> DocumentReader::next() {
  while (stream_ || file_ || folder_ || paths_done_ < paths_.size()) {
    if (std::optional<AuditDocument> document = advance()) {
      if (folder_) {
        folder_->is_empty = false;
      }
      if (file_) {
        file_->is_empty = false;
      }
      return document;
    }
  }
  return std::nullopt;
}

/// Takes one step with the innermost of what is open. Returns a document if the step gave one.
std::optional<AuditDocument> DocumentReader::advance() {
  if (stream_) {
    return next_document();
  }
  if (file_) {
    return next_member();
  }
  return folder_ ? next_file() : next_path();
}

std::optional<AuditDocument> DocumentReader::next_path() {
  const std::string& path = paths_[paths_done_++];
  if (is_folder(path)) {
    folder_.reset(new Folder{path, FolderWalk(path, is_document_file)});
    return std::nullopt;
  }
  return open_file(path);
}

std::optional<AuditDocument> DocumentReader::next_file() {
  std::optional<FoundFile> found = folder_->walk.next();
  if (!found) {
    const std::unique_ptr<Folder> done = std::move(folder_);
    return done->is_empty ? std::optional(refuse(done->path, nothing_in_folder())) : std::nullopt;
  }
  return found->error ? refuse(std::move(found->path), *std::move(found->error)) : open_file(found->path);
}

std::optional<AuditDocument> DocumentReader::open_file(const std::string& path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return refuse(path, file.error());
  }
  const std::optional<FileIdentity> identity = identity_of(file->descriptor());
  if (identity && std::find(options_.written.begin(), options_.written.end(), *identity) != options_.written.end()) {
    return refuse(path, writes_this_file());
  }
  limit_.reset();
  file_ = std::make_unique<File>(path, *std::move(file), buffer_, limit_, bytes_read_);
  const bool is_filter = path == standard_input && options_.standard_input_is_ndjson;
  FileKind kind = is_filter ? FileKind{Compression::none, Content::ndjson} : kind_of_name(path);
  if (std::optional<Error> error = file_->opened.open(kind)) {
    file_->is_empty = false;
    return refuse(path, *std::move(error));
  }
  if (kind.is_archive()) {
    file_->archive = std::make_unique<Archive>(file_->opened.bytes(), kind.content, limit_);
    return std::nullopt;
  }
  const bool is_in_folder = folder_ != nullptr;
  const std::uint64_t size_expected =
      kind.compression == Compression::none ? file_->file.file().remaining_bytes().value_or(0) : 0;
  stream_.reset(new Stream{path, is_in_folder, is_filter || is_in_folder, nullptr,
                           DocumentSplitter(file_->opened.bytes(), kind.content == Content::ndjson,
                                            options_.document_bytes_max, size_expected)});
  return std::nullopt;
}

/// Opens the next member of the file. Closes a file that has no further one, or is not an archive.
std::optional<AuditDocument> DocumentReader::next_member() {
  Result<std::optional<ArchiveMember>> found = std::optional<ArchiveMember>();
  if (file_->archive) {
    found = file_->archive->next(is_document_member);
  }
  if (!found) {
    return refuse(file_->path, found.error());
  }
  if (!*found) {
    const std::unique_ptr<File> done = std::move(file_);
    const bool is_refused = done->archive && done->is_empty && !folder_;
    return is_refused ? std::optional(refuse(done->path, nothing_in_archive())) : std::nullopt;
  }
  ArchiveMember& member = **found;
  std::string source = file_->path + '!' + member.name;
  if (member.error) {
    return refuse(std::move(source), *std::move(member.error));
  }
  auto opened = std::make_unique<OpenedStream>(*file_->archive, limit_);
  FileKind kind = kind_of_name(member.name);
  if (std::optional<Error> error = opened->open(kind)) {
    return refuse(std::move(source), *std::move(error));
  }
  const std::uint64_t size_expected = kind.compression == Compression::none ? member.size_bytes_expected : 0;
  DocumentSplitter splitter(opened->bytes(), kind.content == Content::ndjson, options_.document_bytes_max,
                            size_expected);
  stream_.reset(new Stream{std::move(source), true, true, std::move(opened), std::move(splitter)});
  return std::nullopt;
}

std::optional<AuditDocument> DocumentReader::next_document() {
  std::optional<SplitDocument> found = stream_->splitter.next();
  if (!found) {
    const std::unique_ptr<Stream> done = std::move(stream_);
    const bool is_refused = done->is_empty && !done->may_be_empty;
    return is_refused ? std::optional(refuse(done->source, nothing_to_read())) : std::nullopt;
  }
  stream_->is_empty = false;
  limit_.count_document(found->text.size());
  std::string source = stream_->source;
  if (found->line != 0) {
    source += '#' + std::to_string(found->line);
  }
  const bool may_be_other = stream_->may_be_other && found->line == 0;
  return AuditDocument{std::move(source), std::move(found->text), std::move(found->error), may_be_other};
}

bool DocumentReader::may_wait() const {
  if (stream_ && stream_->splitter.is_buffered()) {
    return false;
  }
  if (!file_) {
    return false;
  }
  pollfd input = {file_->file.file().descriptor(), POLLIN, 0};
  return poll(&input, 1, 0) == 0;
}

}  // namespace pith::cli
