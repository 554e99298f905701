// The determinism suite prints one line for each case, with a digest of everything that the library says about it.
// tests/determinism/suite.py runs both programs of the suite and compares the lines with the committed ones.
//
//     determinism [--sets N] [--threads N] [--decimal-point C] [--default-openssl broken]
//                 [--floating-point SETTING] [--show CASE]
//     determinism --export FOLDER
//     determinism [--sets N] --export-sets FILE
//     determinism --export-documents FILE
//     determinism_inside, with the same options: the cases that need more than the public headers
//
// With --decimal-point the program fails if the locale's decimal point is not the character C. With --default-openssl
// it fails if OpenSSL's default library context works. With --floating-point (tests/support/floating_point.h) it fails
// if this machine does not have the setting, or if the library leaves another one behind. Otherwise a missing locale,
// configuration or setting would go unnoticed.

#include <openssl/evp.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <locale>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/determinism/groups.h"
#include "tests/support/floating_point.h"

namespace pith::determinism {
namespace {

constexpr std::size_t sets_default = 10'000;
constexpr int exit_unusable = 2;

struct Options {
  std::size_t sets = sets_default;
  std::size_t threads = 1;
  std::string decimal_point;
  std::string default_openssl;
  std::string floating_point;
  std::string wanted;
  std::string export_folder;
  std::string export_file;
  std::string documents_file;
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
    } else if (arguments[i] == "--threads") {
      options.threads = std::stoul(value);
    } else if (arguments[i] == "--decimal-point") {
      options.decimal_point = value;
    } else if (arguments[i] == "--default-openssl" && value == "broken") {
      options.default_openssl = value;
    } else if (arguments[i] == "--floating-point") {
      options.floating_point = value;
    } else if (arguments[i] == "--show") {
      options.wanted = value;
    } else if (arguments[i] == "--export") {
      options.export_folder = value;
    } else if (arguments[i] == "--export-sets") {
      options.export_file = value;
    } else if (arguments[i] == "--export-documents") {
      options.documents_file = value;
    } else {
      throw std::runtime_error("no such option: " + arguments[i] + " " + value);
    }
  }
  return options;
}

/// Sets the locale of the environment for C and for C++, as a program does that speaks its users' language.
void enter_locale(const std::string& decimal_point) {
  if (std::setlocale(LC_ALL, "") == nullptr) {
    throw std::runtime_error("the locale that the environment names does not exist");
  }
  if (!decimal_point.empty() && decimal_point != std::localeconv()->decimal_point) {
    throw std::runtime_error("the locale has another decimal point");
  }
  std::locale::global(std::locale(""));
}

void require_broken_default_openssl() {
  EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (algorithm != nullptr) {
    EVP_MD_free(algorithm);
    throw std::runtime_error("OpenSSL's default library context has SHA-256");
  }
}

/// Changes the floating-point registers for as long as `changed` lives. Threads that start meanwhile inherit them.
void change_floating_point(const std::string& setting, std::optional<tests::FloatingPoint>& changed) {
  const auto& settings = tests::floating_point_settings;
  if (std::find(settings.begin(), settings.end(), setting) == settings.end()) {
    throw std::runtime_error("there is no such floating-point setting");
  }
  changed.emplace(setting);
  if (!changed->is_in_force()) {
    throw std::runtime_error("this machine does not have the floating-point setting");
  }
}

int run(const Options& options) {
  enter_locale(options.decimal_point);
  if (!options.default_openssl.empty()) {
    require_broken_default_openssl();
  }
  if (!options.export_folder.empty()) {
    export_files(options.export_folder);
    return 0;
  }
  if (!options.export_file.empty()) {
    export_file(options.sets, options.export_file);
    return 0;
  }
  Cases cases;
  add_groups(options.sets, cases);
  if (!options.documents_file.empty()) {
    cases.write_documents(options.documents_file);
    return 0;
  }
  std::optional<tests::FloatingPoint> floating_point;  // not before, because std::filesystem itself takes the traps
  if (!options.floating_point.empty()) {
    change_floating_point(options.floating_point, floating_point);
  }
  if (options.wanted.empty()) {
    cases.print_digests(options.threads);
  } else if (!cases.print_text(options.wanted)) {
    throw std::runtime_error("no such case: " + options.wanted);
  }
  if (floating_point && !floating_point->is_untouched()) {
    throw std::runtime_error("the floating-point registers have changed");
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
