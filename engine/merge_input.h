#ifndef PITH_ENGINE_MERGE_INPUT_H
#define PITH_ENGINE_MERGE_INPUT_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/input.h"
#include "engine/key_table.h"
#include "pith/bundle.h"
#include "pith/event_set.h"

namespace pith::engine {

/// What is to be merged (SPEC 9.5): files of bundles and events. Each is looked at twice, since the subject and
/// the keys are known only when all has been seen.
class MergeInput {
 public:
  MergeInput(Keyring keyring, BundleKeys bundle_keys) : keyring_(std::move(keyring)), bundle_keys_(bundle_keys) {}
  MergeInput(const MergeInput&) = delete;  // the pieces are views into the files
  MergeInput& operator=(const MergeInput&) = delete;

  /// A refusal or a warning, and which file it is about: the how-manieth that was added.
  struct Refusal {
    std::size_t file;
    Error error;
  };
  struct Notice {
    std::size_t file;
    std::string explanation;
  };

  /// Takes in a file. Gives what is refused of it, a document or a line of NDJSON each; these are left out whole.
  std::vector<Error> add_file(std::string text);

  /// SPEC 9.5: the one Pith Number that all bundles name, or without a bundle the events.
  Result<std::string> find_subject() const;

  /// SPEC 3.5: adds the keys of all bundles to the keyring, if these are trusted. Where two differ, gives the
  /// first such entry of each document, and the keyring is refused.
  std::vector<Refusal> add_bundle_keys();

  /// All events of all files, and the aliases of the bundles of that subject whose signature holds.
  struct Merged {
    EventSet events;
    std::vector<Alias> aliases;
    std::vector<Notice> notices;
  };
  Merged merge(const std::string& subject) const;

 private:
  /// One document that is not refused.
  struct Piece {
    std::size_t file = 0;
    InputText input;
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
  };

  Result<Contribution> read(const InputText& input) const;
  std::optional<Error> read_bundle(const InputText& input, canon::Value bundle, Contribution& contribution) const;
  std::optional<Error> read_keys(const InputText& input, canon::Value public_keys, Contribution& contribution) const;
  void take(const Piece& piece, Contribution contribution);
  void merge_bundle(std::size_t file, canon::Value bundle, const canon::CanonicalText& text, Merged& merged) const;

  Keyring keyring_;
  BundleKeys bundle_keys_;
  std::deque<std::string> files_;  // which does not move what it holds
  std::vector<Piece> pieces_;
  std::set<std::string> bundle_subjects_;
  std::set<std::string> event_subjects_;  // of the form of a Pith Number
  std::vector<KeyCandidate> key_candidates_;
  std::vector<KeySource> key_sources_;  // by KeyCandidate::source
};

}  // namespace pith::engine

#endif
