// pith_read_documents [--max BYTES] [--ndjson] [--count] PATH...: prints a line for each document that the reader of
// `audit` gives, with these fields between tabs: its source in hexadecimal, its bytes, their SHA-256, the code of its
// error or "-", "other" if it may be another document or "-", and the explanation. --count prints none of them, so that
// reading can be timed. The last line has the number of documents, their bytes, and the peak of memory in KiB.

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/encoding.h"
#include "cli/audit/document_reader.h"
#include "pith/crypto.h"

namespace {

std::string hex(std::string_view bytes) {
  return pith::canon::encode_hex(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

/// Not that of getrusage(), which includes the peak of the process that started this one.
std::string peak_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word && word != "VmHWM:") {
  }
  status >> word;
  return word;
}

}  // namespace

int main(int argument_count, char** argument_array) {
  const std::span<char*> arguments(argument_array, static_cast<std::size_t>(argument_count));
  std::vector<std::string> paths;
  pith::cli::ReaderOptions options;
  bool only_counts = false;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (argument == "--max") {
      options.document_bytes_max = std::strtoull(arguments[++i], nullptr, 10);
    } else if (argument == "--ndjson") {
      options.standard_input_is_ndjson = true;
    } else if (argument == "--count") {
      only_counts = true;
    } else {
      paths.push_back(argument);
    }
  }
  const pith::Crypto crypto;
  pith::cli::DocumentReader reader(paths, options);
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  while (const std::optional<pith::cli::AuditDocument> document = reader.next()) {
    ++count;
    bytes += document->text.size();
    if (!only_counts) {
      std::cout << hex(document->source) << '\t' << document->text.size() << '\t'
                << pith::to_hex(crypto.sha256(document->text)) << '\t'
                << (document->error ? pith::name(document->error->code) : "-") << '\t'
                << (document->may_be_other ? "other" : "-") << '\t'
                << (document->error ? document->error->explanation : "") << '\n';
    }
  }
  std::cout << count << '\t' << bytes << '\t' << peak_kib() << '\n';
  return 0;
}
