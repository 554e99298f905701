// Counts over many verdicts. Its test is tests/audit_summary_test.cpp, which counts the lines again.

#include "pith/audit_summary.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string_view>
#include <utility>

#include "canon/json_writer.h"
#include "engine/records/record_identity.h"
#include "engine/reports/audit_json.h"

namespace pith {
namespace {

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// What has no place of its own is counted under this name.
constexpr std::string_view other_name = "other";

/// Adds to the count of a name. A name that gives way to earlier ones in byte order never comes back, because there are
/// only ever more of these. So neither the order nor the grouping of the additions makes a difference.
void add_count(const std::string& name, std::uint64_t count, Counts& counts) {
  counts[name] += count;
  if (counts.size() - counts.count(other_name) <= audit_summary_names_max) {
    return;
  }
  auto last = std::prev(counts.end());
  last = last->first == other_name ? std::prev(last) : last;
  const std::uint64_t count_of_last = last->second;
  counts.erase(last);
  counts[std::string(other_name)] += count_of_last;
}
void count_names(const std::vector<std::string>& names, Counts& counts) {
  for (const std::string& name : names) {
    add_count(name, 1, counts);
  }
}
void add_counts(const Counts& more, Counts& counts) {
  for (const auto& [name, count] : more) {
    add_count(name, count, counts);
  }
}

/// SPEC 2.2: the year of a Pith Number. A number of another form may be any text, of which there may be millions.
std::string year_of(std::string_view pith_number) {
  constexpr std::size_t year_begin = std::string_view("pith:").size();
  return std::string(engine::has_pith_number_form(pith_number) ? pith_number.substr(year_begin, 4) : other_name);
}

}  // namespace

void AuditSummary::add(const AuditLine& line) {
  const AuditVerdict& verdict = line.verdict;
  assert(verdict.error || (verdict.pith_number && verdict.state_sha256));
  if (!verdict.ok && failures.size() < audit_failures_max) {
    failures.push_back(line);
  }
  if (verdict.error) {
    ++refused;
    ++errors[std::string(name(verdict.error->code))];
    return;
  }
  events += verdict.event_count;
  equivocations += verdict.equivocation_count;
  count_names(verdict.failed, failed);
  add_counts(verdict.reasons, reasons);
  count_names(verdict.warnings, warnings);
  Year& year = years[year_of(*verdict.pith_number)];
  ++(verdict.ok ? hold : fail);
  ++(verdict.ok ? year.hold : year.fail);
  if (verdict.ok) {
    digest.add(*verdict.pith_number, *verdict.state_sha256);
  }
}

void AuditSummary::merge(const AuditSummary& later) {
  assert(&later != this);
  hold += later.hold;
  fail += later.fail;
  refused += later.refused;
  other += later.other;
  events += later.events;
  equivocations += later.equivocations;
  add_counts(later.failed, failed);
  add_counts(later.reasons, reasons);
  add_counts(later.warnings, warnings);
  add_counts(later.errors, errors);
  for (const auto& [year, counts] : later.years) {
    years[year].hold += counts.hold;
    years[year].fail += counts.fail;
  }
  const std::size_t room = audit_failures_max - std::min(failures.size(), audit_failures_max);
  const auto end = later.failures.begin() + static_cast<std::ptrdiff_t>(std::min(room, later.failures.size()));
  failures.insert(failures.end(), later.failures.begin(), end);
  digest.merge(later.digest);
}

std::string to_json(const AuditSummary& summary, const Crypto& crypto, const AuditRun& run) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  const auto write_known = [&](const std::string& member) { member.empty() ? out.null() : out.string(member); };
  const auto write_years = [&] {
    out.begin_object();
    for (const auto& [year, counts] : summary.years) {
      out.key(year);
      out.object({
          {"hold", [&, count = counts.hold] { out.number(count); }},
          {"fail", [&, count = counts.fail] { out.number(count); }},
      });
    }
    out.end_object();
  };
  out.object({
      {"format", [&] { out.string(engine::summary_format); }},
      {"program", [&] { write_known(run.program); }},
      {"merge_version", [&] { write_known(run.merge_version); }},
      {"keys_sha256", [&] { write_known(run.keys_sha256); }},
      {"bundles", [&] { out.number(summary.bundles()); }},
      {"hold", [&] { out.number(summary.hold); }},
      {"fail", [&] { out.number(summary.fail); }},
      {"refused", [&] { out.number(summary.refused); }},
      {"other", [&] { out.number(summary.other); }},
      {"events", [&] { out.number(summary.events); }},
      {"equivocations", [&] { out.number(summary.equivocations); }},
      {"failed", [&] { engine::write_counts(out, summary.failed); }},
      {"reasons", [&] { engine::write_counts(out, summary.reasons); }},
      {"warnings", [&] { engine::write_counts(out, summary.warnings); }},
      {"errors", [&] { engine::write_counts(out, summary.errors); }},
      {"years", write_years},
      {"mirror_sha256", [&] { out.string(to_hex(summary.digest.sha256(crypto))); }},
  });
  return std::move(text.text);
}

}  // namespace pith
