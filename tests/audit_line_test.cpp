// The line of a verdict: read back it gives the same line, in whatever way it is spelt, and a damaged one is refused.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/canonical.h"
#include "tests/support/odd_json.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"
#include "tests/support/respell.h"

namespace pith::tests {
namespace {

Sha256Digest some_hash(Chance& chance) {
  return crypto().sha256(std::to_string(chance.next()));
}
std::optional<std::string> some_text(Chance& chance) {
  return chance.percent(20) ? std::nullopt : std::optional(odd_text(chance));
}

std::vector<std::string> some_names(Chance& chance) {
  static const std::vector<std::string> all = {"canonical_record", "events",    "no_receipt", "a_newer_check",
                                               "state_sha256",     "bad_key_2", "x"};
  std::set<std::string> names;
  for (std::size_t count = chance.below(4); count > 0; --count) {
    names.insert(chance.pick(all));
  }
  return {names.begin(), names.end()};
}

std::string some_source(Chance& chance) {
  std::string source = "dump.tar.zst!" + odd_text(chance) + "#" + std::to_string(chance.below(1'000));
  if (chance.percent(20)) {  // an ISO 8859-1 name, a lone continuation, half a character
    source += std::vector<std::string>{"\xE9", "\x80", "\xE2\x82", "\xFF\xFE"}[chance.below(4)];
  }
  return source;
}

AuditVerdict some_verdict(Chance& chance) {
  AuditVerdict verdict;
  if (chance.percent(80)) {
    verdict.sha256 = some_hash(chance);
  }
  if (chance.percent(30)) {
    const auto code = static_cast<ErrorCode>(chance.below(static_cast<std::size_t>(ErrorCode::not_a_verdict) + 1));
    Place place = no_place;
    if (chance.percent(50)) {
      place.line = 1 + chance.below(100);
      place.column = 1 + chance.below(1'000'000);
    }
    verdict.error = Error{code, place, odd_text(chance)};
    return verdict;
  }
  verdict.state_sha256 = some_hash(chance);
  verdict.authentic_state_sha256 = some_hash(chance);
  verdict.input_sha256 = some_hash(chance);
  verdict.event_count = chance.percent(10) ? 2'147'483'647 : chance.below(100);
  verdict.equivocation_count = chance.below(100);
  verdict.failed = some_names(chance);
  chance.shuffle(verdict.failed);
  verdict.ok = verdict.failed.empty();
  verdict.pith_number = verdict.ok ? "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF" : odd_text(chance);
  for (std::string& name : some_names(chance)) {
    verdict.reasons[std::move(name)] = chance.below(1'000);
  }
  verdict.warnings = some_names(chance);
  for (const std::string& name : verdict.failed) {
    std::optional<std::string> expected = some_text(chance);
    std::optional<std::string> actual = some_text(chance);
    verdict.faults.push_back({name, std::move(expected), std::move(actual), odd_text(chance)});
  }
  return verdict;
}

bool are_equal(const AuditVerdict& left, const AuditVerdict& right) {
  const auto members = [](const AuditVerdict& verdict) {
    return std::tie(verdict.sha256, verdict.pith_number, verdict.ok, verdict.state_sha256,
                    verdict.authentic_state_sha256, verdict.input_sha256, verdict.event_count,
                    verdict.equivocation_count, verdict.failed, verdict.reasons, verdict.warnings);
  };
  const bool are_errors_equal =
      left.error.has_value() == right.error.has_value() &&
      (!left.error || (left.error->code == right.error->code && left.error->place == right.error->place &&
                       left.error->explanation == right.error->explanation));
  return are_errors_equal && members(left) == members(right) &&
         std::equal(left.faults.begin(), left.faults.end(), right.faults.begin(), right.faults.end(),
                    [](const AuditFault& one, const AuditFault& other) {
                      return std::tie(one.check, one.expected, one.actual, one.pointer) ==
                             std::tie(other.check, other.expected, other.actual, other.pointer);
                    });
}

RC_GTEST_PROP(AuditLine, ReadBackIsEqualHoweverItIsSpelt, ()) {
  Chance chance(draw().seed);
  const AuditVerdict verdict = some_verdict(chance);
  const std::string source = some_source(chance);
  const std::string line = to_json(verdict, source);
  RC_ASSERT(is_utf8(line));
  RC_ASSERT(line.find('\n') == std::string::npos);
  RC_ASSERT(line.starts_with(R"({"format":"pith-merge.audit.v1","source":)"));
  for (const std::string& text : {line, respell(line, chance)}) {
    const Result<AuditLine> read = parse_audit_line(text);
    RC_ASSERT(read.ok());
    RC_ASSERT(read->source == source);
    RC_ASSERT(are_equal(read->verdict, verdict));
    RC_ASSERT(to_json(read->verdict, read->source) == line);
  }
}

/// What a change of a line does, as the description of the line says.
struct Change {
  std::string from;
  std::string to;
};

std::string changed(const std::string& line, const Change& change) {
  std::string text = line;
  const std::size_t at = text.find(change.from);
  EXPECT_NE(at, std::string::npos) << change.from;
  return text.replace(at, change.from.size(), change.to);
}

/// A verdict that holds, one that fails, and one without a bundle.
std::vector<std::string> sound_lines() {
  AuditVerdict holds;
  holds.sha256 = holds.state_sha256 = holds.authentic_state_sha256 = holds.input_sha256 = crypto().sha256("");
  holds.pith_number = "pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF";
  holds.ok = true;
  holds.event_count = 2;
  holds.warnings = {"no_receipt", "several_live"};
  AuditVerdict fails = holds;
  fails.ok = false;
  fails.failed = {"events"};
  fails.reasons["malformed"] = 1;
  fails.faults = {{"events", std::nullopt, "malformed", "/events/0"}};
  return {to_json(holds, "a.json"), to_json(fails, "b.json"), to_json(audit("{", world().keyring), "c\xFF.json")};
}

TEST(AuditLine, ADamagedLineIsRefusedWithAPlaceInIt) {
  const std::vector<std::string> lines = sound_lines();
  const std::vector<std::pair<std::size_t, Change>> changes = {
      {0, {"audit.v1", "audit.v2"}},
      {0, {R"("a.json")", "1"}},
      {0, {R"("a.json")", R"("a.json","source_bytes_b64":"YS5qc29u")"}},  // UTF-8 needs no base64
      {0, {R"("ok":true)", R"("ok":1)"}},
      {0, {R"("ok":true)", R"("ok":false)"}},
      {0, {R"("failed":[])", R"("failed":["events"])"}},
      {0, {R"("failed":[])", R"("failed":{})"}},
      {0, {R"("sha256":"e3)", R"("sha256":"E3)"}},
      {0, {R"("state_sha256":"e3)", R"("state_sha256":"e)"}},
      {0, {R"("event_count":2)", R"("event_count":-2)"}},
      {0, {R"("event_count":2)", R"("event_count":2.0)"}},
      {0, {R"("event_count":2)", R"("event_count":2147483648)"}},
      {0, {R"("event_count":2)", R"("event_count":18446744073709551618)"}},
      {0, {R"("event_count":2)", R"("event_count":null)"}},
      {0, {R"("reasons":{})", R"("reasons":{"Bad":1})"}},
      {0, {R"("reasons":{})", R"("reasons":{"bad":"1"})"}},
      {0, {R"("reasons":{})", R"("reasons":[])"}},
      {0, {R"("several_live")", R"("no_receipt")"}},
      {0, {R"("several_live")", R"("")"}},
      {0, {R"("several_live")", "\"" + std::string(65, 'a') + "\""}},
      {0, {R"("pith_number":"pith:2021)", R"("pith_number":"pith:202x)"}},
      {0, {R"("error":null)", R"("error":{"code":"syntax","line":1,"column":1})"}},
      {0, {R"("error":null)", R"("error":{})"}},
      {0, {R"("faults":[])", R"("faults":[{"check":"events","expected":null,"actual":null,"pointer":""}])"}},
      {1, {R"("check":"events")", R"("check":"state")"}},
      {1, {R"("faults":[)", R"("faults":[{"check":"events","expected":null,"actual":null,"pointer":""},)"}},
      {1, {R"("faults":[)", R"("faults":[{"check":"state","expected":null,"actual":null,"pointer":""},)"}},
      {1, {R"("check":"events")", R"("check":null)"}},
      {1, {R"("pointer":"/events/0")", R"("pointer":null)"}},
      {1, {R"("actual":"malformed")", R"("actual":[])"}},
      {2, {R"("code":"syntax")", R"("code":"sintax")"}},
      {2, {R"("line":1)", R"("line":null)"}},
      {2, {R"("line":1)", R"("line":"1")"}},
      {2, {R"("check":null,)", R"("check":null},{"x":1,)"}},
      {2, {R"("pith_number":null)", R"("pith_number":"x")"}},
      {2, {R"("source_bytes_b64":")", R"("source_bytes_b64":"=)"}},
      {2, {R"("source_bytes_b64":")", R"("source_bytes_b64":"AAAA)"}},
  };
  for (const auto& [index, change] : changes) {
    const std::string damaged = changed(lines[index], change);
    const Result<AuditLine> read = parse_audit_line(damaged);
    ASSERT_FALSE(read) << change.to;
    EXPECT_EQ(read.error().code, ErrorCode::not_a_verdict) << change.to;
    EXPECT_EQ(read.error().place.line, 1U);
    EXPECT_LE(read.error().place.offset_bytes, damaged.size());
  }
  EXPECT_EQ(parse_audit_line(changed(lines[0], {R"("ok":true)", R"("ok":1)"})).error().place.offset_bytes,
            lines[0].find(R"("ok":true)") + 5);
}

// Every prefix of a line is what a power failure can leave of it.
TEST(AuditLine, ATornLineIsRefused) {
  for (const std::string& line : sound_lines()) {
    for (std::size_t size = 0; size < line.size(); ++size) {
      EXPECT_FALSE(parse_audit_line(line.substr(0, size))) << size;
    }
    EXPECT_TRUE(parse_audit_line(line));
  }
}

TEST(AuditLine, EachMemberIsNeeded) {
  for (const std::string& line : sound_lines()) {
    const reference::Json whole = *reference::read(line);
    for (const auto& member : whole.members) {
      reference::Json less = whole;
      less.members.erase(member.first);
      const bool is_needed = member.first != "source_bytes_b64";
      EXPECT_EQ(parse_audit_line(reference::write(less)).ok(), !is_needed) << member.first;
    }
    reference::Json more = whole;
    more.members["new"] = *reference::read("[1,{}]");
    EXPECT_TRUE(parse_audit_line(reference::write(more)));
  }
}

TEST(AuditLine, ListsAreBounded) {
  const std::string line = sound_lines()[0];
  for (const std::size_t count : {audit_names_max, audit_names_max + 1}) {
    std::vector<std::string> names;
    Members reasons;
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back(quote("w" + std::to_string(i)));
      reasons["w" + std::to_string(i)] = "1";
    }
    const bool is_allowed = count == audit_names_max;
    EXPECT_EQ(parse_audit_line(changed(line, {R"(["no_receipt","several_live"])", write_array(names)})).ok(),
              is_allowed);
    EXPECT_EQ(parse_audit_line(changed(line, {R"("reasons":{})", R"("reasons":)" + write_object(reasons)})).ok(),
              is_allowed);
  }
}

RC_GTEST_PROP(AuditLine, AnyChangeOfAByteIsReadOrRefused, ()) {
  Chance chance(draw().seed);
  std::string line = to_json(some_verdict(chance), some_source(chance));
  for (std::size_t count = 1 + chance.below(3); count > 0; --count) {
    line[chance.below(line.size())] = static_cast<char>(chance.below(256));
  }
  const Result<AuditLine> read = parse_audit_line(line);
  if (read) {  // then it is a line that could have been written
    const std::string again = to_json(read->verdict, read->source);
    RC_ASSERT(to_json(parse_audit_line(again)->verdict, read->source) == again);
  } else {
    RC_ASSERT(read.error().place.offset_bytes <= line.size());
  }
}

TEST(AuditRun, ReadBackIsEqual) {
  const AuditRun run = make_audit_run(world().keyring, 1 << 26, BundleKeys::trust);
  EXPECT_EQ(run.merge_version, "pith-open-graph-merge-v1");
  EXPECT_TRUE(run.program.starts_with("pith-merge "));
  const std::string line = to_json(run);
  Chance chance(1);
  for (const std::string& text : {line, respell(line, chance)}) {
    const Result<AuditRun> read = parse_audit_run(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, run);
  }
  EXPECT_EQ(parse_audit_run("{}").error().code, ErrorCode::not_a_verdict);
  EXPECT_EQ(parse_audit_run(sound_lines()[0]).error().code, ErrorCode::not_a_verdict);
  EXPECT_EQ(parse_audit_run(changed(line, {R"("keys_sha256":")", R"("keys_sha256":"0)"})).error().code,
            ErrorCode::not_a_verdict);
  EXPECT_EQ(parse_audit_run("").error().code, ErrorCode::syntax);
}

// The registry's key alone, with its members as SPEC 3.4 has them; the text is written here by hand from SPEC 9.6.
TEST(AuditRun, TheHashOfTheKeysIsThatOfTheDescription) {
  const KeyInfo key = Keyring::registry(crypto()).keys()[0];
  const std::string keys = "[[" + quote(key.key_id) + "," + quote(key.fingerprint) + "," + quote(*key.signer_id) + "," +
                           quote(*key.signer_type) + ",null]]";
  const std::string text = "{\"keys\":" + keys + ",\"max_document\":67108864,\"trust_bundle_keys\":false}";
  ASSERT_EQ(*canonical_json(text), text);
  EXPECT_EQ(audit_keys_sha256(Keyring::registry(crypto()), 67'108'864), to_hex(crypto().sha256(text)));
  std::set<std::string> all = {audit_keys_sha256(world().keyring, 1), audit_keys_sha256(world().keyring, 2),
                               audit_keys_sha256(world().keyring, 1, BundleKeys::trust),
                               audit_keys_sha256(Keyring(crypto()), 1)};
  EXPECT_EQ(all.size(), 4U);
}

}  // namespace
}  // namespace pith::tests
