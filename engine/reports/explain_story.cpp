// The explanation of an event for people: a few sentences, most important first, each with its rule.

#include <utility>

#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::engine {

std::string_view meaning_of(Reason reason) {
  switch (reason) {
    case Reason::malformed:
      return "does not have the form of an event";
    case Reason::limit_exceeded:
      return "is larger than an event may be";
    case Reason::unsupported_schema_version:
      return "has a schema version that these rules do not know";
    case Reason::subject_mismatch:
      return "is about another record";
    case Reason::unknown_key:
      return "names a key that the keyring does not have";
    case Reason::signer_mismatch:
      return "claims a signer that its key may not speak for";
    case Reason::key_expired:
      return "claims a time at which its key had expired";
    case Reason::not_authorised:
      return "creates a record, and its key is not a registry key";
    case Reason::record_mismatch:
      return "creates a record that is not the subject";
    case Reason::content_hash_mismatch:
      return "has no copy that states its content hash";
    case Reason::event_id_mismatch:
      return "has no copy that states its event id";
    case Reason::bad_signature:
      return "has no copy that its signer signed";
    case Reason::bad_receipt:
      return "has a receipt that does not hold";
    case Reason::prev_event_unresolved:
      return "follows an event that is missing or not valid";
  }
  return "";
}

std::string describe_detail(ReasonDetail detail, const std::string& member) {
  const std::string named = member.empty() ? "it" : member;
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
      return "the key is bound to another " + named;
    case ReasonDetail::signer_id_of_another_key:
      return "the key is bound to no signer_id, and another key is bound to this one";
    case ReasonDetail::not_a_registry_key:
      return "the key is not a registry key";
    case ReasonDetail::no_record:
      return "no Pith Number follows from " + named;
    case ReasonDetail::another_hash:
      return named + " is the hash of another record";
    case ReasonDetail::another_record:
      return "another Pith Number follows from " + named;
    case ReasonDetail::another_key:
      return named + " is not the one of the signer";
    case ReasonDetail::unknown_key:
      return "the keyring does not have the key that it names";
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

namespace {

using namespace std::string_literals;

std::string quote(const std::string& text) {
  return "\"" + text + "\"";
}

std::string describe_bindings(const KeyInfo& key) {
  std::string text = "signer_id " + (key.signer_id ? quote(cut_text(*key.signer_id)) : "(none)"s) + ", signer_type " +
                     (key.signer_type ? quote(cut_text(*key.signer_type)) : "(none)"s);
  return text + (key.rotates_at ? ", until " + *key.rotates_at : "");
}

class Story {
 public:
  explicit Story(const Explanation& explanation) : explanation_(explanation) {}

  std::vector<Statement> tell() {
    tell_verdict();
    tell_first_cause();
    tell_deciding_copy();
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
      return say("invalid", rule_of(*explanation_.reason),
                 "This event is not valid, " + std::string(name(*explanation_.reason)) + ": it " +
                     std::string(meaning_of(*explanation_.reason)) + ".");
    }
    explanation_.is_live ? say("live", "SPEC 6.1", "This event is valid and live.")
                         : say("superseded", "SPEC 6.1", "This event is valid, and superseded.");
  }

  void tell_first_cause() {
    for (const LinkExplanation& link : explanation_.links) {
      if (link.member == "prev_event" && link.first_cause) {
        const FirstCause& cause = *link.first_cause;
        std::string text = "It follows " + event_id(link.id);
        if (cause.through_count > 1) {
          text +=
              ", which waits through " + std::to_string(cause.through_count - 1) + " more for " + event_id(cause.id);
        } else if (cause.through_count == 1) {
          text += ", which waits for " + event_id(cause.id);
        }
        text += cause.reason ? ", which is not valid, " + std::string(name(*cause.reason)) + ": it " +
                                   std::string(meaning_of(*cause.reason))
                             : ", which is not in the input"s;
        const std::string detail = describe_detail(cause.detail, cause.member);
        say("first_cause", cause.reason ? rule_of(*cause.reason) : "SPEC 4.9",
            text + (detail.empty() ? "." : " (" + detail + ")."));
      }
    }
  }

  /// What stopped the copy that came furthest.
  void tell_deciding_copy() {
    if (explanation_.copies.empty() || !explanation_.copies.front().reason) {
      return;
    }
    const CopyExplanation& copy = explanation_.copies.front();
    say("stopped", rule_of(*copy.reason), "The copy that came furthest stops at " + tell_failure(copy) + ".");
  }

  void tell_needs() {
    for (const Need& need : explanation_.needs) {
      say(name(need.code), need.reason ? rule_of(*need.reason) : "SPEC 4.9", describe(need));
    }
    if (!explanation_.is_needs_complete) {
      say("needs_incomplete", "SPEC 4.9", "More may be needed, which is known only when these are here.");
    }
  }

  std::string describe(const Need& need) const {
    const std::string event = need.event == explanation_.id ? "this event"s : event_id(need.event);
    switch (need.code) {
      case NeedCode::nothing:
        return "Nothing that arrives makes it valid with these keys: " + event + " stays " +
               std::string(name(*need.reason)) + ".";
      case NeedCode::authentic_copy:
        return "To become valid it needs a copy of " + event + " that the key " + quote(cut_text(need.key_id)) + " (" +
               cut_text(need.fingerprint) + ") signed" +
               (need.reason == Reason::unknown_key ? "; one that is here may be right." : ".");
      case NeedCode::event:
        return "To become valid it needs " + event + ", which is not in the input.";
      case NeedCode::trusted_key:
        return "To become valid it needs the key " + quote(cut_text(need.key_id)) + " (" + cut_text(need.fingerprint) +
               ") in the keyring" +
               (need.from_bundle
                    ? ", listed by a bundle that you trust with --trust-bundle-keys."
                    : ", bound to " + describe_bindings({{}, {}, need.signer_id, need.signer_type, {}, {}}) + ".");
    }
    return "";
  }

  void tell_superseded() {
    if (explanation_.superseded_by_count > 0) {
      const std::size_t more = explanation_.superseded_by_count - 1;
      say("superseded_by", "SPEC 6.1",
          "It is superseded by " + event_id(explanation_.superseded_by.front()) +
              (more > 0 ? " and " + std::to_string(more) + " more." : "."));
    }
  }

  void tell_equivocations() {
    for (const EquivocationExplanation& entry : explanation_.equivocations) {
      const std::string position = entry.position ? "after " + event_id(*entry.position) : "with no event before it"s;
      say("equivocation", "SPEC 7.2",
          "Its signer gave another answer " + position + ": " + event_id(entry.with.front()) +
              (entry.with_count > 1 ? " and " + std::to_string(entry.with_count - 1) + " more" : "") +
              (entry.is_resolved ? ". At most one of them is live." : ". More than one of them is live."));
    }
  }

  void tell_supersedes() {
    for (const LinkExplanation& link : explanation_.links) {
      switch (link.effect) {
        case LinkEffect::none:
          break;
        case LinkEffect::supersedes:
          say(name(link.effect), "SPEC 6.1", "It supersedes " + event_id(link.id) + ".");
          break;
        case LinkEffect::dangling_supersedes:
          say(name(link.effect), "SPEC 6.1",
              "It names " + event_id(link.id) + " in supersedes without effect, because that is " +
                  (link.reason ? "not valid, " + std::string(name(*link.reason)) : "not in the input"s) + ".");
          break;
        case LinkEffect::foreign_supersedes:
          say(name(link.effect), "SPEC 6.1",
              "It names " + event_id(link.id) + " in supersedes without effect, because that is another signer's.");
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
    switch (order.cause) {
      case OrderCause::first:
        break;
      case OrderCause::created_at:
        text += ", after " + event_id(*order.previous) + ", because its time is later";
        break;
      case OrderCause::record_created:
        text += ", after " + event_id(*order.previous) + ", because that creates the record at the same time";
        break;
      case OrderCause::event_id:
        text += ", after " + event_id(*order.previous) + ", because the times are equal and its id is greater";
        break;
      case OrderCause::link:
        text += ", after " + event_id(*order.previous) + ", because it links to " + event_id(order.waited_for.front()) +
                ", although its time, type and id would put it before";
        break;
    }
    say("order", order.cause == OrderCause::link ? "SPEC 5.2" : "SPEC 5.1", text + ".");
  }

  void tell_key() {
    if (!explanation_.key) {
      return;
    }
    const KeyExplanation& key = *explanation_.key;
    std::string text = "Its signer names the key " + quote(key.key_id) + " (" + key.fingerprint + "), ";
    if (key.trusted) {
      return say("key", "SPEC 3.3", text + "which is bound to " + describe_bindings(*key.trusted) + ".");
    }
    text += "which is not in the keyring";
    if (key.same_key_id.empty()) {
      text += ", nor is another key with this key_id";
    } else {
      text += "; with this key_id it has";
      for (const KeyInfo& other : key.same_key_id) {
        text += (&other == key.same_key_id.data() ? " " : ", ") + other.fingerprint;
      }
    }
    say("key", "SPEC 3.2", text + ".");
  }

  void tell_copies() {
    if (explanation_.copy_count > 1) {
      say("copies", "SPEC 4.3",
          "There are " + std::to_string(explanation_.copy_count) +
              " copies of it. One that passes all checks is enough.");
    }
  }

  const Explanation& explanation_;
  std::vector<Statement> story_;
};

}  // namespace

std::string_view rule_of(Reason reason) {
  if (reason < Reason::content_hash_mismatch) {
    return "SPEC 4.5";
  }
  return reason == Reason::bad_receipt ? "SPEC 4.8" : reason == Reason::prev_event_unresolved ? "SPEC 4.9" : "SPEC 4.6";
}

std::string tell_failure(const CopyExplanation& copy) {
  const std::string detail = describe_detail(copy.detail, copy.member);
  std::string text(name(*copy.reason));
  text += detail.empty() ? "" : ": " + detail;
  text += copy.expected ? "; expected: " + *copy.expected : "";
  text += copy.actual ? "; actual: " + *copy.actual : "";
  return text;
}

std::vector<Statement> tell_story(const Explanation& explanation) {
  return Story(explanation).tell();
}

}  // namespace pith::engine
