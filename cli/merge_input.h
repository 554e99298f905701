#ifndef PITH_CLI_MERGE_INPUT_H
#define PITH_CLI_MERGE_INPUT_H

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "canon/document.h"
#include "canon/write.h"
#include "cli/options.h"
#include "engine/input.h"
#include "engine/key_table.h"
#include "pith/event_set.h"

namespace pith::cli {

/// What is to be merged: files read once, each looked at twice, since the subject and the keys are known only
/// when all has been seen.
class MergeInput {
 public:
  MergeInput(const CommonOptions& common, const Terminal& terminal) : common_(common), terminal_(terminal) {}

  /// Reads files and looks for what is refused, which is said at once. True where nothing is.
  bool read(const std::vector<std::string>& paths, const Keyring& keyring);

  /// SPEC 9.5: the one Pith Number that all bundles name, or without a bundle all events; nothing, with the
  /// refusal said, where there is none or more than one.
  std::optional<std::string> find_subject() const;

  /// The keyring with the keys of all bundles, if these are trusted; nothing where two of them differ.
  std::optional<Keyring> add_bundle_keys(const Keyring& keyring);

  /// Adds every event, and gives the aliases of the bundles of that subject whose signature holds.
  std::vector<Alias> add_to(EventSet& events) const;

 private:
  struct Piece {
    std::size_t file = 0;
    engine::InputText input;
  };
  struct File {
    std::string path;
    std::string text;
  };
  struct KeySource {
    std::size_t piece = 0;
    std::uint32_t node = 0;
  };

  void refuse(const Piece& piece, const Error& error) const;
  bool read_piece(const Piece& piece, const Keyring& keyring);
  std::optional<Error> read_items(const Piece& piece, const canon::Document& document, const Keyring& keyring);
  std::optional<Error> read_bundle(const Piece& piece, canon::Value bundle, const Keyring& keyring);
  std::optional<Error> collect_keys(const Piece& piece, canon::Value bundle, const Keyring& keyring);

  const CommonOptions& common_;
  const Terminal& terminal_;
  std::vector<File> files_;
  std::vector<Piece> pieces_;  // those that are not refused
  std::set<std::string> bundle_subjects_;
  std::set<std::string> event_subjects_;
  std::vector<engine::KeyCandidate> bundle_keys_;
  std::vector<KeySource> key_sources_;
};

}  // namespace pith::cli

#endif
