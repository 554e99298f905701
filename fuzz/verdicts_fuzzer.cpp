// What audits write and read back: lines of verdicts, the line of a run, digests of mirrors, and packed summaries. An
// input is one text, which is read as each of these. None of them is signed, so anyone may have written it.
//
// What is read and written again must be the same, however it was spelt. A summary must count each line, and must be
// the same when it was packed and unpacked, or added to an empty one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/claim.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/mirror_digest.h"
#include "tests/support/signer.h"

namespace pith::fuzz {
namespace {

std::string describe(const AuditSummary& summary) {
  return pack(summary, tests::crypto());
}

void check_error(const Error& error, std::string_view text) {
  claim(error.place.offset_bytes <= text.size(), "the place of an error is in the text");
}

void check_line(std::string_view text) {
  const Result<AuditLine> line = parse_audit_line(text);
  if (!line) {
    return check_error(line.error(), text);
  }
  const std::string written = to_json(line->verdict, line->source);
  const Result<AuditLine> again = parse_audit_line(written);
  claim(again.ok(), "a line that was written is read");
  claim_equal(to_json(again->verdict, again->source), written, "a line that was read is written the same");

  AuditSummary summary;
  summary.add(*line);
  claim(summary.documents() == 1, "a summary counts each line");
  AuditSummary merged;
  merged.merge(summary);
  claim_equal(describe(merged), describe(summary), "merging into an empty summary changes nothing");
  const Result<AuditSummary> unpacked = unpack_audit_summary(describe(summary), tests::crypto());
  claim(unpacked.ok(), "a summary that was packed is unpacked");
  claim_equal(describe(*unpacked), describe(summary), "a summary that was unpacked is packed the same");
}

void check_run(std::string_view text) {
  if (const Result<AuditRun> run = parse_audit_run(text); run) {
    const Result<AuditRun> again = parse_audit_run(to_json(*run));
    claim(again.ok() && *again == *run, "a run that was read is written the same");
  }
}

void check_digest(std::string_view text) {
  if (const Result<std::vector<MirrorDigest::Group>> groups = MirrorDigest::parse_groups(text); groups) {
    claim_equal(MirrorDigest::to_text(*groups), text, "groups have one spelling");
  }
  MirrorDigest digest;
  const Result<void> added = digest.add_lines(text);
  if (!added) {
    claim(digest.size() == 0, "lines that are refused add nothing");
    return;
  }
  MirrorDigest again;
  claim(again.add_lines(digest.lines()).ok(), "lines that were written are read");
  claim(again == digest, "lines that were read are the same");
  claim(digest.add_lines(text).ok() && again == digest, "lines that are added again change nothing");
}

void check_packed(std::string_view text) {
  const Result<AuditSummary> summary = unpack_audit_summary(text, tests::crypto());
  if (summary) {
    const Result<AuditSummary> again = unpack_audit_summary(describe(*summary), tests::crypto());
    claim(again.ok() && describe(*again) == describe(*summary), "any packed summary is packed the same again");
  }
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  pith::fuzz::check_line(text);
  pith::fuzz::check_run(text);
  pith::fuzz::check_digest(text);
  pith::fuzz::check_packed(text);
  return 0;
}
