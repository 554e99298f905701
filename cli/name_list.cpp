#include "cli/name_list.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "canon/parse.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// Takes the bytes of a list piece by piece.
class NameList {
 public:
  explicit NameList(NameEnd end) : end_(static_cast<char>(end)) {}

  /// The next bytes. Returns what is wrong with the list, if anything is.
  std::optional<Error> add(std::string_view bytes) {
    size_bytes_ += bytes.size();
    if (const Result<void> checked = canon::check_size(size_bytes_); !checked) {
      return unreadable(checked.error().explanation);
    }
    while (!bytes.empty()) {
      const std::size_t end = bytes.find(end_);
      if (std::optional<Error> error = add_to_name(bytes.substr(0, end))) {
        return error;
      }
      if (end == std::string_view::npos) {
        return std::nullopt;
      }
      if (std::optional<Error> error = end_name()) {
        return error;
      }
      bytes.remove_prefix(end + 1);
    }
    return std::nullopt;
  }

  /// Once all bytes are added: all names.
  Result<std::vector<std::string>> finish() && {
    if (std::optional<Error> error = end_name()) {
      return *std::move(error);
    }
    if (names_.empty()) {
      return Error{ErrorCode::empty, no_place, "there is no name in this list"};
    }
    return std::move(names_);
  }

 private:
  std::optional<Error> add_to_name(std::string_view bytes) {
    if (bytes.find('\0') != std::string_view::npos) {
      return refuse_name("has a zero byte: if zero bytes end the names, give -0 too");
    }
    if (name_.size() + bytes.size() > list_name_size_bytes_max) {
      return refuse_name("is longer than " + std::to_string(list_name_size_bytes_max) +
                         " bytes: a list has one name in each line, or with -0, a zero byte after each name");
    }
    name_ += bytes;
    return std::nullopt;
  }

  std::optional<Error> end_name() {
    ++name_number_;
    if (name_.empty()) {
      return std::nullopt;
    }
    if (names_.size() == list_name_count_max) {
      return unreadable("this list has more than " + std::to_string(list_name_count_max) + " names");
    }
    names_.push_back(name_ == "-" ? "./-" : std::exchange(name_, {}));
    name_.clear();
    return std::nullopt;
  }

  Error refuse_name(const std::string& fault) const {
    return unreadable("name " + std::to_string(name_number_) + " of this list " + fault);
  }

  char end_;
  std::vector<std::string> names_;
  std::string name_;  // the one that has not ended
  std::size_t name_number_ = 1;
  std::size_t size_bytes_ = 0;
};

}  // namespace

Result<std::vector<std::string>> read_name_list(const std::string& path, NameEnd end) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  NameList list(end);
  std::array<char, InputFile::buffer_size_bytes> buffer;
  while (true) {
    const Result<std::size_t> size = file->read(buffer);
    if (!size) {
      return size.error();
    }
    if (*size == 0) {
      return std::move(list).finish();
    }
    if (std::optional<Error> error = list.add({buffer.data(), *size})) {
      return *std::move(error);
    }
  }
}

}  // namespace pith::cli
