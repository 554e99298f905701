// Reads verdict lines on standard input, and writes the page of `audit --report` about them.
//
//     pith_report_page [--keys FILE] [--since FILE] [--from-verdicts] [--summary FILE] PATH...
//
// The first line may be the header line of a verdict file. --summary also writes the summary as JSON.

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "cli/audit/report_page.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/crypto.h"
#include "pith/keyring.h"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int fail(const std::string& message) {
  std::cerr << message << '\n';
  return 2;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const pith::Crypto crypto;
  pith::Keyring keys = pith::Keyring::registry(crypto);
  pith::cli::ReportContext context;
  context.document_bytes_max = 64U << 20;
  context.command = {"pith-merge", "audit"};
  std::string summary_file;
  for (int i = 1; i < argument_count; ++i) {
    const std::string word = arguments[i];
    context.command.push_back(word);
    const bool has_value = word == "--keys" || word == "--since" || word == "--summary";
    if (has_value) {
      if (i + 1 == argument_count) {
        return fail(word + " needs a file");
      }
      context.command.emplace_back(arguments[++i]);
    }
    if (word == "--keys") {
      const pith::Result<void> added = keys.add(read_file(arguments[i]));
      if (!added) {
        return fail(describe(added.error()));
      }
    } else if (word == "--since") {
      context.since = arguments[i];
    } else if (word == "--summary") {
      summary_file = arguments[i];
    } else if (word == "--from-verdicts") {
      context.from_verdicts = true;
    } else {
      context.paths.push_back(word);
    }
  }
  pith::AuditRun run = {"pith-merge 0.1.0", "1", std::string(64, '0')};
  pith::AuditSummary summary;
  std::string text;
  for (std::size_t number = 1; std::getline(std::cin, text); ++number) {
    if (number == 1) {
      pith::Result<pith::AuditRun> header = pith::parse_audit_run(text);
      if (header) {
        run = *std::move(header);
        continue;
      }
    }
    const pith::Result<pith::AuditLine> line = pith::parse_audit_line(text);
    if (!line) {
      return fail("line " + std::to_string(number) + ": " + describe(line.error()));
    }
    summary.add(*line);
  }
  context.keys = keys.keys();
  context.mirror_sha256 = to_hex(summary.digest.sha256(crypto));
  if (!summary_file.empty()) {
    std::ofstream(summary_file, std::ios::binary) << to_json(summary, crypto, run);
  }
  std::cout << write_report_page(summary, run, context);
  return std::cout.flush() ? 0 : 1;
}
