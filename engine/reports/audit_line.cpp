// The line of a verdict: written, and read back. What is read back gives the same line again.
//
// Example: {"format":"pith-merge.audit.v1","source":"a.json","sha256":null,...,"error":{"code":"unreadable",...},...}
// Counter-example: a line whose `ok` is true although `failed` has a name is refused. No audit writes it, so somebody
// changed it, and what it says about the state cannot be used.
//
// A file has millions of lines, so a line takes a few microseconds. Its test is tests/audit_line_test.cpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "canon/parse.h"
#include "canon/text.h"
#include "engine/records/record_identity.h"
#include "engine/reports/audit_json.h"
#include "engine/reports/line_reader.h"
#include "pith/audit.h"

namespace pith {
namespace {

constexpr std::string_view audit_format = "pith-merge.audit.v1";

using Writer = canon::JsonWriter<canon::TextSink>;

void write_hash(Writer& out, const std::optional<Sha256Digest>& hash) {
  hash ? out.string(to_hex(*hash)) : out.null();
}

void write_error(Writer& out, const Error& error) {
  const auto number_or_null = [&](std::size_t number) { error.place == no_place ? out.null() : out.number(number); };
  out.object({
      {"code", [&] { out.string(name(error.code)); }},
      {"line", [&] { number_or_null(error.place.line); }},
      {"column", [&] { number_or_null(error.place.column); }},
  });
}

void write_fault(Writer& out, std::optional<std::string_view> check, const std::optional<std::string>& expected,
                 std::optional<std::string_view> actual, std::optional<std::string_view> pointer) {
  out.object({
      {"check", [&] { out.string_or_null(check); }},
      {"expected", [&] { out.string_or_null(expected); }},
      {"actual", [&] { out.string_or_null(actual); }},
      {"pointer", [&] { out.string_or_null(pointer); }},
  });
}

void write_faults(Writer& out, const AuditVerdict& verdict) {
  out.begin_array();
  if (verdict.error) {
    write_fault(out, std::nullopt, std::nullopt, verdict.error->explanation, std::nullopt);
  }
  for (const AuditFault& fault : verdict.faults) {
    write_fault(out, fault.check, fault.expected, fault.actual, fault.pointer);
  }
  out.end_array();
}

void write_source(Writer& out, std::string_view source) {
  out.key("source");
  if (canon::is_utf8(source)) {
    out.string(source);
    return;
  }
  out.string(canon::to_utf8(source));
  out.key("source_bytes_b64");
  out.string(canon::encode_base64({reinterpret_cast<const std::uint8_t*>(source.data()), source.size()}));
}

/// The code with this name. There are few codes, and refused documents are rare.
std::optional<ErrorCode> find_code(std::string_view wanted) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(ErrorCode::not_a_verdict); ++i) {
    if (name(static_cast<ErrorCode>(i)) == wanted) {
      return static_cast<ErrorCode>(i);
    }
  }
  return std::nullopt;
}

class AuditLineReader {
 public:
  explicit AuditLineReader(const canon::Document& document) : in_(document) {}

  Result<AuditLine> run() {
    AuditLine line;
    if (const std::optional<canon::Value> root = in_.root(audit_format)) {
      line.source = read_source(*root);
      line.verdict = read_verdict(*root);
    }
    if (std::optional<Error> error = in_.take_error()) {
      return *std::move(error);
    }
    return line;
  }

 private:
  std::string read_source(canon::Value root) {
    std::string source = in_.text(in_.member(root, "source"));
    const std::optional<canon::Value> encoded = root.find("source_bytes_b64");
    if (!encoded) {
      return source;
    }
    const std::string base64 = in_.text(*encoded);
    const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with("=") ? 1 : 0;
    std::string bytes(base64.size() / 4 * 3 - std::min(padding, base64.size() / 4 * 3), '\0');
    // Base64 beside a text that says the same would give one source two spellings.
    if (!canon::decode_base64(base64, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}) ||
        canon::is_utf8(bytes) || canon::to_utf8(bytes) != source) {
      in_.fail(*encoded, "expected the bytes of source in base64, if they are not UTF-8");
    }
    return bytes;
  }

  AuditVerdict read_verdict(canon::Value root) {
    const auto hash = [&](canon::Value value) { return in_.hash(value); };
    AuditVerdict verdict;
    verdict.sha256 = in_.unless_null(in_.member(root, "sha256"), hash);
    verdict.ok = in_.boolean(in_.member(root, "ok"));
    read_names(in_.member(root, "failed"), verdict.failed);
    read_reasons(in_.member(root, "reasons"), verdict);
    read_names(in_.member(root, "warnings"), verdict.warnings);
    const canon::Value error = in_.member(root, "error");
    const canon::Value faults = in_.member(root, "faults");
    const bool is_refused = !error.is_null();
    for (const std::string_view name : {"pith_number", "state_sha256", "authentic_state_sha256", "input_sha256",
                                        "event_count", "equivocation_count"}) {
      const canon::Value value = in_.member(root, name);
      if (value.is_null() != is_refused) {
        in_.fail(value, std::string(name) + " must be null if there is an error, and only then");
        return verdict;
      }
    }
    if (verdict.ok != (verdict.failed.empty() && !is_refused)) {
      in_.fail(root, "ok must be true if no check failed and there is no error, and only then");
    }
    if (is_refused) {
      read_error(error, faults, verdict);
      return verdict;
    }
    const canon::Value pith_number = in_.member(root, "pith_number");
    verdict.pith_number = in_.text(pith_number);
    if (verdict.ok && !engine::has_pith_number_form(*verdict.pith_number)) {
      in_.fail(pith_number, "a bundle without a Pith Number cannot hold");
    }
    verdict.state_sha256 = in_.hash(in_.member(root, "state_sha256"));
    verdict.authentic_state_sha256 = in_.hash(in_.member(root, "authentic_state_sha256"));
    verdict.input_sha256 = in_.hash(in_.member(root, "input_sha256"));
    verdict.event_count = in_.number(in_.member(root, "event_count"));
    verdict.equivocation_count = in_.number(in_.member(root, "equivocation_count"));
    in_.each(faults, [&](canon::Value fault) { read_fault(fault, verdict); });
    return verdict;
  }

  void read_names(canon::Value array, std::vector<std::string>& names) {
    in_.each(array, [&](canon::Value value) {
      std::string name = in_.name(value, in_.text(value));
      if (std::find(names.begin(), names.end(), name) != names.end()) {
        in_.fail(value, "this name is there twice");
      }
      names.push_back(std::move(name));
    });
  }

  void read_reasons(canon::Value object, AuditVerdict& verdict) {
    if (object.is_object() && object.size() > audit_names_max) {
      in_.fail(object, "expected at most " + std::to_string(audit_names_max) + " members");
      return;
    }
    in_.members(object, [&](std::string_view name, canon::Value count) {
      verdict.reasons.emplace(in_.name(count, name), in_.number(count));
    });
  }

  void read_error(canon::Value value, canon::Value faults, AuditVerdict& verdict) {
    const canon::Value code_value = in_.member(value, "code");
    const std::optional<ErrorCode> code = find_code(in_.text(code_value));
    if (!code) {
      in_.fail(code_value, "this version does not know this code of an error");
    }
    Error error{code.value_or(ErrorCode::syntax), no_place, {}};
    const canon::Value line = in_.member(value, "line");
    const canon::Value column = in_.member(value, "column");
    if (line.is_null() != column.is_null()) {
      in_.fail(value, "line and column must both be null, or both be numbers");
    } else if (!line.is_null()) {
      error.place = {0, static_cast<std::size_t>(in_.number(line)), static_cast<std::size_t>(in_.number(column))};
    }
    std::size_t count = 0;
    in_.each(faults, [&](canon::Value fault) {
      error.explanation = in_.text(in_.member(fault, "actual"));
      ++count;
    });
    if (count != 1) {
      in_.fail(faults, "expected one fault, which explains the error");
    }
    verdict.error = std::move(error);
  }

  void read_fault(canon::Value value, AuditVerdict& verdict) {
    const auto text = [&](canon::Value part) { return in_.text(part); };
    const canon::Value check = in_.member(value, "check");
    std::string name = in_.name(check, in_.text(check));
    const auto is_same = [&](const AuditFault& fault) { return fault.check == name; };
    if (std::find(verdict.failed.begin(), verdict.failed.end(), name) == verdict.failed.end() ||
        std::any_of(verdict.faults.begin(), verdict.faults.end(), is_same)) {
      in_.fail(check, "expected a name in failed, each at most once");
    }
    verdict.faults.push_back({std::move(name), in_.unless_null(in_.member(value, "expected"), text),
                              in_.unless_null(in_.member(value, "actual"), text),
                              in_.text(in_.member(value, "pointer"))});
  }

  engine::LineReader in_;
};

}  // namespace

std::string to_json(const AuditVerdict& verdict, std::string_view source) {
  canon::TextSink text;
  Writer out(text);
  const auto write_name = [&](const std::string& name) { out.string(name); };
  const auto count_or_null = [&](std::uint64_t count) { verdict.error ? out.null() : out.number(count); };
  out.begin_object();
  out.key("format");
  out.string(audit_format);
  write_source(out, source);
  out.members({
      {"sha256", [&] { write_hash(out, verdict.sha256); }},
      {"pith_number", [&] { out.string_or_null(verdict.pith_number); }},
      {"ok", [&] { out.boolean(verdict.ok); }},
      {"state_sha256", [&] { write_hash(out, verdict.state_sha256); }},
      {"authentic_state_sha256", [&] { write_hash(out, verdict.authentic_state_sha256); }},
      {"input_sha256", [&] { write_hash(out, verdict.input_sha256); }},
      {"event_count", [&] { count_or_null(verdict.event_count); }},
      {"equivocation_count", [&] { count_or_null(verdict.equivocation_count); }},
      {"failed", [&] { out.array(verdict.failed, write_name); }},
      {"reasons", [&] { engine::write_counts(out, verdict.reasons); }},
      {"warnings", [&] { out.array(verdict.warnings, write_name); }},
      {"error", [&] { verdict.error ? write_error(out, *verdict.error) : out.null(); }},
      {"faults", [&] { write_faults(out, verdict); }},
  });
  out.end_object();
  return std::move(text.text);
}

Result<AuditLine> parse_audit_line(std::string_view json) {
  const Result<canon::Document> document = canon::parse(json);
  if (!document) {
    return document.error();
  }
  return AuditLineReader(*document).run();
}

}  // namespace pith
