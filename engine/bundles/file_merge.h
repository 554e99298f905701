#ifndef PITH_ENGINE_BUNDLES_FILE_MERGE_H
#define PITH_ENGINE_BUNDLES_FILE_MERGE_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/bundles/bundle_view.h"
#include "engine/bundles/split_input.h"
#include "engine/bundles/spread.h"
#include "engine/keys/key_table.h"
#include "engine/listed_faults.h"
#include "pith/bundle.h"
#include "pith/event_set.h"
#include "pith/merge_inputs.h"

namespace pith::engine {

/// What is to be merged (SPEC 9.5): files of bundles and events. Each is looked at twice, since the subject and
/// the keys are known only when all has been seen.
class MergeInput {
 public:
  MergeInput(Keyring keyring, BundleKeys bundle_keys, Spread spread = {})
      : keyring_(std::move(keyring)), bundle_keys_(bundle_keys), spread_(std::move(spread)) {}
  MergeInput(const MergeInput&) = delete;  // the pieces are views into the files
  MergeInput& operator=(const MergeInput&) = delete;

  /// A refusal, and which file it is about: its number, from 0; nothing where it is about all.
  struct Refusal {
    std::optional<std::size_t> file;
    Error error;
  };

  /// Takes in a file. Gives what is refused of it, a document or a line of NDJSON each; these are left out whole. At
  /// most `listed_max` are given, the last of which says how many more there are.
  std::vector<Error> add_file(std::string text, std::size_t listed_max = listed_faults_max);

  /// SPEC 9.5: the one Pith Number that all bundles name, or without a bundle the events.
  Result<std::string> find_subject() const;

  /// SPEC 3.5: adds the keys of all bundles to the keyring, if these are trusted. Where two differ, gives the
  /// first such entry of each document, and the keyring is refused.
  std::vector<Refusal> add_bundle_keys();

  /// All events of all files, and the aliases of the bundles of that subject whose signature holds.
  struct Merged {
    EventSet events;
    std::vector<Alias> aliases;
    std::vector<InputNotice> notices;

    /// Adds what comes after it. Needs the same subject and keyring.
    void merge(const Merged& next);
  };
  Merged merge(const std::string& subject) const;

  /// What follows once all files are in, whoever asks: finds the subject, unless it is given, adds the keys and merges.
  /// Or all that is refused at the first of these that is. First of the notices is whether keys vouch for themselves.
  using Outcome = std::variant<Merged, std::vector<Refusal>>;
  Outcome finish(std::string_view subject);

 private:
  /// One document that is not refused.
  struct Piece {
    std::size_t file = 0;
    InputText input;
    std::size_t first_item = 0;
  };
  /// A part of all items, which are counted through all pieces: a bundle is one, and each of its events.
  struct ItemRange {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct KeySource {
    std::size_t piece = 0;
    std::size_t node = 0;
  };
  /// What a document adds, if it is taken as a whole.
  struct Contribution {
    std::vector<std::string> bundle_subjects;
    std::vector<std::string> event_subjects;
    std::vector<KeyCandidate> keys;  // by node
    std::size_t item_count = 0;
  };
  class OpenPiece;
  using OpenPieces = std::map<std::size_t, OpenPiece>;

  Result<Contribution> read(const InputText& input) const;
  std::optional<Error> read_bundle(const InputText& input, canon::Value bundle, Contribution& contribution) const;
  std::optional<Error> read_keys(const InputText& input, canon::Value public_keys, Contribution& contribution) const;
  void take(std::size_t file, const InputText& input, Contribution contribution);

  ItemRange part_range(std::size_t part, std::size_t part_count) const {
    return {begin_of_part(item_count_, part, part_count), begin_of_part(item_count_, part + 1, part_count)};
  }
  std::size_t find_piece(std::size_t item) const;
  OpenPieces open_cut_pieces(std::size_t part_count) const;
  Merged merge_part(const std::string& subject, ItemRange part, const OpenPieces& cut_pieces) const;
  void merge_items(const Piece& piece, const OpenPiece& open, ItemRange part, Merged& merged) const;
  void merge_aliases(std::size_t file, const BundleView& bundle, Merged& merged) const;

  Keyring keyring_;
  BundleKeys bundle_keys_;
  Spread spread_;
  std::deque<std::string> files_;  // which does not move what it holds
  std::vector<Piece> pieces_;
  std::size_t item_count_ = 0;
  std::set<std::string> bundle_subjects_;
  std::set<std::string> event_subjects_;  // of the form of a Pith Number
  std::vector<KeyCandidate> key_candidates_;
  std::vector<KeySource> key_sources_;  // by KeyCandidate::source
};

}  // namespace pith::engine

#endif
