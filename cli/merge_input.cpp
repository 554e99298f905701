#include "cli/merge_input.h"

#include <algorithm>
#include <iterator>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "cli/file.h"
#include "engine/bundle.h"
#include "engine/event_content.h"
#include "engine/event_set_data.h"
#include "engine/pith_number.h"

namespace pith::cli {
namespace {

Error refuse_value(ErrorCode code, std::string_view text, std::uint32_t node, std::string explanation) {
  return {code, canon::place_at(text, canon::find_node_offset(text, node)), std::move(explanation)};
}

}  // namespace

void MergeInput::refuse(const Piece& piece, const Error& error) const {
  Error in_file = error;
  in_file.place = piece.input.in_file(error.place);
  terminal_.refuse(files_[piece.file].path, in_file);
}

bool MergeInput::read(const std::vector<std::string>& paths, const Keyring& keyring) {
  bool ok = true;
  files_.reserve(paths.size());  // the pieces are views into the texts
  for (const std::string& path : paths) {
    Result<std::string> text = read_file(path);
    if (!text) {
      terminal_.refuse(path, text.error());
      ok = false;
      continue;
    }
    files_.push_back({path, *std::move(text)});
    for (const engine::InputText& input : engine::split_input(files_.back().text)) {
      ok = read_piece({files_.size() - 1, input}, keyring) && ok;
    }
  }
  return ok;
}

bool MergeInput::read_piece(const Piece& piece, const Keyring& keyring) {
  const Result<canon::Document> document = canon::parse(piece.input.text);
  const std::optional<Error> error = document ? read_items(piece, *document, keyring) : document.error();
  if (error) {
    refuse(piece, *error);
    return false;
  }
  pieces_.push_back(piece);
  return true;
}

std::optional<Error> MergeInput::read_items(const Piece& piece, const canon::Document& document,
                                            const Keyring& keyring) {
  const Result<std::vector<engine::InputItem>> items = engine::list_items(document.root(), piece.input.text);
  if (!items) {
    return items.error();
  }
  // Only a piece that is taken whole may say what the subject is.
  std::vector<std::string> bundle_subjects;
  std::vector<std::string> event_subjects;
  for (const engine::InputItem& item : *items) {
    if (item.kind == engine::ItemKind::bundle) {
      if (std::optional<Error> error = read_bundle(piece, item.value, keyring)) {
        return error;
      }
      bundle_subjects.emplace_back(*item.value.find_string("pith_number"));
    } else if (const std::optional<engine::EventContent> content = engine::parse_event_content(item.value)) {
      event_subjects.emplace_back(content->subject_pith_number);
    }
  }
  bundle_subjects_.insert(bundle_subjects.begin(), bundle_subjects.end());
  event_subjects_.insert(event_subjects.begin(), event_subjects.end());
  return std::nullopt;
}

std::optional<Error> MergeInput::read_bundle(const Piece& piece, canon::Value bundle, const Keyring& keyring) {
  const canon::Value pith_number = *bundle.find("pith_number");
  if (!engine::has_pith_number_form(pith_number.text())) {
    return refuse_value(ErrorCode::not_a_bundle, piece.input.text, pith_number.index(),
                        "the pith_number has not the form of one");
  }
  return common_.trust_bundle_keys ? collect_keys(piece, bundle, keyring) : std::nullopt;
}

std::optional<Error> MergeInput::collect_keys(const Piece& piece, canon::Value bundle, const Keyring& keyring) {
  const std::optional<canon::Value> public_keys = bundle.find("public_keys");
  if (!public_keys || !public_keys->is_array()) {
    return std::nullopt;
  }
  std::vector<engine::KeyCandidate> candidates;
  std::vector<engine::RefusedKey> refused;
  engine::collect_bundle_keys(
      keyring, *public_keys, [](std::size_t, canon::Value value) { return value.index(); }, candidates, refused);
  if (!refused.empty()) {
    return refuse_value(ErrorCode::bad_key, piece.input.text, static_cast<std::uint32_t>(refused.front().source),
                        std::move(refused.front().fault));
  }
  for (engine::KeyCandidate& candidate : candidates) {
    key_sources_.push_back({pieces_.size(), static_cast<std::uint32_t>(candidate.source)});
    candidate.source = key_sources_.size() - 1;
    bundle_keys_.push_back(std::move(candidate));
  }
  return std::nullopt;
}

std::optional<std::string> MergeInput::find_subject() const {
  const std::set<std::string>& subjects = bundle_subjects_.empty() ? event_subjects_ : bundle_subjects_;
  if (subjects.empty()) {
    terminal_.refuse(ErrorCode::no_subject, "nothing names the record; say which with --subject");
    return std::nullopt;
  }
  if (subjects.size() > 1) {
    terminal_.refuse(ErrorCode::several_subjects,
                     "both " + *subjects.begin() + " and " + *std::next(subjects.begin()) + " are named");
    return std::nullopt;
  }
  if (!engine::has_pith_number_form(*subjects.begin())) {
    terminal_.refuse(ErrorCode::no_subject, *subjects.begin() + " is no Pith Number");
    return std::nullopt;
  }
  return *subjects.begin();
}

std::optional<Keyring> MergeInput::add_bundle_keys(const Keyring& keyring) {
  std::vector<engine::RefusedKey> refused;
  Keyring with_theirs = engine::with_bundle_keys(keyring, std::move(bundle_keys_), refused);
  for (const engine::RefusedKey& key : refused) {
    const KeySource& source = key_sources_[key.source];
    const Piece& piece = pieces_[source.piece];
    refuse(piece, refuse_value(ErrorCode::bad_key, piece.input.text, source.node, key.fault));
  }
  return refused.empty() ? std::optional(std::move(with_theirs)) : std::nullopt;
}

std::vector<Alias> MergeInput::add_to(EventSet& events) const {
  std::vector<Alias> aliases;
  for (const Piece& piece : pieces_) {
    const Result<canon::Document> document = canon::parse(piece.input.text);
    const canon::CanonicalText canonical(*document);
    const Result<std::vector<engine::InputItem>> items = engine::list_items(document->root(), piece.input.text);
    for (const engine::InputItem& item : *items) {
      if (item.kind == engine::ItemKind::event) {
        events.data().add(item.value, canonical);
        continue;
      }
      const engine::BundleView bundle(item.value, canonical);
      bundle.add_events_to(events);
      const engine::AliasUnion theirs = bundle.aliases();
      if (bundle.pith_number() != events.subject() || (theirs.aliases.empty() && theirs.warnings.empty())) {
        continue;
      }
      const Keyring& keyring = events.keyring();
      if (bundle.check_signature(bundle.sha256(keyring.crypto()), keyring.table()) == engine::SignatureFault::none) {
        aliases.insert(aliases.end(), theirs.aliases.begin(), theirs.aliases.end());
      } else if (!common_.quiet) {
        terminal_.say(printable(files_[piece.file].path) +
                      ": warning: aliases left out: no trusted registry key signed the bundle");
      }
      for (const Warning& warning : theirs.warnings) {
        if (!common_.quiet) {
          terminal_.say(printable(files_[piece.file].path) + ": warning: " + printable(warning.explanation));
        }
      }
    }
  }
  return aliases;
}

}  // namespace pith::cli
