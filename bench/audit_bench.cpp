// How long the library takes to verify the bundles of a file, one a line, that are in memory already. bench/audit.py
// compares the program with it.

#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "pith/bundle.h"

namespace {

std::ifstream open(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error(std::string("cannot read ") + path);
  }
  return file;
}

/// Seconds, without reading.
double verify_all(const pith::Keyring& keyring, const std::vector<std::string>& lines) {
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& line : lines) {
    const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(line);
    if (!bundle || !bundle->verify(keyring).ok) {
      throw std::runtime_error("a bundle does not hold");
    }
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: pith_audit_bench KEYS BUNDLES.ndjson\n", stderr);
    return 2;
  }
  try {
    std::ifstream keys = open(argv[1]);
    pith::Keyring keyring{pith::Crypto()};
    if (!keyring.add(std::string(std::istreambuf_iterator<char>(keys), {}))) {
      throw std::runtime_error("the keys are refused");
    }
    std::ifstream file = open(argv[2]);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      lines.push_back(line);
    }
    std::printf("%.9f\n", verify_all(keyring, lines));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "pith_audit_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
