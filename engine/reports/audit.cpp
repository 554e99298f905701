// One verdict on one document: the report on a bundle in short.
//
// Example: the report on a bundle with one changed event names the event, its reason and thirteen checks that pass. The
// verdict has the names of the checks that fail, one fault of each, and the count of each reason.
// Counter-example: not every fault is kept. A bundle can have a million faults, and a verdict must stay small.
//
// Costs nothing worth mentioning beside the check of the bundle. Its test is tests/audit_test.cpp.

#include "pith/audit.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "canon/parse.h"
#include "canon/text.h"
#include "pith/diagnosis.h"

namespace pith {
namespace {

/// See audit_text_bytes_max.
std::string cut(std::string_view text) {
  return canon::shorten(text, audit_text_bytes_max);
}
std::optional<std::string> cut_if_any(const std::optional<std::string>& text) {
  return text ? std::optional(cut(*text)) : std::nullopt;
}

/// An input that cannot be read has no lines.
bool has_place(ErrorCode code) {
  return code != ErrorCode::unreadable && code != ErrorCode::too_large && code != ErrorCode::empty;
}

void add_reasons(const std::vector<InvalidEvent>& events, AuditVerdict& verdict) {
  constexpr std::size_t reason_count = static_cast<std::size_t>(Reason::prev_event_unresolved) + 1;
  std::array<std::uint64_t, reason_count> counts = {};
  for (const InvalidEvent& event : events) {
    ++counts[static_cast<std::size_t>(event.reason)];
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) {
      verdict.reasons.emplace(name(static_cast<Reason>(i)), counts[i]);
    }
  }
}

void add_warnings(const std::vector<Warning>& warnings, AuditVerdict& verdict) {
  for (const Warning& warning : warnings) {
    const std::string_view code = name(warning.code);
    const auto place = std::lower_bound(verdict.warnings.begin(), verdict.warnings.end(), code);
    if (place == verdict.warnings.end() || *place != code) {
      verdict.warnings.emplace(place, code);
    }
  }
}

/// The entry of a failed check that a verdict shows: the first that is at fault itself, or the first that fails.
Check& find_fault(BundleReport& report, const Diagnosis& diagnosis, const std::string& name) {
  for (const std::size_t index : diagnosis.faults) {
    if (report.checks[index].name == name) {
      return report.checks[index];
    }
  }
  return *std::find_if(report.checks.begin(), report.checks.end(),
                       [&](const Check& check) { return !check.ok && check.name == name; });
}

void add_faults(BundleReport& report, AuditVerdict& verdict) {
  const Diagnosis diagnosis = diagnose(report);
  for (const Check& check : report.checks) {
    if (!check.ok && std::find(verdict.failed.begin(), verdict.failed.end(), check.name) == verdict.failed.end()) {
      verdict.failed.push_back(check.name);
    }
  }
  for (const std::vector<std::string>* const names : {&diagnosis.causes, &diagnosis.consequences}) {
    for (const std::string& name : *names) {
      Check& check = find_fault(report, diagnosis, name);
      verdict.faults.push_back({name, cut_if_any(check.expected), cut_if_any(check.actual), cut(check.pointer)});
    }
  }
}

}  // namespace

AuditVerdict audit(std::string document, const Keyring& keyring, BundleKeys bundle_keys, VerdictCache* verdicts) {
  const Sha256Digest sha256 = keyring.crypto().sha256(document);
  const Result<Bundle> bundle = Bundle::parse(std::move(document));
  if (!bundle) {
    return refuse(bundle.error(), sha256);
  }
  BundleReport report = bundle->verify(keyring, bundle_keys, verdicts);
  AuditVerdict verdict;
  verdict.sha256 = sha256;
  verdict.ok = report.ok;
  verdict.state_sha256 = report.state.sha256;
  verdict.authentic_state_sha256 = report.authentic_state_sha256;
  verdict.input_sha256 = report.input_sha256;
  verdict.event_count = report.state.event_count;
  verdict.equivocation_count = report.state.equivocations.size();
  add_reasons(report.state.invalid_events, verdict);
  add_warnings(report.warnings, verdict);
  if (!report.ok) {
    add_faults(report, verdict);
  }
  verdict.pith_number = cut(report.pith_number);
  return verdict;
}

AuditVerdict refuse(Error error, std::optional<Sha256Digest> sha256) {
  if (!has_place(error.code)) {
    error.place = no_place;
  }
  error.explanation = cut(canon::to_utf8(error.explanation));
  AuditVerdict verdict;
  verdict.sha256 = sha256;
  verdict.error = std::move(error);
  return verdict;
}

bool is_other_document(std::string_view document) {
  const Result<canon::Document> parsed = canon::parse(document);
  if (!parsed) {
    return false;
  }
  const canon::Value root = parsed->root();
  return (root.find("state_type") || root.find("manifest_type")) && !root.find("bundle_type");
}

}  // namespace pith
