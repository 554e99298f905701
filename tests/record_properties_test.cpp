// SPEC 2 on random records: the Pith Number and the aliases that follow from a record, in `record_created` events and
// in the whole-bundle check (9.4). The expected values are computed here from the bytes of the record.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pith/bundle.h"
#include "tests/support/odd_json.h"
#include "tests/support/property.h"
#include "tests/support/reference_event.h"

namespace pith::tests {
namespace {

using Texts = std::vector<std::string>;

/// A record, and what follows from it.
struct RandomRecord {
  std::string json;  // canonical
  std::string sha256;
  std::optional<std::string> year;
  std::string suffix;
  std::optional<std::string> source;
  std::map<std::string, std::string> aliases;  // by kind

  /// SPEC 2.2. A record without a year gets one here, so that the bundle has a number.
  std::string pith_number() const { return "pith:" + year.value_or("2021") + ":" + suffix; }
};

/// A `submitted_at` as JSON, and the year that it gives.
std::pair<std::string, std::optional<std::string>> some_submitted_at(Chance& chance) {
  if (chance.percent(60)) {
    const std::string year = std::to_string(1000 + chance.below(9000));
    return {quote(year + chance.pick(Texts{"-04-21T02:22:10Z", "", "0", "\u00E9"})), year};
  }
  static const Texts no_years = {"\"202\"",       "\"\"",        "\"20x1-04-21\"", "\"-201\"", "\" 2021\"",
                                 "\"\u0662021\"", "\"202:\"",    "2021",           "null",     "[\"2021\"]",
                                 "\"202/\"",      "\"+202-01\"", "\"20 1\""};
  return {chance.pick(no_years), std::nullopt};
}

/// The source of a record, and the aliases that follow from it (SPEC 2.3).
std::pair<std::string, std::map<std::string, std::string>> some_source(Chance& chance) {
  const bool is_arxiv = chance.percent(75);
  Members source = {{"kind", is_arxiv ? quote("arxiv") : chance.pick(Texts{"\"arXiv\"", "\"doi\"", "null", "1"})}};
  std::map<std::string, std::string> aliases;
  const bool has_id = chance.percent(85);
  const std::string id = chance.percent(70) ? "2104." + std::to_string(chance.below(100'000)) : odd_text(chance);
  source["id"] = has_id ? quote(id) : "1";
  const bool is_source = is_arxiv && has_id;
  if (is_source) {
    aliases = {{"arxiv", id}, {"doi", "10.48550/arxiv." + id}};
  }
  // The version in the source, and its text in the alias.
  static const std::vector<std::pair<std::string, std::optional<std::string>>> versions = {
      {"1", "1"}, {"12", "12"}, {"\"3\"", "3"}, {"2.50", "2.5"}, {"null", std::nullopt}, {"true", std::nullopt}};
  const auto& [version, text] = chance.pick(versions);
  if (chance.percent(85)) {
    source["version"] = version;
    if (is_source && text) {
      aliases["arxiv_version"] = id + "v" + *text;
    }
  }
  return {write_object(source), aliases};
}

RandomRecord some_record(Chance& chance) {
  RandomRecord record;
  Members members = {{"title", quote(odd_text(chance))}, {"more", odd_json(chance, 2)}};
  const auto [submitted_at, year] = some_submitted_at(chance);
  if (chance.percent(95)) {
    members["metadata"] = write_object({{"submitted_at", submitted_at}, {"other", odd_json(chance, 1)}});
    record.year = year;
  }
  if (chance.percent(90)) {
    const auto [source, aliases] = some_source(chance);
    members["source"] = source;
    record.source = source;
    record.aliases = aliases;
  }
  record.json = reference::write(*reference::read(write_object(members)));
  const std::string digest = reference::sha256(record.json);
  record.sha256 = reference::hex(digest);
  record.suffix = reference::base32(digest).substr(0, 26);
  for (const std::size_t length : {8U, 12U, 16U}) {
    record.aliases["pith_short_" + std::to_string(length)] = record.suffix.substr(0, length);
  }
  if (!record.year) {
    record.aliases.clear();  // no alias follows from a record without a number
  }
  return record;
}

// SPEC 2.1, 2.2 and 4.5.
RC_GTEST_PROP(Rule2_2_PithNumber, ARecordIsCreatedOnlyUnderItsOwnNumber, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  const RandomRecord record = some_record(chance);
  std::string subject = record.pith_number();
  std::string sha256 = record.sha256;
  const bool is_other = chance.percent(30);
  if (is_other && chance.percent(50)) {
    char& digit = subject[chance.percent(50) ? 5 + chance.below(4) : 10 + chance.below(26)];
    digit = digit == '2' ? '3' : '2';
  } else if (is_other) {
    char& digit = sha256[chance.below(64)];
    digit = digit == '2' ? '3' : '2';
  }
  EventSet events(subject, w.keyring);
  const Draft draft =
      Draft(w.registry, subject)
          .type("record_created")
          .payload(write_object({{"canonical_record", record.json}, {"canonical_sha256", quote(sha256)}}));
  const std::string expected = record.year && !is_other ? "-" : "record_mismatch";
  RC_ASSERT(reason_name(add(events, draft).reason) == expected);
}

/// Some aliases of a bundle, and whether one of them is false. Some are of a kind that follows from the record.
std::pair<std::string, bool> some_statements(const RandomRecord& record, Chance& chance) {
  static const Texts kinds = {"arxiv",         "arxiv_version", "doi",  "pith_short_8",
                              "pith_short_12", "pith_short_16", "other"};
  Texts items;
  bool is_wrong = false;
  const bool all_right = chance.percent(60);
  for (const std::string& kind : kinds) {
    const auto right = record.aliases.find(kind);
    while (chance.percent(60)) {
      const bool follows = right != record.aliases.end();
      const bool is_changed = !all_right && chance.percent(20);
      const std::string value = (follows ? right->second : "anything") + (is_changed ? "x" : "");
      is_wrong = is_wrong || (follows && is_changed);
      items.push_back(write_object(
          {{"alias_kind", quote(kind)}, {"alias_value", quote(value)}, {"created_at", quote("2026-07-01T00:00:00Z")}}));
    }
  }
  chance.shuffle(items);
  return {write_array(items), is_wrong};
}

// SPEC 2.1 to 2.3 and 9.4: what a bundle states about its record passes if and only if it follows from the record.
RC_GTEST_PROP(Rule9_4_Checks, OnlyWhatFollowsFromTheRecordPasses, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const RandomRecord record = some_record(chance);
  Members bundle = {{"bundle_type", quote("pith_open_graph_bundle")},
                    {"pith_number", quote(record.pith_number())},
                    {"short_pith_number", quote("pith:" + record.suffix.substr(0, 8))},
                    {"canonical_record", record.json},
                    {"canonical_sha256", quote(record.sha256)},
                    {"events", "[]"}};
  std::set<std::string> expected;
  if (!record.year) {
    expected = {"canonical_record", "pith_number", "short_pith_number"};
  }
  const auto [statements, has_wrong_alias] = some_statements(record, chance);
  bundle["source_aliases"] = statements;
  if (has_wrong_alias) {
    expected.insert("source_aliases");
  }
  if (record.source) {
    bundle["source"] = *record.source;
  }
  const std::string others_source = R"({"kind":"arxiv","id":"0000.00000"})";
  for (const auto& [member, wrong] : Members{{"pith_number", quote("pith:2021:" + std::string(26, 'A'))},
                                             {"short_pith_number", quote("pith:" + record.suffix.substr(0, 9))},
                                             {"canonical_sha256", quote(std::string(64, '0'))},
                                             {"source", others_source}}) {
    if (chance.percent(15)) {
      bundle[member] = wrong;
      expected.insert(member);
    }
  }
  const Result<Bundle> parsed = Bundle::parse(write_object(bundle));
  RC_ASSERT(parsed.ok());
  std::set<std::string> failed;
  for (const Check& check : parsed->verify(world().keyring).checks) {
    static const std::set<std::string> about_the_record = {"canonical_record",  "canonical_sha256", "pith_number",
                                                           "short_pith_number", "source",           "source_aliases"};
    if (!check.ok && about_the_record.contains(check.name)) {
      failed.insert(check.name);
    }
  }
  RC_ASSERT(failed == expected);
}

}  // namespace
}  // namespace pith::tests
