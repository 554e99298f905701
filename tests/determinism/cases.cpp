#include "tests/determinism/cases.h"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <span>
#include <stdexcept>
#include <thread>

#include "canon/encoding.h"
#include "tests/support/signer.h"

namespace pith::determinism {
namespace {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace

void Cases::print_digests(std::size_t thread_count) const {
  std::vector<std::string> digests(cases_.size());
  std::vector<std::exception_ptr> failures(cases_.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t number = next++; number < cases_.size(); number = next++) {
      try {
        digests[number] = to_hex(tests::crypto().sha256(cases_[number].run().text()));
      } catch (...) {
        failures[number] = std::current_exception();
      }
    }
  };
  // This thread is one of them. If only one is wanted, no other starts.
  std::vector<std::thread> others;
  while (others.size() + 1 < thread_count) {
    others.emplace_back(work);
  }
  work();
  for (std::thread& other : others) {
    other.join();
  }
  for (std::size_t number = 0; number < cases_.size(); ++number) {
    if (failures[number]) {
      std::rethrow_exception(failures[number]);
    }
    print(cases_[number].name + ' ' + digests[number] + '\n');
  }
}

void Cases::write_documents(const std::filesystem::path& path) const {
  std::ofstream file(path, std::ios::binary);
  const char* separator = "[";
  for (const Case& each : cases_) {
    if (!each.name.starts_with("numbers/") && !each.name.starts_with("strings/")) {
      continue;
    }
    file << separator << "{\"name\":\"" << each.name << "\",\"documents\":";
    separator = "[";
    const Transcript transcript = each.run();
    for (const Transcript::Given& given : transcript.documents()) {
      const std::span bytes(reinterpret_cast<const std::uint8_t*>(given.document.data()), given.document.size());
      file << separator << "[\"" << given.label << "\",\"" << canon::encode_base64(bytes) << "\"]";
      separator = ",";
    }
    file << "]}\n";
    separator = ",";
  }
  if (!(file << "]\n").flush()) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

bool Cases::print_text(const std::string& name) const {
  for (const Case& each : cases_) {
    if (each.name == name) {
      print(each.run().text());
      return true;
    }
  }
  return false;
}

}  // namespace pith::determinism
