#include "cli/secret_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "cli/descriptor.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// Whether others can read or change an open file. Errors: it is neither a regular file nor a pipe.
Result<bool> is_exposed(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return unreadable(std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
    return unreadable("this is not a file");
  }
  return (status.st_mode & (S_IRGRP | S_IROTH | S_IWGRP | S_IWOTH)) != 0;
}

}  // namespace

Result<crypto::SecretBytes> read_secret_file(const std::string& path, std::size_t size_bytes_max, Exposure exposure,
                                             bool (*is_secret)(std::string_view bytes)) {
  const Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  const Result<bool> exposed = is_exposed(file->descriptor());
  if (!exposed) {
    return exposed.error();
  }
  crypto::SecretBytes bytes(size_bytes_max);
  while (bytes.bytes().size() < size_bytes_max) {
    const std::span<std::uint8_t> rest = bytes.room().subspan(bytes.bytes().size());
    const std::optional<std::size_t> size =
        read_some(file->descriptor(), {reinterpret_cast<char*>(rest.data()), rest.size()});
    if (!size) {
      return unreadable(std::strerror(errno));
    }
    if (*size == 0) {
      break;
    }
    bytes.resize(bytes.bytes().size() + *size);
  }
  if (*exposed && exposure == Exposure::refused && is_secret(bytes.text())) {
    return unreadable(
        "others can read or change this file: run chmod 600 on it, and make a new key if they may have done so; "
        "--insecure-key-file reads it anyway");
  }
  return bytes;
}

}  // namespace pith::cli
