// The determinism suite: everything that the library says about a fixed lot of input, one line of digest for each case.
// tests/determinism/suite.py compares the lines with those that are committed.
//
//     determinism [--sets N] [--decimal-point C] [--show CASE]
//     determinism --export FOLDER

#include <clocale>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <locale>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/determinism/groups.h"

namespace pith::determinism {
namespace {

constexpr std::size_t sets_default = 10'000;
constexpr int exit_unusable = 2;

struct Options {
  std::size_t sets = sets_default;
  std::string decimal_point;
  std::string wanted;
  std::string export_folder;
};

Options read_options(const std::vector<std::string>& arguments) {
  if (arguments.size() % 2 != 0) {
    throw std::runtime_error("an option without its value");
  }
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string& value = arguments[i + 1];
    if (arguments[i] == "--sets") {
      options.sets = std::stoul(value);
    } else if (arguments[i] == "--decimal-point") {
      options.decimal_point = value;
    } else if (arguments[i] == "--show") {
      options.wanted = value;
    } else if (arguments[i] == "--export") {
      options.export_folder = value;
    } else {
      throw std::runtime_error("no such option: " + arguments[i]);
    }
  }
  return options;
}

/// The surroundings' locale is in force for C and for C++, as in a program that cares for its users' language.
void enter_locale(const std::string& decimal_point) {
  if (std::setlocale(LC_ALL, "") == nullptr) {
    throw std::runtime_error("there is no such locale as the environment names");
  }
  if (!decimal_point.empty() && decimal_point != std::localeconv()->decimal_point) {
    throw std::runtime_error("the locale's decimal point is not as said");
  }
  std::locale::global(std::locale(""));
}

int run(const Options& options) {
  enter_locale(options.decimal_point);
  if (!options.export_folder.empty()) {
    export_sets(options.export_folder);
    return 0;
  }
  Cases cases(options.wanted);
  run_vectors(PITH_VECTORS, cases);
  run_bundles(PITH_BUNDLES, cases);
  run_numbers(cases);
  run_strings(cases);
  run_sets(options.sets, cases);
  if (!options.wanted.empty() && !cases.found_wanted()) {
    throw std::runtime_error("no such case: " + options.wanted);
  }
  return std::fflush(stdout) == 0 ? 0 : exit_unusable;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file || text.empty()) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return text;
}

}  // namespace pith::determinism

int main(int count, char** arguments) {
  try {
    return pith::determinism::run(pith::determinism::read_options({arguments + 1, arguments + count}));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "determinism: %s\n", failure.what());
    return pith::determinism::exit_unusable;
  }
}
