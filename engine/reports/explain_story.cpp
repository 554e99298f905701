// The explanation of an event for people: a few sentences, most important first, each with its rule.

#include <utility>

#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

using namespace std::string_literals;

/// How a key is named: by its key_id and its fingerprint, which may be any text if no keyring has it.
std::string key_name(const std::string& key_id, const std::string& fingerprint) {
  return quote_text(key_id) + " (fingerprint " + quote_text(fingerprint) + ")";
}

std::string list_keys(const std::vector<KeyInfo>& keys) {
  std::string text;
  for (const KeyInfo& key : keys) {
    text += (text.empty() ? "" : ", ") + key_name(key.key_id, key.fingerprint);
  }
  return text;
}

std::string name_bindings(const std::optional<std::string>& signer_id, const std::optional<std::string>& signer_type) {
  std::string text = signer_id ? "signer_id " + quote_text(*signer_id) : "";
  text += signer_id && signer_type ? " and " : "";
  return text + (signer_type ? "signer_type " + quote_text(*signer_type) : "");
}

/// What a key of the keyring may do.
std::string describe_key(const KeyInfo& key, bool is_registry_key) {
  if (key.origin == KeyOrigin::bundle) {
    return "which is trusted because a bundle lists it: it is bound to nothing, and counts as a registry key";
  }
  const std::string bindings = name_bindings(key.signer_id, key.signer_type);
  return "which is bound to " + (bindings.empty() ? "nothing" : bindings) +
         (key.rotates_at ? ", expires at " + *key.rotates_at : "") +
         (is_registry_key ? ", and is a registry key" : ", and is not a registry key");
}

std::string count_more(std::size_t count) {
  return count == 0 ? "" : " and " + std::to_string(count) + " more";
}

/// `X` or `X and 2 more`.
std::string first_of(const std::vector<Sha256Digest>& ids, std::size_t count) {
  return event_id(ids.front()) + count_more(count - 1);
}

class Story {
 public:
  explicit Story(const Explanation& explanation) : explanation_(explanation) {}

  std::vector<Statement> tell() {
    tell_verdict();
    tell_event();
    tell_deciding_copy();
    tell_first_cause();
    tell_needs();
    tell_superseded();
    tell_equivocations();
    tell_supersedes();
    tell_order();
    tell_key();
    tell_copies();
    return std::move(story_);
  }

 private:
  void say(std::string_view code, std::string_view rule, std::string explanation) {
    story_.push_back({code, rule, std::move(explanation)});
  }

  void tell_verdict() {
    if (explanation_.reason) {
      const ReasonDetail detail = explanation_.copies.empty() ? ReasonDetail::none : explanation_.copies.front().detail;
      return say("invalid", rule_of(*explanation_.reason),
                 "This event is not valid (" + std::string(name(*explanation_.reason)) +
                     "): " + describe_reason(*explanation_.reason, detail) + ".");
    }
    explanation_.is_live ? say("live", "SPEC 6.1", "This event is valid and live.")
                         : say("superseded", "SPEC 6.1", "This event is valid, and superseded.");
  }

  void tell_event() {
    if (!explanation_.event_type) {
      return;
    }
    say("event", "SPEC 4.1",
        "It is of type " + quote_text(*explanation_.event_type) + ", about " + quote_text(*explanation_.target) +
            ", of " + *explanation_.created_at + ", by signer_id " + quote_text(*explanation_.signer_id) +
            ", signer_type " + quote_text(*explanation_.signer_type) + ".");
  }

  /// What stopped the copy that came furthest.
  void tell_deciding_copy() {
    if (explanation_.copies.empty() || !explanation_.copies.front().reason) {
      return;
    }
    const CopyExplanation& copy = explanation_.copies.front();
    const std::string fault = describe_fault(*copy.reason, copy.detail, copy.member, {copy.expected, copy.actual});
    if (!fault.empty()) {
      const bool is_content = *copy.reason < Reason::content_hash_mismatch;
      const std::string which = is_content                     ? "Its content is at fault: "
                                : explanation_.copy_count == 1 ? "In its copy, "
                                                               : "In the copy that came furthest, ";
      say("stopped", rule_of(*copy.reason), which + fault + ".");
    }
    if (copy.signed_id) {
      say("changed", "SPEC 4.6",
          "Its content was changed after it was signed. What was signed is " + event_id(*copy.signed_id) + ".");
    }
  }

  /// Why a link is not valid, after `which` or `that`.
  static std::string describe_cause(const FirstCause& cause) {
    std::string text;
    if (cause.through_count > 0) {
      const std::size_t more = cause.through_count - 1;
      text = "waits" +
             (more == 0   ? " "s
              : more == 1 ? ", through one more event, "s
                          : ", through " + std::to_string(more) + " more events, ") +
             "for " + event_id(cause.id) + ", which ";
    }
    if (!cause.reason) {
      return text + "is not in the input";
    }
    const std::string fault = describe_fault(*cause.reason, cause.detail, cause.member, {cause.expected, cause.actual});
    return text + "is not valid (" + std::string(name(*cause.reason)) +
           "): " + describe_reason(*cause.reason, cause.detail) + (fault.empty() ? "" : "; " + fault);
  }

  void tell_first_cause() {
    for (const LinkExplanation& link : explanation_.links) {
      if (link.member != "prev_event") {
        continue;
      }
      if (!link.first_cause) {
        say("follows", "SPEC 4.9", "It follows " + event_id(link.id) + ", which is valid.");
        continue;
      }
      const bool is_only_cause = explanation_.reason == Reason::prev_event_unresolved;
      say("first_cause", link.first_cause->reason ? rule_of(*link.first_cause->reason) : "SPEC 4.9",
          (is_only_cause ? "It follows " : "It also follows ") + event_id(link.id) + ", which " +
              describe_cause(*link.first_cause) + ".");
    }
  }

  void tell_needs() {
    for (const Need& need : explanation_.needs) {
      switch (need.code) {
        case NeedCode::nothing:
          say(name(need.code), rule_of(*need.reason), describe_nothing(need));
          break;
        case NeedCode::event:
          say(name(need.code), "SPEC 4.9",
              "To become valid it needs " + event_id(need.event) + ", which is not in the input, and must be valid.");
          break;
        case NeedCode::trusted_key:
          say(name(need.code), rule_of(*need.reason), describe_needed_key(need));
          break;
        case NeedCode::authentic_copy:
          break;
      }
    }
    tell_needed_copies();
    if (!explanation_.is_needs_complete) {
      say("needs_incomplete", explanation_.incomplete_rule,
          "More may be needed; that can be told only once these have arrived.");
    }
  }

  std::string name_event(const Sha256Digest& event) const {
    return event == explanation_.id ? "this event"s : event_id(event);
  }

  std::string describe_nothing(const Need& need) const {
    if (!need.fingerprint.empty()) {
      return "No new event, copy or key can make it valid: no binding of the key " +
             key_name(need.key_id, need.fingerprint) + " suits both " + name_event(need.event) +
             " and another event of this chain.";
    }
    const bool is_now = need.event != explanation_.id || need.reason == explanation_.reason;
    return "No new event, copy or key can make it valid: " + name_event(need.event) +
           (is_now ? " stays " : " would still be ") + std::string(name(*need.reason)) + ".";
  }

  /// A key that anybody may have made. So the warning comes before the advice.
  std::string describe_needed_key(const Need& need) const {
    std::string text;
    if (!need.bound_keys.empty()) {
      text = "The signer_id " + quote_text(*need.signer_id) +
             " is that of other keys already: " + list_keys(need.bound_keys) + ". ";
    }
    const bool is_registry_key = need.from_bundle || need.signer_type == "pith_registry";
    const std::string whose = need.signer_id    ? quote_text(*need.signer_id) + "'s"
                              : is_registry_key ? "a registry's"
                                                : "the signer's";
    text += "Only if you know from elsewhere that the key " + key_name(need.key_id, need.fingerprint) + " is " + whose +
            ", ";
    if (need.from_bundle) {
      return text + "trust a bundle that lists it with --trust-bundle-keys: " + name_event(need.event) +
             " needs it as a key that counts as a registry key, and is bound to nothing.";
    }
    const std::string bindings = name_bindings(need.signer_id, need.signer_type);
    return text + "give it with --keys" + (bindings.empty() ? "" : ", bound to " + bindings) + ": " +
           name_event(need.event) + " needs that." +
           (bindings.empty() ? " Its entry need not bind it to anything." : "");
  }

  /// One list of the copies that are here, perhaps, or that are not. The key is named after those that it signs.
  std::string list_copies(bool may_be_here, const std::string& which, const std::string& by) const {
    std::string text;
    std::string key;
    for (const Need& need : explanation_.needs) {
      if (need.code != NeedCode::authentic_copy || need.may_be_here != may_be_here) {
        continue;
      }
      const std::string signed_by = by + key_name(need.key_id, need.fingerprint);
      if (!key.empty()) {
        text += key == signed_by ? ", " : key + "; ";
      }
      text += which + name_event(need.event);
      key = signed_by;
    }
    return text + key;
  }

  void tell_needed_copies() {
    if (const std::string copies = list_copies(false, "a copy of ", ", signed by the key "); !copies.empty()) {
      say(name(NeedCode::authentic_copy), "SPEC 4.6", "To become valid it needs " + copies + ".");
    }
    if (const std::string copies = list_copies(true, "the copy of ", ", by the key "); !copies.empty()) {
      say(name(NeedCode::authentic_copy), "SPEC 4.6",
          "Whether a signature holds can be told only with its key. If it does not, another copy is needed. So it is "
          "with " +
              copies + ".");
    }
  }

  void tell_superseded() {
    if (explanation_.superseded_by_count > 0) {
      say("superseded_by", "SPEC 6.1",
          "It is superseded by " + first_of(explanation_.superseded_by, explanation_.superseded_by_count) + ".");
    }
  }

  void tell_equivocations() {
    for (const EquivocationExplanation& entry : explanation_.equivocations) {
      const std::string follow = entry.with_count == 1 ? "claims to follow " : "claim to follow ";
      std::string text = "Its signer also published " + first_of(entry.with, entry.with_count) + ", which " + follow +
                         (entry.position ? event_id(*entry.position) + " too" : "no event either") + ".";
      if (entry.others_count > 0) {
        text += " The same equivocation has " + first_of(entry.others, entry.others_count) +
                ", in no conflict with this event, because one names the other.";
      }
      say("equivocation", "SPEC 7.2",
          text + (entry.is_resolved ? " At most one event of this equivocation is live, so it is resolved."
                                    : " More than one event of this equivocation is live, so it is not resolved."));
    }
  }

  void tell_supersedes() {
    for (const LinkExplanation& link : explanation_.links) {
      const std::string entry = "Its entry " + event_id(link.id) + " of supersedes has no effect, because it names ";
      switch (link.effect) {
        case LinkEffect::none:
          break;
        case LinkEffect::supersedes:
          say(name(link.effect), "SPEC 6.1", "It supersedes " + event_id(link.id) + ".");
          break;
        case LinkEffect::dangling_supersedes:
          say(name(link.effect), "SPEC 6.1", entry + "an event that " + describe_cause(*link.first_cause) + ".");
          break;
        case LinkEffect::foreign_supersedes:
          say(name(link.effect), "SPEC 6.1", entry + "another signer's event.");
          break;
      }
    }
  }

  void tell_order() {
    if (!explanation_.order) {
      return;
    }
    const OrderExplanation& order = *explanation_.order;
    std::string text =
        "It is number " + std::to_string(order.rank) + " of " + std::to_string(order.count) + " valid events";
    if (order.previous) {
      text += ", after " + event_id(*order.previous);
    }
    switch (order.cause) {
      case OrderCause::first:
      case OrderCause::link:
        break;
      case OrderCause::created_at:
        text += ", because its time is later";
        break;
      case OrderCause::record_created:
        text += ", because the other event creates the record at the same time";
        break;
      case OrderCause::event_id:
        text += ", because the times are equal and its id is greater";
        break;
    }
    if (order.waited_for) {
      text += ". Its time, type and id would put it earlier, but it links to " + event_id(*order.waited_for) +
              ", which had to be decided first";
    }
    say("order", order.waited_for ? "SPEC 5.2" : "SPEC 5.1", text + ".");
  }

  void tell_key() {
    if (!explanation_.key) {
      return;
    }
    const KeyExplanation& key = *explanation_.key;
    std::string text = "Its signer names the key " + key_name(key.key_id, key.fingerprint) + ", ";
    if (key.trusted) {
      return say("key", "SPEC 3.3", text + describe_key(*key.trusted, key.is_registry_key) + ".");
    }
    text += "which is not in the keyring";
    if (key.same_key_id.empty()) {
      text += ", and no other key there has this key_id.";
    } else {
      text += "; with this key_id it has";
      for (const KeyInfo& other : key.same_key_id) {
        text += (&other == key.same_key_id.data() ? " " : ", ") + other.fingerprint;
      }
      text += ".";
    }
    if (key.is_listed_by_bundle) {
      text += " A bundle of the input lists it, which counts only with --trust-bundle-keys.";
    }
    say("key", "SPEC 3.2", text);
  }

  void tell_copies() {
    if (explanation_.copy_count <= 1) {
      return;
    }
    const bool is_same = explanation_.reason && *explanation_.reason < Reason::content_hash_mismatch;
    say("copies", is_same ? "SPEC 4.5" : "SPEC 4.6",
        "There are " + std::to_string(explanation_.copy_count) + " copies of it" +
            (is_same ? ", and the checks of the content give the same result for all of them."
                     : ". One that passes all checks is enough."));
  }

  const Explanation& explanation_;
  std::vector<Statement> story_;
};

}  // namespace

std::vector<Statement> tell_story(const Explanation& explanation) {
  return Story(explanation).tell();
}

}  // namespace pith::engine
