// What reasons and details mean, in words. Every text that comes from an input is quoted as a JSON string, so that none
// can look like the sentence that it is in.

#include <utility>

#include "canon/text.h"
#include "canon/write.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

constexpr std::size_t text_size_bytes_max = 256;

/// What a detail means, as a sentence about a member.
std::string describe_detail(ReasonDetail detail, const std::string& named) {
  switch (detail) {
    case ReasonDetail::none:
      return "";
    case ReasonDetail::not_an_object:
      return named + " is not an object";
    case ReasonDetail::missing_member:
      return named + " is missing";
    case ReasonDetail::wrong_member:
      return named + " is wrong";
    case ReasonDetail::too_large:
      return named + " is too large";
    case ReasonDetail::too_deep:
      return named + " is nested too deeply";
    case ReasonDetail::too_many_links:
      return named + " has too many entries";
    case ReasonDetail::bound_to_another_signer:
    case ReasonDetail::signer_id_of_another_key:
      return "";  // as clauses
    case ReasonDetail::not_a_registry_key:
      return named + " does not name a registry key";
    case ReasonDetail::no_record:
      return "no Pith Number follows from " + named;
    case ReasonDetail::another_hash:
      return named + " does not have the right hash";
    case ReasonDetail::another_record:
      return "another Pith Number follows from " + named;
    case ReasonDetail::another_key:
      return named + " is not that of the signer";
    case ReasonDetail::unknown_key:
      return "the keyring does not have the key that the receipt names";
    case ReasonDetail::loose_base64:
      return named + " is not strict base64";
    case ReasonDetail::wrong_length:
      return named + " does not have 64 bytes";
    case ReasonDetail::s_out_of_range:
      return "the number S of the signature is out of range";
    case ReasonDetail::does_not_hold:
      return "the signature was made over other bytes, or by another key";
  }
  return "";
}

// SPEC 4.5 `signer_mismatch`
std::string describe_clause(ReasonDetail detail, const std::string& member, const FaultValues& values) {
  const std::string name = member == "signer/signer_id" ? "signer_id" : "signer_type";
  const std::string says = values.actual.value_or("");
  switch (clause_of(Reason::signer_mismatch, detail)) {
    case 1:
      return "the key is bound to " + name + " " + values.expected.value_or("") + "; the event says " + says +
             " (clause 1)";
    case 2:
      return "the event claims signer_id " + says +
             ", to which another key is bound, and its own key is bound to no signer_id (clause 2)";
    default:
      return "the key is not a registry key, but the event claims signer_type " + says + " (clause 3)";
  }
}

std::string describe_limit(ReasonDetail detail) {
  switch (detail) {
    case ReasonDetail::too_large:
      return "its content is larger than that of an event may be";
    case ReasonDetail::too_deep:
      return "its content is nested more deeply than that of an event may be";
    default:
      return "it has more entries in supersedes than an event may have";
  }
}

std::string describe_record(ReasonDetail detail) {
  switch (detail) {
    case ReasonDetail::no_record:
      return "it creates a record, but no Pith Number follows from its payload/canonical_record";
    case ReasonDetail::another_hash:
      return "it creates a record, but its payload/canonical_sha256 is not the hash of that";
    default:
      return "it creates another record than the one that is merged";
  }
}

}  // namespace

std::string cut_text(std::string_view text) {
  return canon::shorten(text, text_size_bytes_max);
}

std::string quote_text(std::string_view text) {
  const bool is_short = text.size() <= text_size_bytes_max;
  std::string quoted;
  canon::append_string(quoted, is_short ? text : canon::utf8_front(text, text_size_bytes_max - 3));
  return is_short ? quoted : quoted + "...";
}

std::string_view rule_of(Reason reason) {
  if (reason < Reason::content_hash_mismatch) {
    return "SPEC 4.5";
  }
  return reason == Reason::bad_receipt ? "SPEC 4.8" : reason == Reason::prev_event_unresolved ? "SPEC 4.9" : "SPEC 4.6";
}

std::string_view rule_of(const CopyExplanation& copy) {
  return copy.reason ? rule_of(*copy.reason) : "SPEC 4.7";
}

bool is_about_key(const std::optional<Reason>& reason) {
  return reason == Reason::unknown_key || reason == Reason::signer_mismatch || reason == Reason::not_authorised;
}

unsigned clause_of(Reason reason, ReasonDetail detail) {
  if (reason != Reason::signer_mismatch) {
    return 0;
  }
  return detail == ReasonDetail::bound_to_another_signer ? 1 : detail == ReasonDetail::signer_id_of_another_key ? 2 : 3;
}

std::string describe_reason(Reason reason, ReasonDetail detail) {
  switch (reason) {
    case Reason::malformed:
      return "it does not have the form of an event";
    case Reason::limit_exceeded:
      return describe_limit(detail);
    case Reason::unsupported_schema_version:
      return "it has a schema_version that these rules do not know";
    case Reason::subject_mismatch:
      return "its subject_pith_number is not the record that is merged";
    case Reason::unknown_key:
      return "it names a key that the keyring does not have";
    case Reason::signer_mismatch:
      return "it claims a signer for whom its key may not speak";
    case Reason::key_expired:
      return "it claims a time at which its key had expired";
    case Reason::not_authorised:
      return "it creates a record, and its key is not a registry key";
    case Reason::record_mismatch:
      return describe_record(detail);
    case Reason::content_hash_mismatch:
      return "none of its copies passes the check of content_sha256";
    case Reason::event_id_mismatch:
      return "none of its copies passes the checks of content_sha256 and event_id";
    case Reason::bad_signature:
      return "none of its copies passes the checks of content_sha256, event_id and signature";
    case Reason::bad_receipt:
      return "it has a receipt that does not hold";
    case Reason::prev_event_unresolved:
      return "it follows an event that is missing or not valid";
  }
  return "";
}

std::string describe_fault(Reason reason, ReasonDetail detail, const std::string& member, const FaultValues& values) {
  if (reason == Reason::signer_mismatch) {
    return describe_clause(detail, member, values);
  }
  if (reason == Reason::not_authorised) {
    return "its key is " + values.actual.value_or("");
  }
  const std::string named = !member.empty() ? member : reason == Reason::malformed ? "the event" : "the content";
  std::string text = describe_detail(detail, named);
  if (detail == ReasonDetail::does_not_hold || detail == ReasonDetail::s_out_of_range) {
    return text;  // 64 bytes tell people nothing
  }
  if (text.empty() && values.actual) {
    text = named + " is wrong";
  }
  text += values.expected ? "; expected: " + *values.expected : "";
  return text + (values.actual ? "; actual: " + *values.actual : "");
}

std::string describe_copy(const CopyExplanation& copy, bool is_told) {
  if (!copy.reason) {
    return "It passes all checks.";
  }
  if (is_told) {
    return "It fails " + std::string(name(*copy.reason)) + ", as told above.";
  }
  const std::string fault = describe_fault(*copy.reason, copy.detail, copy.member, {copy.expected, copy.actual});
  std::string text = "It fails " + std::string(name(*copy.reason)) + (fault.empty() ? "" : ": " + fault) + ".";
  if (copy.signed_id) {
    text += " Its content was changed after it was signed: its signature is that of " + event_id(*copy.signed_id) + ".";
  }
  return text;
}

}  // namespace pith::engine
