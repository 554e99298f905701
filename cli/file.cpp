#include "cli/file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "canon/parse.h"
#include "engine/bundles/split_input.h"

namespace pith::cli {
namespace {

Error unreadable(std::string explanation) {
  return {ErrorCode::unreadable, {}, std::move(explanation)};
}

Result<std::string> read_stream(std::FILE* stream) {
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), stream)) {
    if (Result<void> checked = canon::check_size(text.size() + size); !checked) {
      return std::move(checked).error();
    }
    text.append(buffer.data(), size);
  }
  if (std::ferror(stream) != 0) {
    return unreadable(std::strerror(errno));
  }
  if (engine::is_blank(text)) {
    return Error{ErrorCode::empty, {}, "the input is empty, or has only white space"};
  }
  return text;
}

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

Result<std::string> read_file(const std::string& path) {
  if (path == "-") {
    return read_stream(stdin);
  }
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    return unreadable(std::strerror(errno));
  }
  return read_stream(file.get());
}

}  // namespace pith::cli
