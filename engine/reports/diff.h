#ifndef PITH_ENGINE_REPORTS_DIFF_H
#define PITH_ENGINE_REPORTS_DIFF_H

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json_writer.h"
#include "engine/bundles/input_merge.h"
#include "engine/reports/explain.h"
#include "pith/diff.h"

namespace pith::engine {

/// An event of one side. Trivial, like Sha256Digest.
struct SideEvent {
  Sha256Digest id;
  std::string_view reason;  ///< why it is not valid; empty if it is
  std::string_view own;     ///< the same without `prev_event_unresolved`, which follows from another event
};

/// One of the two inputs, with everything that is compared. Does not change.
class DiffSide {
 public:
  /// What a merge gave. Needs the result of `inputs->finish()` after `inputs->note_copies()`. Time n log n.
  DiffSide(std::unique_ptr<InputMerge> inputs, InputMerge::Merged merged);

  /// A state document. The error is `not_a_bundle`, with its place. Needs is_state_document(text). Time n log n.
  static Result<DiffSide> read_state(std::string text, const Crypto& crypto);

  const DiffInput& info() const { return info_; }
  /// By id; each once.
  const std::vector<SideEvent>& events() const { return events_; }
  /// By kind and value; of a state document the entries that have the form of an alias.
  const std::vector<Alias>& aliases() const { return aliases_; }
  /// The state that the input gives, or is.
  std::string_view state_document() const { return *document_; }
  /// The hash of the state that it states, if that is not the one which its events give; else the hash of that one.
  const Sha256Digest& claimed_sha256() const;
  /// The state with that hash.
  std::string_view claimed_document() const { return *claimed_document_; }
  /// The state that the input states if it is one bundle, right or not. Needs info().stated_state_sha256.
  std::string_view stated_document() const { return *stated_document_; }
  /// Whether the input is one bundle and nothing else.
  bool is_one_bundle() const { return is_one_bundle_; }

  bool is_merge() const { return merged_ != nullptr; }
  /// @{
  /// Needs is_merge().
  const Decided& decided() const { return *decided_; }
  CopyFinder copies() const { return {*inputs_, merged_->copies, merged_->events.keyring().crypto()}; }
  const InputMerge& inputs() const { return *inputs_; }
  const Keyring& keyring() const { return merged_->events.keyring(); }
  /// @}

 private:
  DiffSide() = default;

  void list_events();
  void study_bundle();
  void find_stated_state(const BundleView& bundle);

  DiffInput info_;
  std::vector<SideEvent> events_;
  std::vector<Alias> aliases_;
  std::shared_ptr<const std::string> document_;  // events_ may have views of it
  std::shared_ptr<const std::string> claimed_document_;
  std::shared_ptr<const std::string> stated_document_;  // null if the input states no state
  std::shared_ptr<const canon::Document> parsed_;       // and of this one
  std::unique_ptr<InputMerge> inputs_;                  // null for a state document
  std::unique_ptr<const InputMerge::Merged> merged_;    // the same
  std::unique_ptr<const Decided> decided_;              // the same
  bool is_one_bundle_ = false;
};

/// Whether a text is a state document (SPEC 8.1) by its `state_type`, and not something that a merge takes (SPEC 9.5).
/// Parses it, if it may be one. Time n log n.
bool is_state_document(std::string_view text);

/// Says why the sides differ.
InputDiff compare_sides(const DiffSide& a, const DiffSide& b, VerdictCache* verdicts);

/// SPEC 4: the events that make a difference, with what they depend on.
std::vector<EventDiff> compare_events(const DiffSide& a, const DiffSide& b, VerdictCache* verdicts);

/// SPEC 8: what differs in two state documents. A document that cannot be parsed, because it is too large, has no
/// changes.
void compare_states(std::string_view a, std::string_view b, InputDiff& difference);

/// What differs in two bundles, apart from what `difference` already tells. Needs sides that are one bundle, and
/// everything else of `difference`. Parses both again.
void compare_bundles(const DiffSide& a, const DiffSide& b, InputDiff& difference);

/// Writes the difference. `write_file` writes members that name an input, 0 or 1; docs/json.md has the others.
void write_input_diff(canon::JsonWriter<canon::TextSink>& out, const InputDiff& difference,
                      const std::function<void(std::size_t input)>& write_file);

}  // namespace pith::engine

#endif
