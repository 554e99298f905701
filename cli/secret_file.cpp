#include "cli/secret_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "cli/descriptor.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// Whether an open file may be used as a secret: a regular file or a pipe that only its owner can read and write.
Result<void> check_exposure(int descriptor, Exposure exposure) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) {
    return unreadable(std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
    return unreadable("this is not a file");
  }
  if (exposure == Exposure::refused && (status.st_mode & (S_IRGRP | S_IROTH | S_IWGRP | S_IWOTH)) != 0) {
    return unreadable(
        "others can read or change this file: run chmod 600 on it, and make a new key if they may have done so; "
        "--insecure-key-file reads it anyway");
  }
  return {};
}

}  // namespace

Result<crypto::SecretBytes> read_secret_file(const std::string& path, std::size_t size_bytes_max, Exposure exposure) {
  const Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  if (const Result<void> checked = check_exposure(file->descriptor(), exposure); !checked) {
    return checked.error();
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
  return bytes;
}

}  // namespace pith::cli
