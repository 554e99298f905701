// The arguments and options of the commands that do not merge a record.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "canon/parse.h"
#include "cli/arguments.h"
#include "cli/command_options.h"

namespace pith::cli {
namespace {

constexpr const char* verify_examples =
    "Examples:\n"
    "  pith-merge verify bundle.json\n"
    "  pith-merge verify --json monday.json tuesday.json\n"
    "  pith-merge verify --no-default-keys --keys keys.json bundle.json\n"
    "  pith-merge verify mirror\n"
    "  cat bundle.json | pith-merge verify -";
constexpr const char* audit_examples =
    "Examples:\n"
    "  pith-merge audit --output verdicts.ndjson mirror\n"
    "  pith-merge audit --output verdicts.ndjson --resume mirror\n"
    "  pith-merge audit --output today.ndjson --since verdicts.ndjson --summary summary.json mirror\n"
    "  pith-merge audit --from-verdicts --digest digest.txt verdicts.ndjson today.ndjson\n"
    "  cat dump.ndjson | pith-merge audit --filter > verdicts.ndjson";
constexpr const char* canon_examples =
    "Examples:\n"
    "  pith-merge canon document.json\n"
    "  pith-merge canon --pointer /canonical_record --sha256 bundle.json\n"
    "  pith-merge canon < document.json";
constexpr const char* sign_examples =
    "Examples:\n"
    "  openssl genpkey -algorithm ed25519 -out key.pem\n"
    "  pith-merge sign --key key.pem --key-id alice-2026 draft.json > event.json\n"
    "  pith-merge sign --key key.pem --key-id alice-2026 --public > entry.json\n"
    "  pith-merge sign --key key.pem --key-id alice-2026 --keys entry.json --against bundle.json draft.json\n"
    "  pith-merge sign --public-key public.pem --key-id alice-2026 --digest-only draft.json\n"
    "  pith-merge sign --public-key public.pem --key-id alice-2026 --with-signature $(cat signature.txt) draft.json";

/// An option that names a file.
void add_file_option(CLI::App& command, const char* name, const std::string& description,
                     std::optional<std::string>& path, const char* group) {
  add_value(command, name, description, Times::once, [&path](const std::string& value) { path = value; })
      ->type_name("FILE")
      ->group(group);
}

}  // namespace

std::string exit_statuses(const std::string& holds, const std::string& differs) {
  return "Exit status: 0 " + holds + (differs.empty() ? "" : "; 1 " + differs) +
         "; 2 wrong usage, refused input, or output that cannot be written; 70 a bug or a system failure.";
}

void add_verify_arguments(CLI::App& command, CommonOptions& common, VerifyArguments& verify) {
  add_input_options(command, verify.inputs);
  add_key_options(command, common);
  add_json_option(command, common, "Print reports as JSON, one object per line");
  add_quiet_option(command, common, "Print only what fails, and no warnings; --json prints all");
  add_verbose_option(command, common);
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(verify_examples) + "\n\n" +
                 exit_statuses("everything holds", "a bundle or a proof fails"));
}

void add_audit_arguments(CLI::App& command, CommonOptions& common, AuditArguments& audit) {
  constexpr const char* audit_group = "Audit";
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "PATH", "A folder, a file, an archive, or - for standard input", Times::any,
            [&audit](const std::string& path) { audit.paths.push_back(path); })
      ->group("Arguments");
  add_file_option(command, "--output", "Write the verdicts to this file instead", audit.output, audit_group);
  command
      .add_flag("--resume", audit.resumes,
                "Go on with that file; what it has a verdict on is not checked again, even if it changed")
      ->group(audit_group);
  command.add_flag("--overwrite", audit.overwrites, "Replace that file")->group(audit_group);
  add_file_option(command, "--since", "Do not verify again what has a verdict in this file of an earlier audit",
                  audit.since, audit_group);
  command.add_flag("--from-verdicts", audit.reads_verdicts, "Read files of verdicts, and only sum them up")
      ->group(audit_group);
  command
      .add_flag(
          "--filter", audit.is_filter,
          "Read NDJSON from standard input, and print a verdict for each line; the status is 0 even if bundles fail")
      ->group(audit_group);
  add_value(command, "--max-document", "Refuse documents with more bytes than this (default 67108864)", Times::once,
            [&audit](const std::string& text) {
              audit.document_bytes_max = whole_number("--max-document", text, canon::document_size_bytes_max);
            })
      ->type_name("BYTES")
      ->group(audit_group);
  add_key_options(command, common);
  add_file_option(command, "--summary", "Also write the counts to this file, as JSON", audit.summary, output_group);
  add_file_option(command, "--report", "Also write a page for people to this file, as HTML", audit.report,
                  output_group);
  add_file_option(command, "--digest", "Also write the hash of each group of records to this file", audit.digest,
                  output_group);
  add_json_option(command, common, "Also print refusals of keys and of earlier verdicts as JSON");
  add_quiet_option(command, common, "Print no progress and no faults on standard error, only the summary");
  add_threads_option(command, common);
  command.footer(std::string(audit_examples) + "\n\n" + exit_statuses("every bundle holds", "a bundle fails") +
                 " 130 and 143: SIGINT or SIGTERM stopped the audit; run it again with --resume.");
}

void add_canon_arguments(CLI::App& command, CommonOptions& common, CanonArguments& canon) {
  add_key_options(command, common);
  add_quiet_option(command, common, "");
  add_color_option(command, common);
  add_threads_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "FILE", "The file to read; - or no FILE is standard input", Times::once,
            [&canon](const std::string& path) { canon.file = path; })
      ->group("Arguments");
  add_value(command, "--pointer", "Print only the value at this JSON pointer (RFC 6901)", Times::once,
            [&canon](const std::string& pointer) { canon.pointer = pointer; })
      ->type_name("POINTER")
      ->group(output_group);
  command.add_flag("--sha256", canon.sha256, "Print the SHA-256 of the canonical JSON instead")->group(output_group);
  add_json_option(command, common, "Print refusals as JSON and, with --sha256, the hash");
  command.footer(std::string(canon_examples) + "\n\n" + exit_statuses("it is printed"));
}

void add_sign_arguments(CLI::App& command, CommonOptions& common, SignArguments& sign) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_sign_options(command, sign);
  add_key_options(command, common);
  add_json_option(command, common, "Print the digest and what is refused as a JSON object");
  add_quiet_option(command, common, "Print no warnings about what the event is compared with");
  add_threads_option(command, common);
  command.footer(std::string(sign_examples) + "\n\n" +
                 exit_statuses("it is printed", "--against refuses the event, which is not printed"));
}

}  // namespace pith::cli
