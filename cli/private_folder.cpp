#include "cli/private_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "cli/descriptor.h"
#include "cli/output_file.h"
#include "cli/terminal.h"

namespace pith::cli {
namespace {

/// Where temporary files go.
std::string temporary_folder() {
  const char* const named = std::getenv("TMPDIR");
  const std::string folder = named != nullptr && *named != '\0' ? named : "/tmp";
  return folder.front() == '/' ? folder : "./" + folder;
}

}  // namespace

PrivateFolder::PrivateFolder() : path_(temporary_folder() + "/pith-merge-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw OutputFailure(explain_write_failure(path_));
  }
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;  // there is nobody left to tell, and nothing that could be done
  std::filesystem::remove_all(path_, ignored);
}

std::string PrivateFolder::write(const std::string& name, std::string_view bytes) const {
  const std::string path = path_ + "/" + name;
  std::error_code ignored;  // then the file cannot be made
  std::filesystem::remove_all(path, ignored);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    throw OutputFailure(explain_write_failure(path));
  }
  const bool is_written = write_all(descriptor, bytes);
  const std::string failure = is_written ? "" : explain_write_failure(path);
  if ((close(descriptor) != 0 && is_written) || !is_written) {
    throw OutputFailure(is_written ? explain_write_failure(path) : failure);
  }
  return path;
}

}  // namespace pith::cli
