// What the verdicts of an audit depend on, other than the documents. Its test is tests/audit_line_test.cpp.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canon/json_writer.h"
#include "canon/parse.h"
#include "engine/keys/write_keys.h"
#include "engine/merge/hash_sink.h"
#include "engine/merge/state_document.h"
#include "engine/reports/line_reader.h"
#include "pith/audit_summary.h"
#include "pith/version.h"

namespace pith {
namespace {

constexpr std::string_view run_format = "pith-merge.audit-run.v1";

}  // namespace

std::string audit_keys_sha256(const Keyring& keyring, std::uint64_t max_document_bytes, BundleKeys bundle_keys) {
  engine::HashSink sink(keyring.crypto());
  canon::JsonWriter<engine::HashSink> out(sink);
  out.object({
      {"keys", [&] { engine::write_keys(out, keyring.table()); }},
      {"max_document", [&] { out.number(max_document_bytes); }},
      {"trust_bundle_keys", [&] { out.boolean(bundle_keys == BundleKeys::trust); }},
  });
  return to_hex(sink.stream.finish());
}

AuditRun make_audit_run(const Keyring& keyring, std::uint64_t max_document_bytes, BundleKeys bundle_keys) {
  return {"pith-merge " PITH_VERSION, std::string(engine::merge_version),
          audit_keys_sha256(keyring, max_document_bytes, bundle_keys)};
}

std::string to_json(const AuditRun& run) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  out.object({
      {"format", [&] { out.string(run_format); }},
      {"program", [&] { out.string(run.program); }},
      {"merge_version", [&] { out.string(run.merge_version); }},
      {"keys_sha256", [&] { out.string(run.keys_sha256); }},
  });
  return std::move(text.text);
}

Result<AuditRun> parse_audit_run(std::string_view json) {
  const Result<canon::Document> document = canon::parse(json);
  if (!document) {
    return document.error();
  }
  engine::LineReader in(*document);
  AuditRun run;
  if (const std::optional<canon::Value> root = in.root(run_format)) {
    run.program = in.text(in.member(*root, "program"));
    run.merge_version = in.text(in.member(*root, "merge_version"));
    run.keys_sha256 = to_hex(in.hash(in.member(*root, "keys_sha256")));
  }
  if (std::optional<Error> error = in.take_error()) {
    return *std::move(error);
  }
  return run;
}

}  // namespace pith
