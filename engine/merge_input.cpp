#include "engine/merge_input.h"

#include <algorithm>
#include <iterator>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "engine/bundle.h"
#include "engine/event_content.h"
#include "engine/event_set_data.h"
#include "engine/pith_number.h"

namespace pith::engine {
namespace {

Error refuse_node(ErrorCode code, const InputText& input, std::size_t node, std::string explanation) {
  const std::size_t offset_bytes = canon::find_node_offset(input.text, node);
  return {code, canon::place_at(input.text, offset_bytes), std::move(explanation)};
}

}  // namespace

std::vector<Error> MergeInput::add_file(std::string text) {
  const std::size_t file = files_.size();
  files_.push_back(std::move(text));
  std::vector<Error> refusals;
  for (const InputText& input : split_input(files_.back())) {
    Result<Contribution> contribution = read(input);
    if (contribution) {
      take({file, input}, *std::move(contribution));
    } else {
      refusals.push_back(contribution.error());
      refusals.back().place = input.in_file(refusals.back().place);
    }
  }
  return refusals;
}

void MergeInput::take(const Piece& piece, Contribution contribution) {
  bundle_subjects_.insert(contribution.bundle_subjects.begin(), contribution.bundle_subjects.end());
  event_subjects_.insert(contribution.event_subjects.begin(), contribution.event_subjects.end());
  for (KeyCandidate& key : contribution.keys) {
    key_sources_.push_back({pieces_.size(), key.source});
    key.source = key_sources_.size() - 1;
    key_candidates_.push_back(std::move(key));
  }
  pieces_.push_back(piece);
}

Result<MergeInput::Contribution> MergeInput::read(const InputText& input) const {
  const Result<canon::Document> document = canon::parse(input.text);
  if (!document) {
    return document.error();
  }
  const Result<std::vector<InputItem>> items = list_items(document->root(), input);
  if (!items) {
    return items.error();
  }
  Contribution contribution;
  for (const InputItem& item : *items) {
    if (item.kind == ItemKind::bundle) {
      if (std::optional<Error> error = read_bundle(input, item.value, contribution)) {
        return *std::move(error);
      }
    } else if (const std::optional<EventContent> content = parse_event_content(item.value);
               content && has_pith_number_form(content->subject_pith_number)) {
      contribution.event_subjects.emplace_back(content->subject_pith_number);
    }
  }
  return contribution;
}

std::optional<Error> MergeInput::read_bundle(const InputText& input, canon::Value bundle,
                                             Contribution& contribution) const {
  const canon::Value pith_number = *bundle.find("pith_number");
  if (!has_pith_number_form(pith_number.text())) {
    return refuse_node(ErrorCode::not_a_bundle, input, pith_number.index(), "the pith_number has not the form of one");
  }
  contribution.bundle_subjects.emplace_back(pith_number.text());
  const std::optional<canon::Value> public_keys = bundle.find("public_keys");
  return public_keys && bundle_keys_ == BundleKeys::trust ? read_keys(input, *public_keys, contribution) : std::nullopt;
}

std::optional<Error> MergeInput::read_keys(const InputText& input, canon::Value public_keys,
                                           Contribution& contribution) const {
  if (!public_keys.is_array()) {
    return refuse_node(ErrorCode::bad_key, input, public_keys.index(), "public_keys is no array");
  }
  std::vector<RefusedKey> refused;
  collect_bundle_keys(
      keyring_, public_keys, [](std::size_t, canon::Value value) { return value.index(); }, contribution.keys, refused);
  if (refused.empty()) {
    return std::nullopt;
  }
  return refuse_node(ErrorCode::bad_key, input, refused.front().source, std::move(refused.front().fault));
}

Result<std::string> MergeInput::find_subject() const {
  const std::set<std::string>& subjects = bundle_subjects_.empty() ? event_subjects_ : bundle_subjects_;
  if (subjects.empty()) {
    return Error{ErrorCode::no_subject, {}, "nothing names the record; say which with --subject"};
  }
  if (subjects.size() > 1) {
    return Error{
        ErrorCode::several_subjects,
        {},
        *subjects.begin() + " and " + *std::next(subjects.begin()) + " are both named; say which with --subject"};
  }
  return *subjects.begin();
}

std::vector<MergeInput::Refusal> MergeInput::add_bundle_keys() {
  std::vector<RefusedKey> refused;
  keyring_ = with_bundle_keys(keyring_, std::move(key_candidates_), refused);
  // Sources count up through the documents. One refusal a document: finding its place reads the whole of it.
  std::sort(refused.begin(), refused.end(),
            [](const RefusedKey& left, const RefusedKey& right) { return left.source < right.source; });
  std::vector<Refusal> refusals;
  std::optional<std::size_t> last_piece;
  for (const RefusedKey& key : refused) {
    const KeySource& source = key_sources_[key.source];
    if (source.piece == last_piece) {
      continue;
    }
    last_piece = source.piece;
    const Piece& piece = pieces_[source.piece];
    Error error = refuse_node(ErrorCode::bad_key, piece.input, source.node, key.fault);
    error.place = piece.input.in_file(error.place);
    refusals.push_back({piece.file, std::move(error)});
  }
  return refusals;
}

MergeInput::Merged MergeInput::merge(const std::string& subject) const {
  Merged merged{EventSet(subject, keyring_), {}, {}};
  for (const Piece& piece : pieces_) {
    const Result<canon::Document> document = canon::parse(piece.input.text);
    const canon::CanonicalText text(*document);
    const Result<std::vector<InputItem>> items = list_items(document->root(), piece.input);
    for (const InputItem& item : *items) {
      if (item.kind == ItemKind::bundle) {
        merge_bundle(piece.file, item.value, text, merged);
      } else {
        merged.events.data().add(item.value, text);
      }
    }
  }
  return merged;
}

// SPEC 6.5: only bundles of the same record whose signature holds vouch for aliases.
void MergeInput::merge_bundle(std::size_t file, canon::Value value, const canon::CanonicalText& text,
                              Merged& merged) const {
  const BundleView bundle(value, text);
  bundle.add_events_to(merged.events);
  const AliasList theirs = bundle.aliases();
  for (const Warning& warning : theirs.warnings) {
    merged.notices.push_back({file, warning.explanation});
  }
  if (theirs.aliases.empty()) {
    return;
  }
  if (bundle.pith_number() != merged.events.subject()) {
    merged.notices.push_back({file, "aliases left out: the bundle is of another record"});
  } else if (bundle.check_signature(bundle.sha256(keyring_.crypto()), keyring_.table()) != SignatureFault::none) {
    merged.notices.push_back({file, "aliases left out: no trusted registry key signed the bundle"});
  } else {
    merged.aliases.insert(merged.aliases.end(), theirs.aliases.begin(), theirs.aliases.end());
  }
}

}  // namespace pith::engine
