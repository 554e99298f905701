#include "engine/bundles/file_merge.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <memory>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "engine/bundles/bundle_view.h"
#include "engine/events/event_content.h"
#include "engine/events/event_store.h"
#include "engine/records/record_identity.h"

namespace pith::engine {
namespace {

/// What of a file is looked at in one go. That takes some milliseconds, many times what handing it to a thread does,
/// and what it finds there, which waits for its turn, is much more than the text where lines are short.
constexpr std::size_t look_size_bytes = std::size_t{1} << 18;

/// Less is not worth a part. To verify so many signatures takes some ten milliseconds, many times what starting a
/// thread does.
constexpr std::size_t part_item_count_min = 64;

Error refuse_node(ErrorCode code, const InputText& input, std::size_t node, std::string explanation) {
  const std::size_t offset_bytes = canon::find_node_offset(input.text, node);
  return {code, canon::place_at(input.text, offset_bytes), std::move(explanation)};
}

}  // namespace

/// A document that was looked at, and its items.
class MergeInput::OpenPiece {
 public:
  explicit OpenPiece(const InputText& input) : document_(*canon::parse(input.text)), text_(document_) {
    const Result<std::vector<InputItem>> items = list_items(document_.root(), input);
    for (const InputItem& item : *items) {
      items_.push_back(item);
      if (item.kind == ItemKind::bundle) {
        for (const canon::Value event : canon::Elements(BundleView(item.value, text_).events())) {
          items_.push_back({ItemKind::event, event});
        }
      }
    }
  }
  OpenPiece(const OpenPiece&) = delete;  // the items are views into the document
  OpenPiece& operator=(const OpenPiece&) = delete;

  const canon::CanonicalText& text() const { return text_; }
  const std::vector<InputItem>& items() const { return items_; }

 private:
  canon::Document document_;
  canon::CanonicalText text_;
  std::vector<InputItem> items_;
};

void MergeInput::Merged::merge(const Merged& next) {
  events.merge(next.events);
  aliases.insert(aliases.end(), next.aliases.begin(), next.aliases.end());
  notices.insert(notices.end(), next.notices.begin(), next.notices.end());
}

std::vector<Error> MergeInput::add_file(std::string text, std::size_t listed_max) {
  const std::size_t file = files_.size();
  files_.push_back(std::move(text));
  if (std::optional<Error> error = canon::check_size(files_.back().size())) {
    return {*std::move(error)};
  }
  const std::vector<InputText> inputs = split_input(files_.back());
  const std::size_t look_count = std::min(inputs.size(), 1 + files_.back().size() / look_size_bytes);
  std::vector<Error> refusals;
  std::size_t unlisted_count = 0;
  spread_.run(look_count, [&](std::size_t look) -> Finish {
    const std::size_t first = begin_of_part(inputs.size(), look, look_count);
    const std::size_t end = begin_of_part(inputs.size(), look + 1, look_count);
    const auto contributions = std::make_shared<std::vector<Result<Contribution>>>();
    for (std::size_t i = first; i < end; ++i) {
      contributions->push_back(read(inputs[i]));
    }
    return [this, &inputs, &refusals, &unlisted_count, listed_max, file, first, contributions] {
      std::size_t i = first;
      for (Result<Contribution>& contribution : *contributions) {
        const InputText& input = inputs[i++];
        if (contribution) {
          take(file, input, *std::move(contribution));
        } else if (refusals.size() < listed_max) {
          refusals.push_back(contribution.error());
          refusals.back().place = input.in_file(refusals.back().place);
        } else {
          ++unlisted_count;
        }
      }
    };
  });
  if (unlisted_count > 0) {
    refusals.back().explanation += "; " + std::to_string(unlisted_count) + " more are refused after it";
  }
  return refusals;
}

void MergeInput::take(std::size_t file, const InputText& input, Contribution contribution) {
  bundle_subjects_.insert(contribution.bundle_subjects.begin(), contribution.bundle_subjects.end());
  event_subjects_.insert(contribution.event_subjects.begin(), contribution.event_subjects.end());
  for (KeyCandidate& key : contribution.keys) {
    key_sources_.push_back({pieces_.size(), key.source});
    key.source = key_sources_.size() - 1;
    key_candidates_.push_back(std::move(key));
  }
  pieces_.push_back({file, input, item_count_});
  item_count_ += contribution.item_count;
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
  contribution.item_count = items->size();
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
  contribution.item_count += bundle.find("events")->size();
  const std::optional<canon::Value> public_keys = bundle.find("public_keys");
  return public_keys && bundle_keys_ == BundleKeys::trust ? read_keys(input, *public_keys, contribution) : std::nullopt;
}

std::optional<Error> MergeInput::read_keys(const InputText& input, canon::Value public_keys,
                                           Contribution& contribution) const {
  if (!public_keys.is_array()) {
    return refuse_node(ErrorCode::bad_key, input, public_keys.index(), "public_keys is no array");
  }
  RefusedKeys refused;
  collect_bundle_keys(
      keyring_, public_keys, [](std::size_t, canon::Value value) { return value.index(); }, contribution.keys, refused);
  if (refused.listed.empty()) {
    return std::nullopt;
  }
  RefusedKey& first = refused.listed.front();
  return refuse_node(ErrorCode::bad_key, input, first.source, std::move(first.fault));
}

Result<std::string> MergeInput::find_subject() const {
  const std::set<std::string>& subjects = bundle_subjects_.empty() ? event_subjects_ : bundle_subjects_;
  if (subjects.empty()) {
    return Error{ErrorCode::no_subject, no_place, "nothing names the record: say which it is"};
  }
  if (subjects.size() > 1) {
    return Error{ErrorCode::several_subjects, no_place,
                 *subjects.begin() + " and " + *std::next(subjects.begin()) + " are both named: say which it is"};
  }
  return *subjects.begin();
}

std::vector<MergeInput::Refusal> MergeInput::add_bundle_keys() {
  RefusedKeys found;
  keyring_ = with_bundle_keys(keyring_, std::move(key_candidates_), found);
  std::vector<RefusedKey>& refused = found.listed;
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
    if (refusals.size() == listed_faults_max) {
      refusals.back().error.explanation += "; more are refused after it";
      break;
    }
    const Piece& piece = pieces_[source.piece];
    Error error = refuse_node(ErrorCode::bad_key, piece.input, source.node, key.fault);
    error.place = piece.input.in_file(error.place);
    refusals.push_back({piece.file, std::move(error)});
  }
  return refusals;
}

MergeInput::Outcome MergeInput::finish(std::string_view subject) {
  const Result<std::string> record = subject.empty() ? find_subject() : Result<std::string>(std::string(subject));
  if (!record) {
    return std::vector<Refusal>{{std::nullopt, record.error()}};
  }
  std::vector<Refusal> refused_keys = add_bundle_keys();
  if (!refused_keys.empty()) {
    return refused_keys;
  }
  Merged merged = merge(*record);
  const std::vector<KeyInfo> keys = keyring_.keys();
  if (std::any_of(keys.begin(), keys.end(), [](const KeyInfo& key) { return key.origin == KeyOrigin::bundle; })) {
    merged.notices.insert(merged.notices.begin(), {std::nullopt,
                                                   {WarningCode::keys_vouch_for_themselves, std::nullopt,
                                                    "keys that bundles brought along are trusted on your word"}});
  }
  return merged;
}

std::size_t MergeInput::find_piece(std::size_t item) const {
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), item,
                                      [](std::size_t number, const Piece& piece) { return number < piece.first_item; });
  return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

/// The pieces that stand in more than one part. These share them, so that each is parsed once.
MergeInput::OpenPieces MergeInput::open_cut_pieces(std::size_t part_count) const {
  OpenPieces open;
  for (std::size_t part = 1; part < part_count; ++part) {
    const std::size_t begin = part_range(part, part_count).begin;
    const std::size_t piece = find_piece(begin);
    if (pieces_[piece].first_item < begin) {
      open.try_emplace(piece, pieces_[piece].input);
    }
  }
  return open;
}

// SPEC 10.2: merging the parts gives what adding all items to one set gives.
MergeInput::Merged MergeInput::merge(const std::string& subject) const {
  assert(spread_.part_count_max > 0);
  const std::size_t part_count = std::clamp<std::size_t>(item_count_ / part_item_count_min, 1, spread_.part_count_max);
  const OpenPieces cut_pieces = open_cut_pieces(part_count);
  Merged merged{EventSet(subject, keyring_), {}, {}};
  spread_.run(part_count, [&](std::size_t part) -> Finish {
    const auto own = std::make_shared<Merged>(merge_part(subject, part_range(part, part_count), cut_pieces));
    return [&merged, own, part] {
      if (part == 0) {
        merged = std::move(*own);
      } else {
        merged.merge(*own);
      }
    };
  });
  return merged;
}

MergeInput::Merged MergeInput::merge_part(const std::string& subject, ItemRange part,
                                          const OpenPieces& cut_pieces) const {
  Merged merged{EventSet(subject, keyring_), {}, {}};
  if (part.begin == part.end) {
    return merged;
  }
  for (std::size_t i = find_piece(part.begin); i < pieces_.size() && pieces_[i].first_item < part.end; ++i) {
    const auto cut = cut_pieces.find(i);
    if (cut != cut_pieces.end()) {
      merge_items(pieces_[i], cut->second, part, merged);
    } else {
      merge_items(pieces_[i], OpenPiece(pieces_[i].input), part, merged);
    }
  }
  return merged;
}

/// Those items of a piece that are in the part.
void MergeInput::merge_items(const Piece& piece, const OpenPiece& open, ItemRange part, Merged& merged) const {
  const std::vector<InputItem>& items = open.items();
  const std::size_t first = std::max(part.begin, piece.first_item) - piece.first_item;
  const std::size_t end = std::min(part.end - piece.first_item, items.size());
  for (std::size_t i = first; i < end; ++i) {
    if (items[i].kind == ItemKind::bundle) {
      merge_aliases(piece.file, BundleView(items[i].value, open.text()), merged);
    } else {
      merged.events.data().add(items[i].value, open.text(), {spread_.verdicts, nullptr});
    }
  }
}

void MergeInput::merge_aliases(std::size_t file, const BundleView& bundle, Merged& merged) const {
  BundleAliases theirs = bundle.aliases_for(merged.events.subject(), keyring_, spread_.verdicts);
  for (Warning& warning : theirs.warnings) {
    merged.notices.push_back({file, std::move(warning)});
  }
  merged.aliases.insert(merged.aliases.end(), theirs.aliases.begin(), theirs.aliases.end());
}

}  // namespace pith::engine
