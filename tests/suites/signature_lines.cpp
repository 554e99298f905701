// Says of each signature in its input whether it holds (SPEC 3.8). tests/suites/suites.py runs published test vectors
// through it.
//
// A line of standard input is `PUBLIC_KEY MESSAGE SIGNATURE`, in lower-case hexadecimal with one space between them. A
// message may be empty. The line of standard output is `holds` or `fails`, or `differs` if libsodium and OpenSSL give
// different verdicts. A signature that is not 64 bytes fails. The exit status is 2 if a line has another form.

#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/encoding.h"
#include "crypto/ed25519.h"

namespace pith::tests {
namespace {

std::optional<std::vector<std::uint8_t>> decode(std::string_view hex) {
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  if (hex.size() % 2 != 0 || !canon::decode_hex(hex, bytes)) {
    return std::nullopt;
  }
  return bytes;
}

/// The word for a line, or null if the line does not have the form.
const char* verdict_on(const Crypto& crypto, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  crypto::PublicKeyBytes key;
  if (first == std::string_view::npos || first == last || !canon::decode_hex(line.substr(0, first), key.bytes)) {
    return nullptr;
  }
  const auto message = decode(line.substr(first + 1, last - first - 1));
  const auto signature_bytes = decode(line.substr(last + 1));
  if (!message || !signature_bytes) {
    return nullptr;
  }
  crypto::Signature signature;
  if (signature_bytes->size() != signature.bytes.size()) {
    return "fails";
  }
  std::copy(signature_bytes->begin(), signature_bytes->end(), signature.bytes.begin());
  const crypto::VerifyingKey verifying_key(crypto, key);
  const bool holds = verifying_key.verify(*message, signature);
  if (holds != verifying_key.verify_with_openssl(*message, signature)) {
    return "differs";
  }
  return holds ? "holds" : "fails";
}

int run() {
  const Crypto crypto;
  std::string line;
  for (std::size_t number = 1; std::getline(std::cin, line); ++number) {
    const char* const verdict = verdict_on(crypto, line);
    if (verdict == nullptr) {
      std::fprintf(stderr, "line %zu is not `PUBLIC_KEY MESSAGE SIGNATURE` in hexadecimal\n", number);
      return 2;
    }
    std::puts(verdict);
  }
  return 0;
}

}  // namespace
}  // namespace pith::tests

int main() {
  return pith::tests::run();
}
