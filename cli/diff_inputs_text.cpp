#include "cli/diff_inputs_text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/count.h"
#include "cli/shell_word.h"
#include "engine/bundles/bundle_view.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::cli {
namespace {

std::string count_of(std::size_t count, std::string_view thing, std::string_view things) {
  return with_thousands(count) + " " + std::string(count == 1 ? thing : things);
}

std::string describe_input(const DiffInput& input) {
  const std::string events = count_of(input.event_count, "event", "events");
  switch (input.kind) {
    case DiffInputKind::bundle:
      return "bundle, " + events;
    case DiffInputKind::events:
      return events;
    case DiffInputKind::state:
      break;
  }
  return "state document, " + events;
}

std::string describe_names(const KeyNames& key) {
  return "\"" + printable(key.key_id) + "\" (" + printable(key.fingerprint) + ")";
}

class Text {
 public:
  Text(const InputDiff& difference, const std::array<std::string, 2>& paths, const std::string& key_options,
       const Terminal& terminal)
      : difference_(difference), paths_(paths), key_options_(key_options), terminal_(terminal) {}

  std::string write() {
    if (difference_.equal) {
      line("A and B give the " + terminal_.good("same state") + " of " + printable(difference_.a.pith_number) + ": " +
           to_hex(difference_.a.state_sha256));
      write_edited_state(difference_.a, 0);
      write_edited_state(difference_.b, 1);
      write_false_state(difference_.a, 0);
      write_false_state(difference_.b, 1);
      write_bundle_changes();
      return std::move(text_);
    }
    if (difference_.causes == std::vector{DiffCause::other_record}) {
      line("A and B are about " + terminal_.bad("different records") + ", and nothing else is compared:");
      line("  A  " + printable(difference_.a.pith_number) + "  " + printable(paths_[0]));
      line("  B  " + printable(difference_.b.pith_number) + "  " + printable(paths_[1]));
      return std::move(text_);
    }
    line("A and B " + terminal_.bad("differ") + " about " + printable(difference_.a.pith_number) + ":");
    line("  A  " + to_hex(difference_.a.state_sha256) + "  " + printable(paths_[0]) + " (" +
         describe_input(difference_.a) + ")");
    line("  B  " + to_hex(difference_.b.state_sha256) + "  " + printable(paths_[1]) + " (" +
         describe_input(difference_.b) + ")");
    for (const DiffCause cause : difference_.causes) {
      write_cause(cause);
    }
    write_changes();
    write_bundle_changes();
    return std::move(text_);
  }

 private:
  void line(const std::string& text) { text_ += text + "\n"; }

  void write_cause(DiffCause cause) {
    switch (cause) {
      case DiffCause::other_record:
        break;
      case DiffCause::only_in_a:
        return write_events(DiffKind::only_in_a);
      case DiffCause::only_in_b:
        return write_events(DiffKind::only_in_b);
      case DiffCause::other_reason:
        return write_events(DiffKind::other_value);
      case DiffCause::aliases:
        return write_aliases();
      case DiffCause::keys:
        return write_keys();
      case DiffCause::merge_version:
        return line("They were merged by different rules: A by \"" + printable(difference_.a.merge_version) +
                    "\", B by \"" + printable(difference_.b.merge_version) + "\".");
      case DiffCause::stated_state:
        write_false_state(difference_.a, 0);
        return write_false_state(difference_.b, 1);
      case DiffCause::other_merge:
        return line(
            "The events, their reasons and the aliases are the same. So it is a different merge: a state "
            "document was changed, or made by other rules.");
      case DiffCause::edited_state:
        write_edited_state(difference_.a, 0);
        return write_edited_state(difference_.b, 1);
    }
  }

  static std::string side_name(std::size_t side) { return side == 0 ? "A" : "B"; }

  void write_edited_state(const DiffInput& input, std::size_t side) {
    if (input.written_state_sha256 && !input.written_state_sha256_holds) {
      line("The state document " + side_name(side) +
           " was changed: it does not have the hash that it states. Stated: " + printable(*input.written_state_sha256) +
           ". Computed: " + to_hex(input.state_sha256) + ".");
    }
  }

  void write_verify(std::string_view indent, std::size_t side) {
    line(std::string(indent) + "To check it, run: " + command_for(paths_[side], "pith-merge verify" + key_options_));
  }

  void write_false_state(const DiffInput& input, std::size_t side) {
    if (!input.stated_state_sha256 || input.stated_state_holds) {
      return;
    }
    const bool is_same_input = difference_.same_input() == true && !difference_.equal;
    line((is_same_input ? "The input is the same, but the" : "The") + std::string(" state that ") + side_name(side) +
         " states is not what its events give, with or without its own aliases. Stated: " +
         to_hex(*input.stated_state_sha256) + ".");
    write_verify("  ", side);
  }

  void write_events(DiffKind kind) {
    const auto is_listed = [kind](const EventDiff& event) { return event.kind == kind; };
    const std::vector<EventDiff>& events = difference_.events;
    const auto first = std::find_if(events.begin(), events.end(), is_listed);
    const auto count = static_cast<std::size_t>(std::count_if(first, events.end(), is_listed));
    const std::string counted = count_of(count, "event", "events");
    line(kind == DiffKind::only_in_a   ? "Only A has " + counted + ":"
         : kind == DiffKind::only_in_b ? "Only B has " + counted + ":"
                                       : counted + " of both " + (count == 1 ? "has" : "have") + " different reasons:");
    for (std::size_t i = 0; i < std::min(count, listed_faults_max); ++i) {
      write_event(*(first + static_cast<std::ptrdiff_t>(i)));
    }
    write_rest(count);
    const auto has_more_to_tell = [&](const EventDiff& event) { return is_listed(event) && explaining_side(event); };
    const auto told = std::find_if(first, events.end(), has_more_to_tell);
    if (told != events.end()) {
      const std::size_t side = *explaining_side(*told);
      line("  To learn more, run: " +
           command_for(paths_[side], "pith-merge explain" + key_options_ + " " + engine::event_id(told->id)));
    }
  }

  /// The input that `explain` can be asked about an event: one with the event, if possible one in which it is not
  /// valid.
  std::optional<std::size_t> explaining_side(const EventDiff& event) const {
    const bool can_tell_a = difference_.a.kind != DiffInputKind::state && !event.in_a.empty();
    const bool can_tell_b = difference_.b.kind != DiffInputKind::state && !event.in_b.empty();
    if (can_tell_a && (!can_tell_b || event.in_a != "valid")) {
      return 0;
    }
    return can_tell_b ? std::optional<std::size_t>(1) : std::nullopt;
  }

  void write_event(const EventDiff& event) {
    const std::string id = "  " + engine::event_id(event.id) + ": ";
    if (event.kind != DiffKind::other_value) {
      line(id + printable(event.in_a + event.in_b));
      return write_original(event);
    }
    line(id + printable(event.in_a) + " in A, " + printable(event.in_b) + " in B");
    if (event.key) {
      line("    The keys decide about it. It names the key " + describe_names(*event.key) + ".");
    }
    write_copy("A", event.copy_in_a);
    write_copy("B", event.copy_in_b);
  }

  void write_original(const EventDiff& event) {
    if (event.states_id_of) {
      const std::string original = engine::event_id(*event.states_id_of);
      line(event.is_edited_copy ? "    It is an edited copy of " + original + ": it has the signature of that event."
                                : "    It states the id of " + original + ", but not the same content.");
    }
  }

  void write_copy(std::string_view side, const std::shared_ptr<const CopyExplanation>& copy) {
    if (copy != nullptr && copy->reason) {
      line("    No copy in " + std::string(side) + " passes. The best one is in line " + std::to_string(copy->line) +
           (copy->pointer.empty() ? "" : " at " + printable(copy->pointer)) + ". " +
           printable(engine::describe_copy(*copy, false)));
    }
  }

  void write_rest(std::size_t count) {
    if (count > listed_faults_max) {
      line("  ... and " + with_thousands(count - listed_faults_max) + " more");
    }
  }

  void write_aliases() {
    const std::size_t count = difference_.aliases.size();
    line(count_of(count, "alias counts", "aliases count") + " on one side only, or with another time:");
    explain_aliases(difference_.a, 0);
    explain_aliases(difference_.b, 1);
    for (std::size_t i = 0; i < std::min(count, listed_faults_max); ++i) {
      const AliasDiff& alias = difference_.aliases[i];
      line("  " + printable(alias.alias_kind) + " " + printable(alias.alias_value) + ": " +
           (alias.kind == DiffKind::only_in_a ? "only in A"
            : alias.kind == DiffKind::only_in_b
                ? "only in B"
                : printable(*alias.created_in_a) + " in A, " + printable(*alias.created_in_b) + " in B"));
    }
    write_rest(count);
  }

  /// SPEC 6.5: why aliases of an input do not count.
  void explain_aliases(const DiffInput& input, std::size_t side) {
    const auto is_about_aliases = [](const Warning& warning) {
      return warning.code == WarningCode::aliases_of_another_record ||
             warning.code == WarningCode::aliases_not_vouched_for;
    };
    const auto warning = std::find_if(input.warnings.begin(), input.warnings.end(), is_about_aliases);
    if (warning != input.warnings.end()) {
      line("  Of " + side_name(side) + ": " + printable(warning->explanation) + ".");
      if (warning->code == WarningCode::aliases_not_vouched_for) {
        is_signature_explained_[side] = true;
        write_verify("    ", side);
      }
    } else if (input.kind == DiffInputKind::events) {
      line("  " + side_name(side) + " has events alone. Only bundles have aliases.");
    }
  }

  void write_keys() {
    const std::size_t count = difference_.keys.size();
    line(count_of(count, "key is", "keys are") + " trusted on one side only:");
    for (std::size_t i = 0; i < std::min(count, listed_faults_max); ++i) {
      const KeyDiff& key = difference_.keys[i];
      line("  " + describe_names(key.key) + ": " +
           (key.kind == DiffKind::only_in_a ? "only A trusts it" : "only B trusts it") +
           (key.event_count > 0 ? "; it decides about " + count_of(key.event_count, "event", "events") : ""));
    }
    write_rest(count);
  }

  void write_changes() {
    if (!difference_.changes.empty()) {
      line("As a consequence, this differs in the states:");
    }
    list_changes(difference_.changes, difference_.change_counts);
  }

  void write_bundle_changes() {
    if (difference_.bundle_changes.empty()) {
      return;
    }
    line(difference_.equal ? "These members of the bundles differ. That does not change the state, nor the exit status:"
                           : "These members of the bundles differ, too. They are not part of the state:");
    list_changes(difference_.bundle_changes, difference_.bundle_change_counts);
    explain_signature(difference_.a, 0);
    explain_signature(difference_.b, 1);
  }

  void explain_signature(const DiffInput& input, std::size_t side) {
    if (input.signature_fault && !is_signature_explained_[side]) {
      line("  Of " + side_name(side) + ": " + std::string(engine::describe(*input.signature_fault)) + ".");
      write_verify("    ", side);
    }
  }

  void list_changes(const std::vector<StateChange>& changes, const std::vector<StateChangeCount>& counts) {
    auto change = changes.begin();
    for (const StateChangeCount& counted : counts) {
      const auto is_of_count = [&] {
        return change != changes.end() && change->pointer == counted.pointer && change->kind == counted.kind;
      };
      for (; is_of_count(); ++change) {
        line("  " + describe_change(*change));
      }
      write_rest(counted.count);
    }
  }

  static std::string describe_change(const StateChange& change) {
    const std::string subject = change.event   ? ", " + printable(*change.event)
                                : change.about ? ", " + printable(*change.about)
                                               : "";
    const std::string start = printable(engine::cut_text(change.pointer)) + subject + ": ";
    switch (change.kind) {
      case DiffKind::only_in_a:
        return start + "only in A";
      case DiffKind::only_in_b:
        return start + "only in B";
      case DiffKind::other_order:
        return start + "in another order";
      case DiffKind::other_value:
        break;
    }
    if (change.value_in_a && change.value_in_b) {
      return start + printable(*change.value_in_a) + " in A, " + printable(*change.value_in_b) + " in B";
    }
    return start + "not the same";
  }

  const InputDiff& difference_;
  const std::array<std::string, 2>& paths_;
  const std::string& key_options_;
  const Terminal& terminal_;
  std::array<bool, 2> is_signature_explained_ = {};
  std::string text_;
};

}  // namespace

std::string describe_input_diff(const InputDiff& difference, const std::array<std::string, 2>& paths,
                                const std::string& key_options, const Terminal& terminal) {
  return Text(difference, paths, key_options, terminal).write();
}

}  // namespace pith::cli
