#include "cli/would_fork_text.h"

#include <utility>

#include "cli/count.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::cli {
namespace {

std::string list_ids(const std::vector<Sha256Digest>& ids, std::size_t count, const std::string& indent) {
  std::string text;
  for (const Sha256Digest& id : ids) {
    text += indent + engine::event_id(id) + '\n';
  }
  return count > ids.size() ? text + indent + "... and " + with_thousands(count - ids.size()) + " more\n" : text;
}

class Text {
 public:
  Text(const WouldFork& report, const Terminal& terminal) : report_(report), terminal_(terminal) {}

  std::string write() {
    text_ = engine::event_id(report_.id) + ": " + verdict() + '\n';
    write_reason();
    write_key();
    if (report_.is_known) {
      line("SPEC 4.3", "The input has this event already.");
    }
    if (report_.copy_reason) {
      line("SPEC 4.6", "But this copy fails, " + std::string(name(*report_.copy_reason)) +
                           ": publish the copy that the input has.");
    }
    if (report_.is_awaited) {
      line("SPEC 4.9", "Events of the input link to it already, so it was published before.");
    }
    write_supersedes();
    write_equivocations();
    if (report_.also_live_count > 0) {
      line("SPEC 6.6", "The same signer has other live events of this type and target:");
      text_ += list_ids(report_.also_live, report_.also_live_count, "    ");
    }
    write_advice();
    return std::move(text_);
  }

 private:
  std::string verdict() const {
    if (report_.reason) {
      return terminal_.bad("would not be valid") + ", " + std::string(name(*report_.reason));
    }
    return report_.is_fine() ? terminal_.good("would be valid") + " and would fork nothing"
                             : "would be valid and " + terminal_.bad("would fork");
  }

  void line(std::string_view rule, const std::string& sentence) {
    text_ += "  " + std::string(rule) + "  " + printable(sentence) + '\n';
  }

  void write_reason() {
    if (!report_.reason) {
      return;
    }
    std::string sentence = engine::describe_reason(*report_.reason, report_.detail);
    sentence.front() = static_cast<char>(sentence.front() - 'a' + 'A');  // an ASCII letter
    const std::string fault =
        engine::describe_fault(*report_.reason, report_.detail, report_.member, {report_.expected, report_.actual});
    line(engine::rule_of(*report_.reason), sentence + (fault.empty() ? "." : ": " + fault + "."));
  }

  /// Which key is assumed, and what to do if there is none.
  void write_key() {
    if (report_.key && report_.key->is_assumed) {
      line("SPEC 4.1", "The draft does not name its key. It is judged with " + name_of(*report_.key) +
                           ", the only one of the keyring that fits its signer.");
    } else if (report_.fitting_keys) {
      const std::size_t count = *report_.fitting_keys;
      line("SPEC 4.1",
           (count == 0 ? "The draft does not name its key, and no key of the keyring fits its signer: give "
                         "your own entry with --keys, name"
                       : "The draft does not name its key, and " + with_thousands(count) +
                             " keys of the keyring fit its signer: name") +
               " the key with key_id and public_key_fingerprint in signer, or use pith-merge sign --against.");
    } else if (report_.reason == Reason::unknown_key && report_.key) {
      line("SPEC 3.2", describe_unknown(*report_.key));
    }
  }

  static std::string name_of(const CandidateKey& key) {
    return "the key " + engine::quote_text(key.key_id) + " (fingerprint " + engine::quote_text(key.fingerprint) + ")";
  }

  static std::string describe_unknown(const CandidateKey& key) {
    std::string others;
    for (const std::string& fingerprint : key.other_fingerprints) {
      others += (others.empty() ? "" : ", ") + fingerprint;
    }
    return "It names " + name_of(key) + ". The keyring has " +
           (others.empty() ? "no key with this key_id. If it is your own, give your own entry with --keys; "
                             "pith-merge sign --public prints it."
                           : "this key_id with another fingerprint: " + others +
                                 ". Is it the right private key? If it is, give your own entry with --keys.");
  }

  void write_supersedes() {
    if (report_.superseded_count > 0) {
      line("SPEC 6.1", "These would no longer be live:");
      text_ += list_ids(report_.superseded, report_.superseded_count, "    ");
    }
    for (const SupersedesEffect& entry : report_.supersedes) {
      if (entry.effect == LinkEffect::dangling_supersedes) {
        line("SPEC 6.1", engine::event_id(entry.id) + " would not be superseded: it is not a valid event here.");
      } else if (entry.effect == LinkEffect::foreign_supersedes) {
        line("SPEC 6.1", engine::event_id(entry.id) + " would not be superseded: another signer signed it.");
      }
    }
  }

  void write_equivocations() {
    for (const ForkEntry& entry : report_.equivocations) {
      const std::string position =
          entry.position ? "after " + engine::event_id(*entry.position) : "with neither prev_event nor supersedes";
      line("SPEC 7.2", (entry.change == EntryChange::created ? "There would be several answers "
                        : entry.change == EntryChange::grown ? "There would be one more answer than there are "
                                                             : "There are several answers already ") +
                           position + (entry.is_resolved ? ", of which at most one is live:" : ":"));
      text_ += list_ids(entry.event_ids, entry.event_count, "    ");
    }
    if (const std::size_t listed = report_.equivocations.size(); report_.equivocation_count > listed) {
      line("SPEC 7.2", "... and " + with_thousands(report_.equivocation_count - listed) + " more equivocations");
    }
  }

  /// Members of a draft, to paste.
  void write_links(const EventLinks& links) {
    text_ += "    \"prev_event\": " + (links.prev_event ? '"' + engine::event_id(*links.prev_event) + '"' : "null") +
             ",\n    \"supersedes\": [";
    for (const Sha256Digest& id : links.supersedes) {
      text_ += (text_.ends_with('[') ? "\n      \"" : ",\n      \"") + engine::event_id(id) + '"';
    }
    text_ += links.supersedes.empty() ? "]\n" : "\n    ]\n";
  }

  /// SPEC 7.3: a published event keeps its links. Only a new event can change what is live.
  void write_resolution() {
    if (report_.equivocation_count > 0) {
      line("SPEC 7.3", "The event is published, so these entries stay, whatever is published later.");
    }
    if (report_.also_live_count > 0 && report_.advice) {
      write_replacement("SPEC 6.1", "To replace what is live, a new event would say:");
    }
  }

  /// SPEC 4.5: one event does not supersede any number of others.
  void write_replacement(std::string_view rule, const std::string& sentence) {
    if (const std::optional<EventLinks>& replace = report_.advice->replace) {
      line(rule, sentence);
      write_links(*replace);
    } else {
      line("SPEC 4.5", "More events are live than one event can supersede, so no links replace them all.");
    }
  }

  void write_advice() {
    if (report_.is_known && report_.is_valid()) {
      return write_resolution();
    }
    const bool needs_advice = !report_.is_fine() || report_.also_live_count > 0;
    if (!report_.advice || !needs_advice || report_.reason == Reason::bad_receipt) {
      return;
    }
    const auto& [follow, replace] = *report_.advice;
    const bool has_choice = !replace || follow.supersedes != replace->supersedes;
    line("SPEC 7.1", has_choice ? "To fork nothing and follow what is there, which stays live, the draft would say:"
                                : "To fork nothing, the draft would say:");
    write_links(follow);
    if (has_choice) {
      write_replacement("SPEC 7.1", "To fork nothing and replace what is live, it would say:");
    }
  }

  const WouldFork& report_;
  const Terminal& terminal_;
  std::string text_;
};

}  // namespace

std::string describe_would_fork(const WouldFork& report, const Terminal& terminal) {
  return Text(report, terminal).write();
}

}  // namespace pith::cli
