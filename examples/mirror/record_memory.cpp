#include "examples/mirror/record_memory.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "examples/mirror/json_text.h"

namespace mirror {
namespace {

/// The members of `signature` that are checked (SPEC 4.2). Nothing vouches for any other.
constexpr std::array<std::string_view, 6> checked_members = {
    "\"algorithm\"",     "\"key_id\"",           "\"public_key_fingerprint\"",
    "\"signature_b64\"", "\"signature_status\"", "\"signed_message\""};

/// The event without the members of its signature that nobody signs.
std::string without_unsigned_members(std::string_view event) {
  if (!is_object(event)) {
    return std::string(event);
  }
  std::vector<Member> members = members_of(event);
  const auto signature =
      std::find_if(members.begin(), members.end(), [](const Member& member) { return member.key == "\"signature\""; });
  if (signature == members.end() || !is_object(signature->value)) {
    return std::string(event);
  }
  std::vector<Member> checked = members_of(signature->value);
  std::erase_if(checked, [](const Member& member) {
    return std::find(checked_members.begin(), checked_members.end(), member.key) == checked_members.end();
  });
  const std::string checked_json = write_object(checked);
  signature->value = checked_json;
  return write_object(members);
}

/// Whether the state has a live record_created event. Without one there is no record.
bool is_created(const pith::State& state) {
  const auto created = pith::canonical_json_at(state.document, "/current/record_created");
  return created && *created && **created != "null";
}

bool is_bundle_line(std::string_view json) {
  return is_object(json) && find(members_of(json), "\"bundle_type\"").has_value();
}

}  // namespace

RecordMemory::RecordMemory(std::string pith_number, Trust trust)
    : pith_number_(std::move(pith_number)), trust_(std::move(trust)) {}

void RecordMemory::load(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const pith::Result<std::string> json = pith::canonical_json(text.substr(0, end));
    if (!json) {
      throw std::runtime_error("what was kept of " + pith_number_ + " is damaged: " + describe(json.error()));
    }
    if (is_bundle_line(*json)) {
      if (!keep_bundle(*json)) {  // its key is not trusted any more
        keep_other(*json, Limit::none);
      }
    } else {
      take_event(*json, Limit::none);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void RecordMemory::take_event(std::string_view event) {
  take_event(event, Limit::others);
}

void RecordMemory::take_event(std::string_view event, Limit limit) {
  std::string json = without_unsigned_members(event);
  if (authentic_.contains(json) || others_.contains(json)) {
    return;
  }
  if (is_authentic(json)) {
    authentic_.insert(std::move(json));
  } else {
    keep_other(std::move(json), limit);
  }
}

void RecordMemory::keep_other(std::string json, Limit limit) {
  const std::size_t bytes = json.size() + 1;
  if (limit == Limit::others && bytes > trust_.others_bytes_max - std::min(others_bytes_, trust_.others_bytes_max)) {
    return;
  }
  if (others_.insert(std::move(json)).second) {
    others_bytes_ += bytes;
  }
}

bool RecordMemory::is_authentic(const std::string& event) const {
  pith::EventSet alone(pith_number_, trust_.keys);
  const pith::Result<pith::EventVerdict> verdict = alone.add(event, trust_.verdicts);
  return verdict && (!verdict->reason || pith::is_authentic(*verdict->reason));
}

void RecordMemory::take_bundle(std::string_view bundle) {
  keep_bundle(bundle);
}

/// Returns whether a trusted registry key signed it.
bool RecordMemory::keep_bundle(std::string_view json) {
  std::optional<std::string> claims = claims_of(std::string(json));
  if (claims) {
    bundles_.try_emplace(*std::move(claims), json);
  }
  return claims.has_value();
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
  for (const std::set<std::string>* events : {&authentic_, &others_}) {
    for (const std::string& event : *events) {
      text += event + '\n';
    }
  }
  return text;
}

std::optional<Publication> RecordMemory::publication() const {
  std::vector<std::string_view> inputs(authentic_.begin(), authentic_.end());
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
  if (!is_created(united->state)) {
    return std::nullopt;
  }
  const auto describe_bundle = [&](std::string json) -> std::pair<Publication, bool> {
    const pith::Result<pith::Bundle> bundle = pith::Bundle::parse(json);
    pith::BundleReport report = bundle->verify(trust_.keys, pith::BundleKeys::ignore, trust_.verdicts);
    return {{std::move(json), std::move(report.state.document), report.state.sha256, report.authentic_state_sha256},
            report.ok};
  };
  for (const auto& [claims, bundle] : bundles_) {
    auto [published, holds] = describe_bundle(bundle);
    if (holds && published.state_sha256 == united->state.sha256) {
      return std::move(published);
    }
  }
  return describe_bundle(std::move(united->document)).first;
}

}  // namespace mirror
