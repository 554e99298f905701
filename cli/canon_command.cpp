// The command `canon`: canonical JSON of a document or of one value in it, or the hash of that.

#include "canon/json_writer.h"
#include "cli/byte_format.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "pith/canonical.h"

namespace pith::cli {
namespace {

void print_hash(const Sha256Digest& digest, bool json, const Terminal& terminal) {
  if (!json) {
    terminal.write(to_hex(digest) + "\n");
    return;
  }
  canon::TextSink report;
  canon::JsonWriter out(report);
  out.object({
      {"format", [&] { out.string("pith-merge.canon.v1"); }},
      {"sha256", [&] { out.string(to_hex(digest)); }},
  });
  terminal.write(report.text + "\n");
}

}  // namespace

int run_canon(const CommonOptions& common, const CanonArguments& arguments, const Terminal& terminal) {
  if (!is_json_pointer(arguments.pointer)) {
    terminal.say("pith-merge canon: --pointer must be a JSON pointer (RFC 6901), for example /canonical_record");
    return exit_unusable;
  }
  const Refusals refusals("canon", common.json, terminal);
  const Result<std::string> file = read_file(arguments.file);
  if (!file) {
    refusals.refuse(arguments.file, file.error());
    return exit_unusable;
  }
  const Result<std::optional<std::string>> canonical = canonical_json_at(*file, arguments.pointer);
  if (!canonical) {
    refusals.refuse(arguments.file, explain_format(canonical.error(), describe_format(*file)));
    return exit_unusable;
  }
  const std::optional<std::string>& text = *canonical;
  if (!text) {
    refusals.refuse(arguments.file,
                    {ErrorCode::not_found, no_place, "the document has no value at " + arguments.pointer});
    return exit_unusable;
  }
  if (arguments.sha256) {
    print_hash(Crypto().sha256(*text), common.json, terminal);
  } else {
    terminal.write(terminal.output_is_terminal() ? *text + "\n" : *text);
  }
  return exit_holds;
}

}  // namespace pith::cli
