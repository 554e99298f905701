// SPEC 12: the members of evidence. Everything outside of the content of an event is named here, so that nothing in the
// document is unchecked: a member that is not in the lists is refused.

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "canon/lexer.h"
#include "engine/bundles/split_input.h"
#include "engine/event_id.h"
#include "engine/records/record_identity.h"
#include "engine/reports/evidence.h"

namespace pith::engine {
namespace {

/// Reads values. The first fault is kept.
class FormReader {
 public:
  explicit FormReader(const canon::Document& document) : document_(document) {}

  const std::optional<Error>& error() const { return error_; }

  bool fail(canon::Value at, std::string explanation) {
    if (!error_) {
      const std::size_t offset_bytes = canon::find_node_offset(document_.text, at.index());
      error_ = Error{ErrorCode::not_evidence, canon::place_at(document_.text, offset_bytes), std::move(explanation)};
    }
    return false;
  }

  /// Whether a value is an object with exactly these members.
  bool has_members(canon::Value value, std::string_view what, std::span<const std::string_view> names) {
    if (value.is_object() && value.size() == names.size() &&
        std::all_of(names.begin(), names.end(), [&](std::string_view name) { return value.find(name).has_value(); })) {
      return true;
    }
    std::string list;
    for (const std::string_view name : names) {
      list += (list.empty() ? "" : name == names.back() ? " and " : ", ") + std::string(name);
    }
    return fail(value, std::string(what) + " must be an object with exactly these members: " + list);
  }

  bool is_string(canon::Value value, std::string_view what) {
    return value.is_string() || fail(value, std::string(what) + " must be a string");
  }

  bool is_array(canon::Value value, std::string_view what, std::size_t size_min) {
    return (value.is_array() && value.size() >= size_min) ||
           fail(value, std::string(what) + " must be an array with " + std::to_string(size_min) + " elements or more");
  }

 private:
  const canon::Document& document_;
  std::optional<Error> error_;
};

bool read_key(FormReader& reader, canon::Value key) {
  if (!reader.has_members(key, "a key", evidence_key_members)) {
    return false;
  }
  return std::all_of(evidence_key_members.begin(), evidence_key_members.end(),
                     [&](std::string_view member) { return reader.is_string(*key.find(member), member); });
}

bool read_event(FormReader& reader, canon::Value event) {
  const std::optional<canon::Value> signature = event.find("signature");
  if (!signature) {
    return reader.fail(event, "an event must be an object with a signature");
  }
  return reader.has_members(*signature, "signature", evidence_signature_members);
}

bool read_proof(FormReader& reader, canon::Value value, std::vector<ProofForm>& proofs) {
  if (!reader.has_members(value, "a proof", proof_members)) {
    return false;
  }
  const canon::Value event_type = *value.find("event_type");
  const canon::Value target = *value.find("target");
  const canon::Value position = *value.find("position");
  const canon::Value events = *value.find("events");
  if (!reader.is_string(event_type, "event_type") || !reader.is_string(target, "target") ||
      !reader.is_array(events, "events", 2)) {
    return false;
  }
  const std::optional<Sha256Digest> id = position.is_string() ? parse_event_id(position.text()) : std::nullopt;
  if (!id && !position.is_null()) {
    return reader.fail(position, "position must be null or an event id");
  }
  for (const canon::Value event : canon::Elements(events)) {
    if (!read_event(reader, event)) {
      return false;
    }
  }
  proofs.push_back({value, event_type.text(), target.text(), id, events});
  return true;
}

bool read_root(FormReader& reader, canon::Value root, EvidenceForm& form) {
  if (root.find_string("format") != evidence_format) {
    return reader.fail(root,
                       "this is not evidence: evidence is an object with the format " + std::string(evidence_format));
  }
  if (!reader.has_members(root, "evidence", evidence_members)) {
    return false;
  }
  const canon::Value pith_number = *root.find("pith_number");
  if (!pith_number.is_string() || !has_pith_number_form(pith_number.text())) {
    return reader.fail(pith_number,
                       "the pith_number must be pith:, four digits, a colon, and 26 characters from A-Z "
                       "and 2-7");
  }
  const canon::Value keys = *root.find("keys");
  const canon::Value equivocations = *root.find("equivocations");
  if (!reader.is_array(keys, "keys", 1) || !reader.is_array(equivocations, "equivocations", 1)) {
    return false;
  }
  for (const canon::Value key : canon::Elements(keys)) {
    if (!read_key(reader, key)) {
      return false;
    }
  }
  for (const canon::Value proof : canon::Elements(equivocations)) {
    if (!read_proof(reader, proof, form.proofs)) {
      return false;
    }
  }
  form.pith_number = pith_number.text();
  form.keys = keys;
  return true;
}

}  // namespace

Result<EvidenceForm> read_evidence_form(const canon::Document& document) {
  FormReader reader(document);
  EvidenceForm form{{}, document.root(), {}};
  if (!read_root(reader, document.root(), form)) {
    return *reader.error();
  }
  return form;
}

}  // namespace pith::engine
