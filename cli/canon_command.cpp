#include "cli/commands.h"
#include "cli/file.h"
#include "cli/json_writer.h"
#include "pith/canonical.h"

namespace pith::cli {
namespace {

void print_hash(const Sha256Digest& digest, bool json, const Terminal& terminal) {
  if (!json) {
    terminal.write(to_hex(digest) + "\n");
    return;
  }
  JsonWriter report;
  report.begin_object();
  report.key("format");
  report.string("pith-merge.canon.v1");
  report.key("sha256");
  report.string(to_hex(digest));
  report.end_object();
  terminal.write(report.text() + "\n");
}

}  // namespace

int run_canon(const CommonOptions& common, const CanonOptions& options, const Terminal& terminal) {
  if (!is_json_pointer(options.pointer)) {
    terminal.say("pith-merge canon: --pointer is an RFC 6901 JSON pointer, such as /canonical_record");
    return exit_unusable;
  }
  const Result<std::string> file = read_file(options.file);
  if (!file) {
    terminal.refuse(options.file, file.error());
    return exit_unusable;
  }
  const Result<std::optional<std::string>> canonical = canonical_json_at(*file, options.pointer);
  if (!canonical) {
    terminal.refuse(options.file, canonical.error());
    return exit_unusable;
  }
  const std::optional<std::string>& text = *canonical;
  if (!text) {
    terminal.say(printable(options.file) + ": there is no value at " + printable(options.pointer));
    return exit_unusable;
  }
  if (options.sha256) {
    print_hash(Crypto().sha256(*text), common.json, terminal);
  } else {
    terminal.write(terminal.output_is_terminal() ? *text + "\n" : *text);
  }
  return exit_holds;
}

}  // namespace pith::cli
