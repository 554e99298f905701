// A summary as text for other processes, and back. Its test is tests/audit_summary_test.cpp.
//
// The text is read with care, although only this library writes it: it may come over a network. The counts are believed
// as they are. `mirror_sha256` shows whether the lines of the digest are complete.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "engine/reports/audit_json.h"
#include "engine/reports/line_reader.h"
#include "pith/audit_summary.h"

namespace pith {
namespace {

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// Reads the lines of a text in turn.
class PackReader {
 public:
  PackReader(std::string_view text, const Crypto& crypto) : text_(text), crypto_(crypto) {}

  Result<AuditSummary> run() {
    AuditSummary summary;
    Sha256Digest mirror_sha256 = {};
    if (std::optional<Error> error = read_counts(next_line(), summary, mirror_sha256)) {
      return at_line(*std::move(error));
    }
    for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
      Result<AuditLine> failure = parse_audit_line(line);
      if (!failure || failure->verdict.ok || summary.failures.size() == audit_failures_max) {
        return at_line(failure ? Error{ErrorCode::not_a_verdict, {}, "this line is not one of the first failures"}
                               : failure.error());
      }
      summary.failures.push_back(*std::move(failure));
    }
    line_begin_ = line_end_;
    if (Result<void> added = summary.digest.add_lines(text_.substr(line_begin_)); !added) {
      return at_line(added.error());
    }
    if (summary.digest.sha256(crypto_) != mirror_sha256) {
      return at_line({ErrorCode::not_a_verdict, {}, "the lines of the digest are not those of mirror_sha256"});
    }
    return summary;
  }

 private:
  /// Without its newline.
  std::string_view next_line() {
    line_begin_ = line_end_;
    const std::size_t newline = text_.find('\n', line_begin_);
    const std::size_t end = newline == std::string_view::npos ? text_.size() : newline;
    line_end_ = newline == std::string_view::npos ? end : end + 1;
    return text_.substr(line_begin_, end - line_begin_);
  }

  /// A place in the line that begins at line_begin_ as a place in the text.
  Error at_line(Error error) const {
    error.place = canon::place_at(text_, line_begin_ + error.place.offset_bytes);
    return error;
  }

  static std::optional<Error> read_counts(std::string_view json, AuditSummary& summary, Sha256Digest& mirror_sha256) {
    const Result<canon::Document> document = canon::parse(json);
    if (!document) {
      return document.error();
    }
    engine::LineReader in(*document);
    const std::optional<canon::Value> root = in.root(engine::summary_format);
    if (!root) {
      return in.take_error();
    }
    const auto count = [&](std::string_view name) { return in.count(in.member(*root, name)); };
    summary.hold = count("hold");
    summary.fail = count("fail");
    summary.refused = count("refused");
    summary.other = count("other");
    summary.events = count("events");
    summary.equivocations = count("equivocations");
    summary.failed = read_map(in, in.member(*root, "failed"));
    summary.reasons = read_map(in, in.member(*root, "reasons"));
    summary.warnings = read_map(in, in.member(*root, "warnings"));
    summary.errors = read_map(in, in.member(*root, "errors"));
    in.members(in.member(*root, "years"), [&](std::string_view name, canon::Value year) {
      summary.years.emplace(in.name(year, name),
                            AuditSummary::Year{in.count(in.member(year, "hold")), in.count(in.member(year, "fail"))});
    });
    mirror_sha256 = in.hash(in.member(*root, "mirror_sha256"));
    return in.take_error();
  }

  static Counts read_map(engine::LineReader& in, canon::Value object) {
    Counts counts;
    if (object.is_object() && object.size() > audit_summary_names_max + 1) {
      in.fail(object, "expected at most " + std::to_string(audit_summary_names_max) + " names, and other");
      return counts;
    }
    in.members(object, [&](std::string_view name, canon::Value value) {
      counts.emplace(in.name(value, name), in.count(value));
    });
    return counts;
  }

  std::string_view text_;
  const Crypto& crypto_;
  std::size_t line_begin_ = 0;
  std::size_t line_end_ = 0;
};

}  // namespace

std::string pack(const AuditSummary& summary, const Crypto& crypto) {
  std::string text = to_json(summary, crypto, AuditRun()) + "\n";
  for (const AuditLine& failure : summary.failures) {
    text += to_json(failure.verdict, failure.source) + "\n";
  }
  return text + "\n" + summary.digest.lines();
}

Result<AuditSummary> unpack_audit_summary(std::string_view packed, const Crypto& crypto) {
  return PackReader(packed, crypto).run();
}

}  // namespace pith
