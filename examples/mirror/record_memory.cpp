#include "examples/mirror/record_memory.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "examples/mirror/documents.h"
#include "examples/mirror/json_text.h"

namespace mirror {
namespace {

/// The members of a signature that are checked (SPEC 4.2 and 9.3), of an event or of a bundle. Nothing vouches for any
/// other.
constexpr std::array<std::string_view, 7> checked_members = {
    "\"algorithm\"",     "\"bundle_sha256\"",    "\"key_id\"",        "\"public_key_fingerprint\"",
    "\"signature_b64\"", "\"signature_status\"", "\"signed_message\""};

/// The names of the longest keys that are shown.
constexpr std::size_t shown_key_bytes_max = 100;

/// An event or a bundle without the members of its signature that nobody signs.
std::string without_unsigned_members(std::string_view json, std::string_view signature_key) {
  if (!is_object(json)) {
    return std::string(json);
  }
  std::vector<Member> members = members_of(json);
  const auto signature =
      std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == signature_key; });
  if (signature == members.end() || !is_object(signature->value)) {
    return std::string(json);
  }
  std::vector<Member> checked = members_of(signature->value);
  std::erase_if(checked, [](const Member& member) {
    return std::find(checked_members.begin(), checked_members.end(), member.key) == checked_members.end();
  });
  const std::string checked_json = write_object(checked);
  signature->value = checked_json;
  return write_object(members);
}

/// Whether a valid event created the record. A later event may have withdrawn it, which changes nothing here
/// (SPEC 6.1).
bool is_created(const pith::UnionBundle& united) {
  std::size_t valid_count = united.state.applied_event_ids.size();  // these come first
  bool is_created = false;
  for_each_element(*find(members_of(united.document), "\"events\""), [&](std::string_view event) {
    if (valid_count > 0) {
      --valid_count;
      is_created = is_created || find(members_of(event), "\"event_type\"") == "\"record_created\"";
    }
  });
  return is_created;
}

/// When a bundle was built, as it says. The order of these texts is that of the instants (SPEC 4.4): without the `Z` at
/// the end, a fraction of a second comes after none.
std::string_view built_at(std::string_view bundle) {
  const std::string_view json = find(members_of(bundle), "\"built_at\"").value_or("");
  return json.substr(0, json.rfind('Z'));
}

/// Whether one of two bundles that a registry key signed is served rather than the other: it was built later.
bool is_preferred(const std::string& bundle, const std::string& other) {
  const int order = built_at(bundle).compare(built_at(other));
  return order > 0 || (order == 0 && bundle < other);
}

/// Calls `take` with each line.
void for_each_line(std::string_view text, const std::function<void(std::string_view line)>& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

RecordMemory::RecordMemory(std::string pith_number, Trust trust)
    : pith_number_(std::move(pith_number)), trust_(std::move(trust)) {}

void RecordMemory::load(std::string_view text) {
  for_each_line(text, [&](std::string_view line) {
    const pith::Result<std::string> json = pith::canonical_json(line);
    if (!json) {
      throw std::runtime_error("what was kept of " + pith_number_ + " is damaged: " + describe(json.error()));
    }
    const std::vector<Member> members = is_object(*json) ? members_of(*json) : std::vector<Member>();
    if (!is_bundle(members)) {
      take_event(*json, Limit::none);
    } else if (!find(members, "\"bundle_signature\"")) {  // see as_document()
      for_each_element(*find(members, "\"events\""), [&](std::string_view event) { take_event(event, Limit::none); });
    } else if (!keep_bundle(*json)) {
      old_bundles_.insert(*json);
    }
  });
}

void RecordMemory::take_event(std::string_view event) {
  take_event(event, Limit::others);
}

void RecordMemory::take_event(std::string_view event, Limit limit) {
  std::string json = without_unsigned_members(event, "\"signature\"");
  if (authentic_.contains(json) || others_.contains(json)) {
    return;
  }
  if (std::string fault = fault_of(json); !fault.empty()) {
    keep_other(std::move(json), std::move(fault), limit);
  } else {
    authentic_.insert(std::move(json));
  }
}

void RecordMemory::keep_other(std::string json, std::string fault, Limit limit) {
  const std::size_t bytes = as_document(pith_number_, json).size() + other_overhead_bytes;
  if (limit == Limit::none || bytes <= trust_.others_bytes_max - std::min(others_bytes_, trust_.others_bytes_max)) {
    others_.emplace(std::move(json), std::move(fault));
    others_bytes_ += bytes;
  }
}

std::string RecordMemory::fault_of(const std::string& event) const {
  pith::EventSet alone(pith_number_, trust_.keys);
  const pith::Result<pith::EventVerdict> verdict = alone.add(event, trust_.verdicts);
  if (!verdict) {
    return std::string(name(verdict.error().code));
  }
  if (!verdict->reason || pith::is_authentic(*verdict->reason)) {
    return "";
  }
  std::string fault(name(*verdict->reason));
  if (verdict->reason == pith::Reason::unknown_key) {  // so the event has the form of one
    const std::string_view key = *find(members_of(*find(members_of(event), "\"signer\"")), "\"key_id\"");
    fault += key.size() <= shown_key_bytes_max ? ' ' + std::string(key.substr(1, key.size() - 2)) : "";
  }
  return fault;
}

void RecordMemory::take_bundle(std::string_view bundle) {
  if (keep_bundle(bundle)) {
    for_each_element(*find(members_of(bundle), "\"events\""),
                     [&](std::string_view event) { take_event(event, Limit::none); });
  }
}

/// Returns whether a trusted registry key signed it.
bool RecordMemory::keep_bundle(std::string_view bundle) {
  std::string json = without_unsigned_members(bundle, "\"bundle_signature\"");
  std::optional<std::string> claims = claims_of(json);
  if (!claims) {
    return false;
  }
  const auto [place, is_new] = bundles_.try_emplace(*std::move(claims), json);
  if (!is_new && is_preferred(json, place->second)) {
    place->second = std::move(json);
  }
  return true;
}

std::optional<std::string> RecordMemory::claims_of(const std::string& json) const {
  const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(json);
  if (!bundle || !bundle->has_trusted_signature(trust_.keys, trust_.verdicts)) {
    return std::nullopt;
  }
  const pith::BundleReport report = bundle->verify(trust_.keys, pith::BundleKeys::ignore, trust_.verdicts);
  std::string claims = (report.ok ? "holds " : "fails ") + to_hex(report.state.sha256);
  const std::vector<Member> members = members_of(json);
  for (const std::string_view key : {"\"links\"", "\"mirror_hints\"", "\"timestamp_proofs\""}) {
    claims += ' ';
    claims += find(members, key).value_or("-");
  }
  return claims;
}

std::string RecordMemory::text() const {
  std::string text;
  if (authentic_.empty() && bundles_.empty()) {
    return text;
  }
  for (const auto& [claims, bundle] : bundles_) {
    text += bundle + '\n';
  }
  for (const std::string& bundle : old_bundles_) {
    text += bundle + '\n';
  }
  for (const std::string& event : authentic_) {
    text += as_document(pith_number_, event) + '\n';
  }
  for (const auto& [event, fault] : others_) {
    text += as_document(pith_number_, event) + '\n';
  }
  return text;
}

std::map<std::string, std::size_t> RecordMemory::not_served() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& [event, fault] : others_) {
    ++counts[fault];
  }
  return counts;
}

std::optional<Publication> RecordMemory::publication() const {
  if (authentic_.empty() && bundles_.empty()) {
    return std::nullopt;
  }
  std::string events;
  for (const std::string& event : authentic_) {
    events += events.empty() ? "" : ",";
    events += event;
  }
  const std::string authentic_bundle = write_bundle(pith_number_, events);
  std::vector<std::string_view> inputs = {authentic_bundle};
  for (const auto& [claims, bundle] : bundles_) {
    inputs.push_back(bundle);
  }
  pith::UnionOptions options;
  options.subject = pith_number_;
  options.verdicts = trust_.verdicts;
  pith::Result<pith::UnionBundle> united = pith::unite_bundles(inputs, trust_.keys, options);
  if (!united) {
    throw std::runtime_error(pith_number_ + ": " + describe(united.error()));
  }
  if (!is_created(*united)) {
    return std::nullopt;
  }
  const auto describe_bundle = [&](std::string json) -> std::pair<Publication, bool> {
    const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(json);
    pith::BundleReport report = bundle->verify(trust_.keys, pith::BundleKeys::ignore, trust_.verdicts);
    return {{std::move(json), std::move(report.state.document), report.state.sha256, report.authentic_state_sha256},
            report.ok};
  };
  std::optional<Publication> chosen;
  for (const auto& [claims, bundle] : bundles_) {
    if (!chosen || is_preferred(bundle, chosen->bundle_json)) {
      auto [published, holds] = describe_bundle(bundle);
      if (holds && published.state_sha256 == united->state.sha256) {
        chosen = std::move(published);
      }
    }
  }
  return chosen ? std::move(chosen) : describe_bundle(std::move(united->document)).first;
}

}  // namespace mirror
