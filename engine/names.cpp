// The stable names of all codes, and errors and warnings in words. Each name is the name of the enumerator, as the
// public header writes it.

#include "engine/event_id.h"
#include "pith/bundle.h"
#include "pith/event.h"
#include "pith/explain.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/union_bundle.h"
#include "pith/would_fork.h"

namespace pith {
namespace {

/// Returned only for a value that is not an enumerator.
constexpr std::string_view unknown = "unknown";

}  // namespace

std::string_view name(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::syntax:
      return "syntax";
    case ErrorCode::trailing_data:
      return "trailing_data";
    case ErrorCode::byte_order_mark:
      return "byte_order_mark";
    case ErrorCode::invalid_utf8:
      return "invalid_utf8";
    case ErrorCode::lone_surrogate:
      return "lone_surrogate";
    case ErrorCode::duplicate_key:
      return "duplicate_key";
    case ErrorCode::number_out_of_range:
      return "number_out_of_range";
    case ErrorCode::depth_exceeded:
      return "depth_exceeded";
    case ErrorCode::not_a_bundle:
      return "not_a_bundle";
    case ErrorCode::not_an_event:
      return "not_an_event";
    case ErrorCode::bad_key:
      return "bad_key";
    case ErrorCode::no_subject:
      return "no_subject";
    case ErrorCode::several_subjects:
      return "several_subjects";
    case ErrorCode::unreadable:
      return "unreadable";
    case ErrorCode::empty:
      return "empty";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::not_a_verdict:
      return "not_a_verdict";
    case ErrorCode::not_evidence:
      return "not_evidence";
    case ErrorCode::ambiguous:
      return "ambiguous";
    case ErrorCode::not_a_draft:
      return "not_a_draft";
    case ErrorCode::not_accepted:
      return "not_accepted";
  }
  return unknown;
}

std::string_view name(Reason reason) noexcept {
  switch (reason) {
    case Reason::malformed:
      return "malformed";
    case Reason::limit_exceeded:
      return "limit_exceeded";
    case Reason::unsupported_schema_version:
      return "unsupported_schema_version";
    case Reason::subject_mismatch:
      return "subject_mismatch";
    case Reason::unknown_key:
      return "unknown_key";
    case Reason::signer_mismatch:
      return "signer_mismatch";
    case Reason::key_expired:
      return "key_expired";
    case Reason::not_authorised:
      return "not_authorised";
    case Reason::record_mismatch:
      return "record_mismatch";
    case Reason::content_hash_mismatch:
      return "content_hash_mismatch";
    case Reason::event_id_mismatch:
      return "event_id_mismatch";
    case Reason::bad_signature:
      return "bad_signature";
    case Reason::bad_receipt:
      return "bad_receipt";
    case Reason::prev_event_unresolved:
      return "prev_event_unresolved";
  }
  return unknown;
}

std::string_view name(ReasonDetail detail) noexcept {
  switch (detail) {
    case ReasonDetail::none:
      return "none";
    case ReasonDetail::not_an_object:
      return "not_an_object";
    case ReasonDetail::missing_member:
      return "missing_member";
    case ReasonDetail::wrong_member:
      return "wrong_member";
    case ReasonDetail::too_large:
      return "too_large";
    case ReasonDetail::too_deep:
      return "too_deep";
    case ReasonDetail::too_many_links:
      return "too_many_links";
    case ReasonDetail::bound_to_another_signer:
      return "bound_to_another_signer";
    case ReasonDetail::signer_id_of_another_key:
      return "signer_id_of_another_key";
    case ReasonDetail::not_a_registry_key:
      return "not_a_registry_key";
    case ReasonDetail::no_record:
      return "no_record";
    case ReasonDetail::another_hash:
      return "another_hash";
    case ReasonDetail::another_record:
      return "another_record";
    case ReasonDetail::another_key:
      return "another_key";
    case ReasonDetail::unknown_key:
      return "unknown_key";
    case ReasonDetail::loose_base64:
      return "loose_base64";
    case ReasonDetail::wrong_length:
      return "wrong_length";
    case ReasonDetail::s_out_of_range:
      return "s_out_of_range";
    case ReasonDetail::does_not_hold:
      return "does_not_hold";
  }
  return unknown;
}

std::string_view name(WarningCode code) noexcept {
  switch (code) {
    case WarningCode::alias_left_out:
      return "alias_left_out";
    case WarningCode::dangling_supersedes:
      return "dangling_supersedes";
    case WarningCode::foreign_supersedes:
      return "foreign_supersedes";
    case WarningCode::several_live:
      return "several_live";
    case WarningCode::aliases_of_another_record:
      return "aliases_of_another_record";
    case WarningCode::aliases_not_vouched_for:
      return "aliases_not_vouched_for";
    case WarningCode::keys_vouch_for_themselves:
      return "keys_vouch_for_themselves";
    case WarningCode::no_receipt:
      return "no_receipt";
    case WarningCode::bundle_key_left_out:
      return "bundle_key_left_out";
    case WarningCode::title_differs:
      return "title_differs";
    case WarningCode::snapshot_hash_differs:
      return "snapshot_hash_differs";
  }
  return unknown;
}

std::string_view name(BundleSignatureFault fault) noexcept {
  switch (fault) {
    case BundleSignatureFault::not_signed:
      return "not_signed";
    case BundleSignatureFault::malformed:
      return "malformed";
    case BundleSignatureFault::untrusted_key:
      return "untrusted_key";
    case BundleSignatureFault::changed:
      return "changed";
    case BundleSignatureFault::does_not_hold:
      return "does_not_hold";
  }
  return unknown;
}

std::string_view name(KeyOrigin origin) noexcept {
  switch (origin) {
    case KeyOrigin::built_in:
      return "built_in";
    case KeyOrigin::given:
      return "given";
    case KeyOrigin::bundle:
      return "bundle";
  }
  return unknown;
}

std::string_view name(LinkOutcome code) noexcept {
  switch (code) {
    case LinkOutcome::valid:
      return "valid";
    case LinkOutcome::invalid:
      return "invalid";
    case LinkOutcome::missing:
      return "missing";
  }
  return unknown;
}

std::string_view name(LinkEffect code) noexcept {
  switch (code) {
    case LinkEffect::none:
      return "none";
    case LinkEffect::supersedes:
      return "supersedes";
    case LinkEffect::dangling_supersedes:
      return "dangling_supersedes";
    case LinkEffect::foreign_supersedes:
      return "foreign_supersedes";
  }
  return unknown;
}

std::string_view name(OrderCause code) noexcept {
  switch (code) {
    case OrderCause::first:
      return "first";
    case OrderCause::created_at:
      return "created_at";
    case OrderCause::record_created:
      return "record_created";
    case OrderCause::event_id:
      return "event_id";
    case OrderCause::link:
      return "link";
  }
  return unknown;
}

std::string_view name(NeedCode code) noexcept {
  switch (code) {
    case NeedCode::nothing:
      return "nothing";
    case NeedCode::authentic_copy:
      return "authentic_copy";
    case NeedCode::event:
      return "event";
    case NeedCode::trusted_key:
      return "trusted_key";
  }
  return unknown;
}

std::string_view name(LeftOutCode code) noexcept {
  switch (code) {
    case LeftOutCode::event_too_deep:
      return "event_too_deep";
    case LeftOutCode::copy_too_deep:
      return "copy_too_deep";
    case LeftOutCode::false_alias:
      return "false_alias";
    case LeftOutCode::not_agreed:
      return "not_agreed";
    case LeftOutCode::not_vouched_for:
      return "not_vouched_for";
  }
  return unknown;
}

std::string_view name(EntryChange change) noexcept {
  switch (change) {
    case EntryChange::none:
      return "none";
    case EntryChange::created:
      return "created";
    case EntryChange::grown:
      return "grown";
  }
  return unknown;
}

std::string describe(const Error& error) {
  std::string text;
  if (error.place != no_place) {
    text = std::to_string(error.place.line) + ":" + std::to_string(error.place.column) + ": ";
  }
  return text + std::string(name(error.code)) + ": " + error.explanation;
}

std::string describe(const Warning& warning) {
  std::string text(name(warning.code));
  text += ": ";
  if (warning.event_id) {
    text += event_id(*warning.event_id) + ": ";
  }
  return text + warning.explanation;
}

}  // namespace pith
