// SPEC 4: the events that are on one side only, and those whose own checks end in another way, with what that depends
// on.
//
// An event is named by its content, so both sides have the same content. Of two reasons, the one that comes first in
// the order of the checks tells what differs: if it is about the content, only the key of the signer can decide about
// it; if it is about the envelope, the copies do; and if it is about the receipt, its key does.

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "engine/event_id.h"
#include "engine/events/check_event.h"
#include "engine/events/event_content.h"
#include "engine/reports/diff.h"

namespace pith::engine {
namespace {

constexpr std::string_view valid_outcome = "valid";

/// How far a check came: the number of the reason, or more if none of its own stopped the event. std::nullopt for a
/// text that is not a reason.
std::optional<std::size_t> find_stage(std::string_view own_reason) {
  constexpr auto count = static_cast<std::size_t>(Reason::prev_event_unresolved) + 1;
  if (own_reason.empty()) {
    return count;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (name(static_cast<Reason>(i)) == own_reason) {
      return i;
    }
  }
  return std::nullopt;
}

EventDiffCause find_cause(const SideEvent& a, const SideEvent& b) {
  const std::optional<std::size_t> in_a = find_stage(a.own);
  const std::optional<std::size_t> in_b = find_stage(b.own);
  if (!in_a || !in_b) {
    return EventDiffCause::unknown;
  }
  switch (static_cast<Reason>(std::min(*in_a, *in_b))) {
    case Reason::unknown_key:
    case Reason::signer_mismatch:
    case Reason::key_expired:
    case Reason::not_authorised:
    case Reason::bad_receipt:
      return EventDiffCause::keys;
    case Reason::content_hash_mismatch:
    case Reason::event_id_mismatch:
    case Reason::bad_signature:
      return EventDiffCause::copies;
    default:
      return EventDiffCause::unknown;  // the content alone decides, so one of the two states is not by these rules
  }
}

std::string outcome_of(const SideEvent& event) {
  return event.reason.empty() ? std::string(valid_outcome) : cut_text(event.reason);
}

/// Whether the key of its receipt decides about an event, and not the one of its signer: only the receipt stops it.
bool is_about_receipt(const EventDiff& difference) {
  const auto passes = [](const std::string& outcome) {
    return outcome == valid_outcome || outcome == name(Reason::prev_event_unresolved);
  };
  return difference.in_a == name(Reason::bad_receipt)
             ? passes(difference.in_b)
             : difference.in_b == name(Reason::bad_receipt) && passes(difference.in_a);
}

std::optional<KeyNames> read_key_names(canon::Value object) {
  const std::optional<std::string_view> key_id = object.find_string("key_id");
  const std::optional<std::string_view> fingerprint = object.find_string("public_key_fingerprint");
  return key_id && fingerprint ? std::optional(KeyNames{cut_text(*key_id), cut_text(*fingerprint)}) : std::nullopt;
}

/// Sets `key` of the events about which keys decide. All copies have the same content, so the first one is read.
void name_keys(const DiffSide& side, std::span<EventDiff> differences) {
  std::vector<Sha256Digest> wanted;  // in the order of the differences, which is by id
  std::vector<EventDiff*> named;
  for (EventDiff& difference : differences) {
    if (difference.cause == EventDiffCause::keys) {
      wanted.push_back(difference.id);
      named.push_back(&difference);
    }
  }
  if (wanted.empty()) {
    return;
  }
  CopyFinder copies = side.copies();
  copies.for_each_copy(wanted, [&](const EventCopy& copy, const CopyPlace&) {
    const auto place = std::lower_bound(wanted.begin(), wanted.end(), copy.digest());
    EventDiff& difference = *named[static_cast<std::size_t>(place - wanted.begin())];
    const Result<EventContent, MemberFault> content = parse_event_content(copy.value());
    if (difference.key || !content) {
      return true;
    }
    const std::optional<canon::Value> receipt = content->payload.find("receipt");
    difference.key = read_key_names(is_about_receipt(difference) && receipt ? *receipt : content->signer);
    return true;
  });
}

/// Sets `copy_in_a` or `copy_in_b` of the first events about which copies decide.
void find_copies(const DiffSide& side, std::span<EventDiff> differences,
                 std::shared_ptr<const CopyExplanation> EventDiff::*member, VerdictCache* verdicts) {
  std::vector<Sha256Digest> wanted;  // in the order of the differences, which is by id
  std::vector<EventDiff*> studied;
  for (EventDiff& difference : differences) {
    if (difference.cause == EventDiffCause::copies && wanted.size() < listed_faults_max) {
      wanted.push_back(difference.id);
      studied.push_back(&difference);
    }
  }
  if (wanted.empty()) {
    return;
  }
  CopyFinder copies = side.copies();
  auto furthest = find_furthest_copies(side.decided(), copies, wanted, verdicts);
  for (std::size_t i = 0; i < studied.size(); ++i) {
    studied[i]->*member = std::move(furthest[i]);
  }
}

/// The event that a copy says it is, if that is an event of the other side.
std::optional<Sha256Digest> find_stated_event(const EventCopy& copy, const DiffSide& other) {
  const auto has_event = [&](const Sha256Digest& id) {
    const auto is_before = [](const SideEvent& event, const Sha256Digest& wanted) { return event.id < wanted; };
    const auto found = std::lower_bound(other.events().begin(), other.events().end(), id, is_before);
    return found != other.events().end() && found->id == id;
  };
  const std::optional<Sha256Digest> by_hash = parse_hex_digest(copy.value().find_string("content_sha256").value_or(""));
  const std::optional<Sha256Digest> by_id = parse_event_id(copy.value().find_string("event_id").value_or(""));
  return by_hash && has_event(*by_hash) ? by_hash : by_id && has_event(*by_id) ? by_id : std::nullopt;
}

/// Sets `states_id_of` of the first events that only one side has and that are not authentic. Verifies one signature
/// for each event at most.
void find_originals(const DiffSide& side, const DiffSide& other, std::span<EventDiff> differences,
                    VerdictCache* verdicts) {
  std::vector<Sha256Digest> wanted;  // in the order of the differences, which is by id
  std::vector<EventDiff*> studied;
  for (EventDiff& difference : differences) {
    const std::string& outcome = difference.kind == DiffKind::only_in_a ? difference.in_a : difference.in_b;
    if (outcome != valid_outcome && outcome != name(Reason::prev_event_unresolved) &&
        wanted.size() < listed_faults_max) {
      wanted.push_back(difference.id);
      studied.push_back(&difference);
    }
  }
  if (wanted.empty()) {
    return;
  }
  CopyFinder copies = side.copies();
  copies.for_each_copy(wanted, [&](const EventCopy& copy, const CopyPlace&) {
    const auto place = std::lower_bound(wanted.begin(), wanted.end(), copy.digest());
    EventDiff& difference = *studied[static_cast<std::size_t>(place - wanted.begin())];
    difference.states_id_of = find_stated_event(copy, other);
    if (!difference.states_id_of) {
      return true;
    }
    const Result<EventContent, MemberFault> content = parse_event_content(copy.value());
    const TrustedKey* const key =
        content ? side.keyring().table().find(content->key_id, content->public_key_fingerprint) : nullptr;
    difference.is_edited_copy = key != nullptr && find_signed_digest(copy, *content, *key, side.keyring().crypto(),
                                                                     {verdicts}) == difference.states_id_of;
    return false;
  });
}

}  // namespace

std::vector<EventDiff> compare_events(const DiffSide& a, const DiffSide& b, VerdictCache* verdicts) {
  std::vector<EventDiff> only_in_a;
  std::vector<EventDiff> only_in_b;
  std::vector<EventDiff> other_reason;
  const auto make = [](DiffKind kind, const SideEvent* in_a, const SideEvent* in_b) {
    EventDiff difference;
    difference.kind = kind;
    difference.id = in_a != nullptr ? in_a->id : in_b->id;
    difference.in_a = in_a != nullptr ? outcome_of(*in_a) : "";
    difference.in_b = in_b != nullptr ? outcome_of(*in_b) : "";
    return difference;
  };
  auto left = a.events().begin();
  auto right = b.events().begin();
  while (left != a.events().end() || right != b.events().end()) {
    if (right == b.events().end() || (left != a.events().end() && left->id < right->id)) {
      only_in_a.push_back(make(DiffKind::only_in_a, &*left++, nullptr));
    } else if (left == a.events().end() || right->id < left->id) {
      only_in_b.push_back(make(DiffKind::only_in_b, nullptr, &*right++));
    } else {
      if (left->own != right->own) {
        other_reason.push_back(make(DiffKind::other_value, &*left, &*right));
        other_reason.back().cause = find_cause(*left, *right);
      }
      ++left;
      ++right;
    }
  }
  if (a.is_merge()) {
    find_originals(a, b, only_in_a, verdicts);
    name_keys(a, other_reason);
    find_copies(a, other_reason, &EventDiff::copy_in_a, verdicts);
  }
  if (b.is_merge()) {
    find_originals(b, a, only_in_b, verdicts);
    if (!a.is_merge()) {
      name_keys(b, other_reason);
    }
    find_copies(b, other_reason, &EventDiff::copy_in_b, verdicts);
  }
  std::move(only_in_b.begin(), only_in_b.end(), std::back_inserter(only_in_a));
  std::move(other_reason.begin(), other_reason.end(), std::back_inserter(only_in_a));
  return only_in_a;
}

}  // namespace pith::engine
