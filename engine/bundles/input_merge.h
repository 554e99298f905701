#ifndef PITH_ENGINE_BUNDLES_INPUT_MERGE_H
#define PITH_ENGINE_BUNDLES_INPUT_MERGE_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/document.h"
#include "engine/bundles/bundle_view.h"
#include "engine/bundles/open_document.h"
#include "engine/bundles/split_input.h"
#include "engine/bundles/spread.h"
#include "engine/keys/key_table.h"
#include "engine/merge/record_events.h"
#include "pith/bundle.h"

namespace pith::engine {

/// A document that was accepted. Items are numbered through all documents: a bundle is one item, and so is each of its
/// events.
struct AcceptedDocument {
  std::size_t input = 0;
  InputDocument document;
  std::size_t first_item = 0;
};

/// Where a copy of an event is. Of its digest it has the first bits, which nearly always tell events apart.
struct CopyMark {
  std::uint64_t digest_prefix;
  std::size_t item;
};

/// How an event names another one.
enum class MentionKind : std::uint8_t {
  prev_event,
  supersedes,
  stated,  ///< a copy states this id or hash, which is not that of its content
};

/// A name of another event that a merge keeps nowhere else: a link of an event that is not authentic, or what a copy
/// states.
struct Mention {
  Sha256Digest event;      ///< by which
  Sha256Digest mentioned;  ///< of which
  MentionKind kind;
};

/// SPEC 9.5: merges whole inputs of bundles and events. Add all inputs, then call finish() once.
class InputMerge {
 public:
  InputMerge(Keyring keyring, BundleKeys bundle_keys, Spread spread = {})
      : keyring_(std::move(keyring)), bundle_keys_(bundle_keys), spread_(std::move(spread)) {}
  InputMerge(const InputMerge&) = delete;  // the documents are views of the inputs
  InputMerge& operator=(const InputMerge&) = delete;

  /// Reads an input. Returns an error for each document (in NDJSON, each line) that is refused; the whole document is
  /// then left out. At most listed_faults_max errors are listed, and the last one says how many more there are.
  /// Time n log n; keeps the text.
  std::vector<Error> add_input(std::string text);

  /// Makes merge() note where each copy of each event is, for CopyFinder, and what copies mention; and notes the keys
  /// that bundles list. Call it before anything is added. It costs 16 bytes for each copy, and 65 for each mention.
  void note_copies() { notes_copies_ = true; }

  /// The documents that were accepted, in order.
  const std::vector<AcceptedDocument>& documents() const { return documents_; }

  /// Whether any of them has a bundle.
  bool has_bundle() const { return !bundle_subjects_.empty(); }

  /// SPEC 3.5: whether a bundle lists such a key, in an entry that is not refused, although the keys of bundles are not
  /// trusted. Needs note_copies().
  bool lists_key(std::string_view key_id, std::string_view fingerprint) const {
    return listed_keys_.count({std::string(key_id), std::string(fingerprint)}) > 0;
  }

  /// The document that has an item. Needs an item of a merge. Time log n in the documents.
  const AcceptedDocument& document_of(std::size_t item) const { return documents_[find_document(item)]; }

  /// SPEC 9.5: the one Pith Number that all bundles name, or, without a bundle, that all events name.
  Result<std::string> find_subject() const;

  /// The keys that are trusted: those of bundles among them once they are added.
  const Keyring& keyring() const { return keyring_; }

  /// SPEC 3.5: adds the keys of all bundles to the keyring, if the caller trusts them.
  void add_bundle_keys();

  /// The result of a merge.
  struct Merged {
    RecordEvents events;
    std::vector<Alias> aliases;     ///< of the bundles of that record whose signature holds
    std::vector<Warning> warnings;  ///< about the inputs
    std::vector<CopyMark> copies;   ///< in the order of the items, if they are noted
    std::vector<Mention> mentions;  ///< the same; the links of a copy in their order, as SPEC 5.2 lists them

    /// Adds the result of the items that come next. Needs the same subject and keyring.
    void merge(const Merged& next);
  };

  /// All events of all inputs, and the aliases that count. One signature verification for each event.
  Merged merge(const std::string& subject) const;

  /// Merges, once all inputs are added: finds the subject unless it is given, adds the keys, and merges. Refused only
  /// if no subject is given or found. `subject_if_none`, unless empty, is the subject if the inputs name none. The
  /// first warnings are about the keys of bundles.
  Result<Merged> finish(std::string_view subject, std::string_view subject_if_none = {});

  /// Calls `visit` with each bundle and each event of each input, copies included, in their order, and the canonical
  /// text of its document, which is gone after the call. Parses every document again.
  void for_each_item(const std::function<void(const Item&, const canon::CanonicalText&)>& visit) const;

  /// The same with the events alone.
  void for_each_event(const std::function<void(canon::Value, const canon::CanonicalText&)>& visit) const;

  /// Everything that was accepted, in its order, as NDJSON in canonical form: a bundle or an event in each line, with a
  /// line feed between two of them. Parses every document again. Refuses (`unreadable`) a line that is over the size
  /// limit: canonical form may be larger than the input. Linear.
  Result<std::string> write_lines() const;

 private:
  /// A part of all items.
  struct ItemRange {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  /// What a document adds, if it is accepted as a whole.
  struct Contribution {
    std::vector<std::string> bundle_subjects;
    std::vector<std::string> event_subjects;
    std::vector<KeyCandidate> keys;
    std::vector<Warning> warnings;  // about keys that are left out
    std::size_t item_count = 0;
  };
  using OpenDocuments = std::map<std::size_t, OpenDocument>;

  Result<Contribution> read(const InputDocument& document) const;
  /// `index` is the bundle's position in the array, if the document is one.
  Result<void> read_bundle(const InputDocument& document, canon::Value bundle, std::optional<std::size_t> index,
                           Contribution& contribution) const;
  void read_keys(const InputDocument& document, canon::Value bundle, std::optional<std::size_t> index,
                 Contribution& contribution) const;
  void accept(std::size_t input, const InputDocument& document, Contribution contribution);

  ItemRange part_range(std::size_t part, std::size_t part_count) const {
    return {begin_of_part(item_count_, part, part_count), begin_of_part(item_count_, part + 1, part_count)};
  }
  std::size_t find_document(std::size_t item) const;
  OpenDocuments open_cut_documents(std::size_t part_count) const;
  Merged merge_part(const std::string& subject, ItemRange part, const OpenDocuments& cut_documents) const;
  void merge_items(const AcceptedDocument& accepted, const OpenDocument& open, ItemRange part, Merged& merged) const;
  void note_copy(std::size_t item, canon::Value event, const AddedEvent& added, Merged& merged) const;
  void merge_aliases(std::size_t input, const BundleView& bundle, Merged& merged) const;

  Keyring keyring_;
  BundleKeys bundle_keys_;
  Spread spread_;
  std::deque<std::string> inputs_;  // a deque does not move what it holds
  std::vector<AcceptedDocument> documents_;
  std::size_t item_count_ = 0;
  std::set<std::string> bundle_subjects_;
  std::set<std::string> event_subjects_;      // of the form of a Pith Number
  std::vector<KeyCandidate> key_candidates_;  // KeyCandidate::source is the number of the file
  std::vector<Warning> key_warnings_;
  std::set<std::pair<std::string, std::string>> listed_keys_;  // key_id and fingerprint, if these keys are not trusted
  bool notes_copies_ = false;
};

/// SPEC 9.5: adds all inputs. The error is that of the first document that is refused, and `*refused_input`, unless
/// null, is then its input. Needs a merge without inputs.
Result<void> add_texts(InputMerge& merge, std::span<const std::string_view> inputs, std::size_t* refused_input);

/// SPEC 9.5: adds all inputs and finishes. The error is that of the first document that is refused, as merge_inputs()
/// says, which also describes `refused_input`. Needs a merge without inputs.
Result<InputMerge::Merged> merge_texts(InputMerge& merge, std::span<const std::string_view> inputs,
                                       std::string_view subject, std::size_t* refused_input,
                                       std::string_view subject_if_none = {});

}  // namespace pith::engine

#endif
