// SPEC 9.5: merges whole inputs into one state.
//
// Each input is read twice. The first reading decides what is refused, which record is meant and which keys the bundles
// bring: the checks of events need the record and all keys. The second reading checks and adds the events. Between the
// two only the text is kept, because a parsed document takes several times as much memory.
//
// Both readings can be spread over threads. Documents are read in batches. For the merge, all items of all documents
// are numbered and cut into equal parts; each part becomes a set of its own, and the sets are merged (SPEC 10.2).
//
// Example: an input of one bundle with 1,000 events, and 4 threads: its 1,001 items are cut into 4 parts of about 250
// each. The parts share the one document, which is parsed once. Counter-example: cutting by input would leave three
// threads idle.
//
// Time n log n in the size of the inputs, and one signature verification for each event. Memory: the inputs, and what
// the store keeps of the events. Its tests are tests/input_merge_test.cpp and tests/input_properties_test.cpp.

#include "engine/bundles/input_merge.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <memory>
#include <utility>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "containers/digest_index.h"
#include "engine/event_id.h"
#include "engine/events/event_content.h"
#include "engine/records/record_identity.h"
#include "engine/warning.h"

namespace pith::engine {
namespace {

/// The size of the text of a batch. Reading it takes a few milliseconds, many times the cost of handing it to a thread.
/// What is found in it waits for its turn, and can be much larger than the text if lines are short, so batches are not
/// larger.
constexpr std::size_t batch_size_bytes = std::size_t{1} << 18;

/// The fewest items that are worth a part. Verifying that many signatures takes about ten milliseconds, many times the
/// cost of starting a thread.
constexpr std::size_t part_item_count_min = 64;

Error refuse_node(ErrorCode code, const InputDocument& document, std::size_t node, std::string explanation) {
  const std::size_t offset_bytes = canon::find_node_offset(document.text, node);
  return {code, canon::place_at(document.text, offset_bytes), std::move(explanation)};
}

/// Where the keys of a bundle are: the line in which the document begins, and the pointer from there. All bundles of an
/// input may be about one record, so `pith_number` does not tell them apart.
std::string describe_public_keys(const InputDocument& document, std::optional<std::size_t> index) {
  return "line " + std::to_string(document.line) + ": " + (index ? std::to_string(*index) + "/" : "") + "public_keys";
}

}  // namespace

void InputMerge::Merged::merge(const Merged& next) {
  events.merge(next.events);
  aliases.insert(aliases.end(), next.aliases.begin(), next.aliases.end());
  warnings.insert(warnings.end(), next.warnings.begin(), next.warnings.end());
  copies.insert(copies.end(), next.copies.begin(), next.copies.end());
  mentions.insert(mentions.end(), next.mentions.begin(), next.mentions.end());
}

std::vector<Error> InputMerge::add_input(std::string text) {
  const std::size_t input = inputs_.size();
  inputs_.push_back(std::move(text));
  if (Result<void> checked = canon::check_size(inputs_.back().size()); !checked) {
    return {std::move(checked).error()};
  }
  const std::vector<InputDocument> documents = split_input(inputs_.back());
  const std::size_t batch_count = std::min(documents.size(), 1 + inputs_.back().size() / batch_size_bytes);
  std::vector<Error> refusals;
  std::size_t unlisted_count = 0;
  spread_.run(batch_count, [&](std::size_t batch) -> Finish {
    const std::size_t first = begin_of_part(documents.size(), batch, batch_count);
    const std::size_t end = begin_of_part(documents.size(), batch + 1, batch_count);
    const auto contributions = std::make_shared<std::vector<Result<Contribution>>>();
    for (std::size_t i = first; i < end; ++i) {
      contributions->push_back(read(documents[i]));
    }
    return [this, &documents, &refusals, &unlisted_count, input, first, contributions] {
      std::size_t i = first;
      for (Result<Contribution>& contribution : *contributions) {
        const InputDocument& document = documents[i++];
        if (contribution) {
          accept(input, document, *std::move(contribution));
        } else if (refusals.size() < listed_faults_max) {
          refusals.push_back(contribution.error());
          refusals.back().place = document.in_input(refusals.back().place);
        } else {
          ++unlisted_count;
        }
      }
    };
  });
  if (unlisted_count > 0) {
    refusals.back().explanation += "; " + std::to_string(unlisted_count) + " more are refused after this one";
  }
  return refusals;
}

void InputMerge::accept(std::size_t input, const InputDocument& document, Contribution contribution) {
  bundle_subjects_.insert(contribution.bundle_subjects.begin(), contribution.bundle_subjects.end());
  event_subjects_.insert(contribution.event_subjects.begin(), contribution.event_subjects.end());
  for (KeyCandidate& key : contribution.keys) {
    if (bundle_keys_ != BundleKeys::trust) {
      listed_keys_.emplace(key.entry.key_id, key.entry.fingerprint);
      continue;
    }
    key.source = input;
    key_candidates_.push_back(std::move(key));
  }
  for (Warning& warning : contribution.warnings) {
    if (bundle_keys_ != BundleKeys::trust) {
      break;  // these keys would be left out anyway
    }
    warning.input = input;
    key_warnings_.push_back(std::move(warning));
  }
  documents_.push_back({input, document, item_count_});
  item_count_ += contribution.item_count;
}

Result<InputMerge::Contribution> InputMerge::read(const InputDocument& document) const {
  const Result<canon::Document> parsed = canon::parse(document.text);
  if (!parsed) {
    return parsed.error();
  }
  const Result<std::vector<Item>> items = list_items(parsed->root(), document);
  if (!items) {
    return items.error();
  }
  Contribution contribution;
  contribution.item_count = items->size();
  std::size_t index = 0;
  for (const Item& item : *items) {
    const std::optional<std::size_t> index_in_array = parsed->root().is_array() ? std::optional(index++) : std::nullopt;
    if (item.kind == ItemKind::bundle) {
      if (const Result<void> bundle = read_bundle(document, item.value, index_in_array, contribution); !bundle) {
        return bundle.error();
      }
    } else if (const Result<EventContent, MemberFault> content = parse_event_content(item.value);
               content && has_pith_number_form(content->subject_pith_number)) {
      contribution.event_subjects.emplace_back(content->subject_pith_number);
    }
  }
  return contribution;
}

// SPEC 9.5: a bundle whose `pith_number` does not have the form of one is refused.
Result<void> InputMerge::read_bundle(const InputDocument& document, canon::Value bundle,
                                     std::optional<std::size_t> index, Contribution& contribution) const {
  const canon::Value pith_number = *bundle.find("pith_number");
  if (!has_pith_number_form(pith_number.text())) {
    return refuse_node(ErrorCode::not_a_bundle, document, pith_number.index(),
                       "the pith_number must be pith:, four digits, a colon, and 26 characters from A-Z and 2-7");
  }
  contribution.bundle_subjects.emplace_back(pith_number.text());
  contribution.item_count += bundle.find("events")->size();
  if (bundle_keys_ == BundleKeys::trust || notes_copies_) {
    read_keys(document, bundle, index, contribution);
  }
  return {};
}

// SPEC 3.5: an entry that is refused is left out with a warning, and so is a `public_keys` that is not an array. One
// warning for each bundle, because an entry may be smaller than a warning.
void InputMerge::read_keys(const InputDocument& document, canon::Value bundle, std::optional<std::size_t> index,
                           Contribution& contribution) const {
  const std::optional<canon::Value> public_keys = bundle.find("public_keys");
  if (!public_keys) {
    return;
  }
  if (!public_keys->is_array()) {
    contribution.warnings.push_back(
        make_warning(WarningCode::bundle_key_left_out, describe_public_keys(document, index) + " is not an array"));
    return;
  }
  RefusedKeys refused;
  std::size_t source = 0;
  for (const canon::Value value : canon::Elements(*public_keys)) {
    collect_bundle_key(keyring_, value, source++, contribution.keys, refused);
  }
  if (refused.listed.empty()) {
    return;
  }
  const RefusedKey& first = refused.listed.front();
  std::string explanation =
      describe_public_keys(document, index) + "/" + std::to_string(first.source) + " is left out: " + first.explanation;
  if (const std::size_t more_count = refused.listed.size() - 1 + refused.unlisted_count; more_count > 0) {
    explanation += "; " + std::to_string(more_count) + " more of this bundle are left out";
  }
  contribution.warnings.push_back(make_warning(WarningCode::bundle_key_left_out, std::move(explanation)));
}

Result<std::string> InputMerge::find_subject() const {
  const std::set<std::string>& subjects = bundle_subjects_.empty() ? event_subjects_ : bundle_subjects_;
  if (subjects.empty()) {
    return Error{ErrorCode::no_subject, no_place, "no input names a record"};
  }
  if (subjects.size() > 1) {
    return Error{ErrorCode::several_subjects, no_place,
                 "the inputs name both " + *subjects.begin() + " and " + *std::next(subjects.begin())};
  }
  return *subjects.begin();
}

void InputMerge::add_bundle_keys() {
  RefusedKeys refused;
  keyring_ = with_bundle_keys(keyring_, std::move(key_candidates_), refused);
  for (RefusedKey& key : refused.listed) {
    key_warnings_.push_back(make_warning(WarningCode::bundle_key_left_out, "a key is left out: " + key.explanation));
    key_warnings_.back().input = key.source;
  }
}

Result<InputMerge::Merged> InputMerge::finish(std::string_view subject, std::string_view subject_if_none) {
  Result<std::string> record = subject.empty() ? find_subject() : Result<std::string>(std::string(subject));
  if (!record && record.error().code == ErrorCode::no_subject && !subject_if_none.empty()) {
    record = std::string(subject_if_none);
  }
  if (!record) {
    return record.error();
  }
  add_bundle_keys();
  Merged merged = merge(*record);
  const std::vector<KeyInfo> keys = keyring_.keys();
  if (std::any_of(keys.begin(), keys.end(), [](const KeyInfo& key) { return key.origin == KeyOrigin::bundle; })) {
    key_warnings_.insert(key_warnings_.begin(),
                         make_warning(WarningCode::keys_vouch_for_themselves,
                                      "keys from bundles are trusted only because you asked for it"));
  }
  merged.warnings.insert(merged.warnings.begin(), key_warnings_.begin(), key_warnings_.end());
  return merged;
}

void InputMerge::for_each_item(const std::function<void(const Item&, const canon::CanonicalText&)>& visit) const {
  for (const AcceptedDocument& accepted : documents_) {
    const OpenDocument open(accepted.document);
    for (const Item& item : open.items()) {
      visit(item, open.text());
    }
  }
}

Result<std::string> InputMerge::write_lines() const {
  std::string lines;
  for (const AcceptedDocument& accepted : documents_) {
    const canon::Document document = *canon::parse(accepted.document.text);
    const canon::CanonicalText text(document);
    const Result<std::vector<Item>> items = list_items(document.root(), accepted.document);
    for (const Item& item : *items) {
      const std::string_view line = text.of(item.value);
      if (const Result<void> checked = canon::check_size(line.size()); !checked) {
        return checked.error();
      }
      lines += lines.empty() ? "" : "\n";
      lines += line;
    }
  }
  return lines;
}

void InputMerge::for_each_event(const std::function<void(canon::Value, const canon::CanonicalText&)>& visit) const {
  for_each_item([&](const Item& item, const canon::CanonicalText& text) {
    if (item.kind == ItemKind::event) {
      visit(item.value, text);
    }
  });
}

/// The number of the document that has an item.
std::size_t InputMerge::find_document(std::size_t item) const {
  const auto after = std::upper_bound(
      documents_.begin(), documents_.end(), item,
      [](std::size_t number, const AcceptedDocument& document) { return number < document.first_item; });
  return static_cast<std::size_t>(after - documents_.begin()) - 1;
}

/// The documents that have items in more than one part. The parts share them, so that each is parsed once.
InputMerge::OpenDocuments InputMerge::open_cut_documents(std::size_t part_count) const {
  OpenDocuments open;
  for (std::size_t part = 1; part < part_count; ++part) {
    const std::size_t begin = part_range(part, part_count).begin;
    const std::size_t document = find_document(begin);
    if (documents_[document].first_item < begin) {
      open.try_emplace(document, documents_[document].document);
    }
  }
  return open;
}

// SPEC 10.2: merging the parts gives what adding all items to one set gives.
InputMerge::Merged InputMerge::merge(const std::string& subject) const {
  assert(spread_.part_count_max > 0);
  const std::size_t part_count = std::clamp<std::size_t>(item_count_ / part_item_count_min, 1, spread_.part_count_max);
  const OpenDocuments cut_documents = open_cut_documents(part_count);
  Merged merged{RecordEvents(subject, keyring_), {}, {}, {}, {}};
  spread_.run(part_count, [&](std::size_t part) -> Finish {
    const auto own = std::make_shared<Merged>(merge_part(subject, part_range(part, part_count), cut_documents));
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

InputMerge::Merged InputMerge::merge_part(const std::string& subject, ItemRange part,
                                          const OpenDocuments& cut_documents) const {
  Merged merged{RecordEvents(subject, keyring_), {}, {}, {}, {}};
  if (part.begin == part.end) {
    return merged;
  }
  for (std::size_t i = find_document(part.begin); i < documents_.size() && documents_[i].first_item < part.end; ++i) {
    const auto cut = cut_documents.find(i);
    if (cut != cut_documents.end()) {
      merge_items(documents_[i], cut->second, part, merged);
    } else {
      merge_items(documents_[i], OpenDocument(documents_[i].document), part, merged);
    }
  }
  return merged;
}

/// Adds the items of a document that are in the part.
void InputMerge::merge_items(const AcceptedDocument& accepted, const OpenDocument& open, ItemRange part,
                             Merged& merged) const {
  const std::vector<Item>& items = open.items();
  const std::size_t first = std::max(part.begin, accepted.first_item) - accepted.first_item;
  const std::size_t end = std::min(part.end - accepted.first_item, items.size());
  for (std::size_t i = first; i < end; ++i) {
    if (items[i].kind == ItemKind::bundle) {
      merge_aliases(accepted.input, BundleView(items[i].value, open.text()), merged);
    } else {
      const AddedEvent added = merged.events.add(items[i].value, open.text(), spread_.verdicts);
      if (notes_copies_) {
        note_copy(accepted.first_item + i, items[i].value, added, merged);
      }
    }
  }
}

void InputMerge::note_copy(std::size_t item, canon::Value event, const AddedEvent& added, Merged& merged) const {
  const Sha256Digest digest = merged.events.store().digest(added.number);
  merged.copies.push_back({containers::digest_prefix(digest), item});
  const auto mention = [&](MentionKind kind, const Sha256Digest& mentioned) {
    merged.mentions.push_back({digest, mentioned, kind});
  };
  // The store has the links of authentic events. A content with too many links has no part in anything.
  if (added.content && added.reason && !is_authentic(*added.reason) &&
      added.content->supersedes.size() <= supersedes_max) {
    if (added.content->prev_event) {
      mention(MentionKind::prev_event, *added.content->prev_event);
    }
    for (const Sha256Digest& superseded : added.content->supersedes) {
      mention(MentionKind::supersedes, superseded);
    }
  }
  if (!event.is_object()) {
    return;
  }
  const std::optional<std::string_view> hash_text = event.find_string("content_sha256");
  const std::optional<Sha256Digest> hash = hash_text ? parse_hex_digest(*hash_text) : std::nullopt;
  if (hash && *hash != digest) {
    mention(MentionKind::stated, *hash);
  }
  const std::optional<std::string_view> id_text = event.find_string("event_id");
  const std::optional<Sha256Digest> id = id_text ? parse_event_id(*id_text) : std::nullopt;
  if (id && *id != digest && id != hash) {
    mention(MentionKind::stated, *id);
  }
}

void InputMerge::merge_aliases(std::size_t input, const BundleView& bundle, Merged& merged) const {
  BundleAliases theirs = bundle.aliases_for(merged.events.subject(), keyring_, spread_.verdicts);
  for (Warning& warning : theirs.warnings) {
    warning.input = input;
    merged.warnings.push_back(std::move(warning));
  }
  merged.aliases.insert(merged.aliases.end(), theirs.aliases.begin(), theirs.aliases.end());
}

}  // namespace pith::engine
