#ifndef PITH_CLI_FILE_H
#define PITH_CLI_FILE_H

// Reads files and standard input.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "pith/result.h"

namespace pith::cli {

/// The refusal of a file that cannot be read. It is about no place in the file.
Error unreadable(std::string explanation);

/// A file or standard input, open for reading.
class InputFile {
 public:
  /// A good size for the buffer of read(): as much as a pipe holds.
  static constexpr std::size_t buffer_size_bytes = std::size_t{1} << 16;

  /// Opens a file, or standard input if `path` is `-`. The error is `unreadable` and says what to do, for example if
  /// the path is a folder or an address.
  static Result<InputFile> open(const std::string& path);

  /// A file that somebody else has open, and will close.
  static InputFile borrow(int descriptor) { return InputFile(descriptor, false); }

  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  /// Reads up to buffer.size() bytes, and waits for the first one. Returns how many; 0 at the end. The error is
  /// `unreadable`.
  Result<std::size_t> read(std::span<char> buffer);

  /// Gives bytes back that were read, so that read() gives them again, before what is left. Needs that all bytes which
  /// were given back before are read again.
  void put_back(std::string bytes);

  /// Fills the buffer with the bytes from an offset on, without moving the place of read(). Returns whether all could
  /// be read. Needs a regular file. Safe to call from many threads.
  bool read_at(std::uint64_t offset_bytes, std::span<char> buffer) const;

  /// The descriptor, which stays open as long as this object.
  int descriptor() const { return descriptor_; }

  /// How many bytes a regular file still has now. The size may change. std::nullopt for anything else, such as a pipe.
  std::optional<std::uint64_t> remaining_bytes() const;

 private:
  InputFile(int descriptor, bool is_owned) : descriptor_(descriptor), is_owned_(is_owned) {}

  int descriptor_;
  bool is_owned_;  // standard input stays open
  std::string put_back_;
  std::size_t put_back_read_bytes_ = 0;  // how many of these are read again
};

/// The bytes of a file, or of standard input if `path` is `-`. The error is `unreadable` if it cannot be read or is
/// larger than a document may be, and `empty` if it has only white space. A regular file that is too large is refused
/// before it is read.
Result<std::string> read_file(const std::string& path);

/// The same for a file that is open: what is left of it.
Result<std::string> read_file(InputFile file);

}  // namespace pith::cli

#endif
