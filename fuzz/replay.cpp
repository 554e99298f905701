// Runs a fuzz target once on each file, and on each file of a folder in the order of their names. This needs no fuzzing
// engine, so a build with any compiler can replay what a fuzzer found. Having no file to run is an error.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Paths = std::vector<std::filesystem::path>;

void add_files(const std::filesystem::path& path, Paths& files) {
  if (!std::filesystem::is_directory(path)) {
    files.push_back(path);
    return;
  }
  const std::size_t count_before = files.size();
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  if (files.size() == count_before) {
    std::fprintf(stderr, "%s has no files\n", path.c_str());
    std::exit(2);
  }
  std::sort(files.begin() + static_cast<std::ptrdiff_t>(count_before), files.end());
}

void run(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s cannot be read\n", path.c_str());
    std::exit(2);
  }
  // Exactly as large as the file, so that a sanitizer notices a read of the first byte past its end.
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argument_count, char** arguments) {
  Paths files;
  for (int i = 1; i < argument_count; ++i) {
    add_files(arguments[i], files);
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s FILE_OR_FOLDER...\n", arguments[0]);
    return 2;
  }
  for (const std::filesystem::path& path : files) {
    std::fprintf(stderr, "%s\n", path.c_str());
    run(path);
  }
  std::fprintf(stderr, "%zu inputs\n", files.size());
  return 0;
}
