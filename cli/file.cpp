#include "cli/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>

#include "canon/parse.h"
#include "cli/descriptor.h"
#include "engine/bundles/split_input.h"
#include "engine/records/record_identity.h"

namespace pith::cli {
namespace {

/// Whether a path begins with the scheme of an address, as `https://` does.
bool looks_like_url(std::string_view path) {
  const std::size_t scheme_size = path.find("://");
  return scheme_size != std::string_view::npos && scheme_size > 0 &&
         std::all_of(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(scheme_size), [](char character) {
           return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
         });
}

/// Why a path cannot be opened, and what to do.
std::string explain_missing(const std::string& path, int error_number) {
  const std::string reason = std::strerror(error_number);
  if (error_number != ENOENT) {
    return reason;
  }
  if (looks_like_url(path)) {
    return "this is an address, and this program reads files only: download it first, for example with curl -fO";
  }
  if (engine::has_pith_number_form(path)) {
    return "this is a Pith Number, and this program reads files only: name the file of its bundle";
  }
  if (path.ends_with('\r')) {
    return reason + ": the name ends with a carriage return: if its list has Windows line ends, convert the list first";
  }
  return reason;
}

Error explain_folder() {
  return unreadable("this is a folder: name a file in it");
}

}  // namespace

Error unreadable(std::string explanation) {
  return {ErrorCode::unreadable, no_place, std::move(explanation)};
}

Result<InputFile> InputFile::open(const std::string& path) {
  if (path == "-") {
    return InputFile(STDIN_FILENO, false);
  }
  const int descriptor = open_to_read(path);
  if (descriptor < 0) {
    return unreadable(explain_missing(path, errno));
  }
  return InputFile(descriptor, true);
}

InputFile::InputFile(InputFile&& other) noexcept
    : descriptor_(other.descriptor_),
      is_owned_(std::exchange(other.is_owned_, false)),
      put_back_(std::move(other.put_back_)),
      put_back_read_bytes_(other.put_back_read_bytes_) {}

InputFile::~InputFile() {
  if (is_owned_) {
    close(descriptor_);
  }
}

Result<std::size_t> InputFile::read(std::span<char> buffer) {
  if (put_back_read_bytes_ < put_back_.size()) {
    const std::size_t size = put_back_.copy(buffer.data(), buffer.size(), put_back_read_bytes_);
    put_back_read_bytes_ += size;
    return size;
  }
  const std::optional<std::size_t> size = read_some(descriptor_, buffer);
  if (!size) {
    return errno == EISDIR ? explain_folder() : unreadable(std::strerror(errno));
  }
  return *size;
}

void InputFile::put_back(std::string bytes) {
  assert(put_back_read_bytes_ == put_back_.size());
  put_back_ = std::move(bytes);
  put_back_read_bytes_ = 0;
}

bool InputFile::read_at(std::uint64_t offset_bytes, std::span<char> buffer) const {
  while (!buffer.empty()) {
    const ssize_t size = pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset_bytes));
    if (size <= 0 && !(size < 0 && errno == EINTR)) {
      return false;
    }
    const std::size_t read_bytes = size > 0 ? static_cast<std::size_t>(size) : 0;
    buffer = buffer.subspan(read_bytes);
    offset_bytes += read_bytes;
  }
  return true;
}

std::optional<std::uint64_t> InputFile::remaining_bytes() const {
  struct stat status;
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  const off_t position = lseek(descriptor_, 0, SEEK_CUR);  // standard input may have been read in part
  return status.st_size > position ? static_cast<std::uint64_t>(status.st_size - std::max<off_t>(position, 0)) : 0;
}

Result<std::string> read_file(const std::string& path) {
  Result<InputFile> file = InputFile::open(path);
  return file ? read_file(*std::move(file)) : file.error();
}

Result<std::string> read_file(InputFile file) {
  const std::uint64_t expected_bytes = file.remaining_bytes().value_or(0);
  if (expected_bytes > canon::document_size_bytes_max) {
    return unreadable(canon::check_size(canon::document_size_bytes_max + 1).error().explanation);
  }
  std::string text;
  text.reserve(static_cast<std::size_t>(expected_bytes));
  std::array<char, InputFile::buffer_size_bytes> buffer;
  while (true) {
    const Result<std::size_t> size = file.read(buffer);
    if (!size) {
      return size.error();
    }
    if (*size == 0) {
      break;
    }
    if (const Result<void> checked = canon::check_size(text.size() + *size); !checked) {
      return unreadable(checked.error().explanation);
    }
    text.append(buffer.data(), *size);
  }
  if (engine::is_blank(text)) {
    return Error{ErrorCode::empty, {}, "the input is empty, or has only white space"};
  }
  return text;
}

}  // namespace pith::cli
