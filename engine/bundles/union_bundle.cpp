// From whole inputs to one bundle that says the same.
//
// The merge keeps of an event what decides its part in the state, and not the whole of it. So the inputs are read once
// more: for each event one copy is chosen, and what else the bundle has is collected. Then everything is written in
// canonical order, so that the bytes are what is hashed.
//
// Example: two mirrors have the same events, one of them with a damaged copy of one. Both give the same bundle as the
// two together, apart from what the damaged copy brought. Counter-example: concatenating the `events` of both would
// give a bundle that depends on the order of the mirrors.
//
// If something is too deep for a bundle, the state is computed again from the events that the bundle has: a bundle must
// not state what does not follow from it.
//
// Costs one more reading of the inputs; n log n. Its tests are tests/union_bundle_test.cpp and
// tests/publish/test_bundle.py, which compares it with the reference.

#include "engine/bundles/union_bundle.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "canon/parse.h"
#include "engine/bundles/copy_choice.h"
#include "engine/bundles/union_claims.h"
#include "engine/merge/resolution.h"
#include "engine/merge/state.h"
#include "engine/merge/state_document.h"
#include "pith/canonical.h"

namespace pith {
namespace engine {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

/// The aliases that are vouched for, without false ones.
struct UnionAliases {
  std::vector<Alias> aliases;
  std::vector<LeftOut> left_out;
};

// SPEC 9.4: an alias of a kind that follows from the record has the value that follows. The bundle's signer would vouch
// for a false one.
UnionAliases choose_aliases(const std::vector<Alias>& aliases, const std::vector<DerivedAlias>& derived) {
  UnionAliases chosen;
  for (const Alias& alias : aliases) {
    const auto follows = std::find_if(derived.begin(), derived.end(),
                                      [&](const DerivedAlias& expected) { return expected.kind == alias.kind; });
    if (follows == derived.end() || follows->value == alias.value) {
      chosen.aliases.push_back(alias);
    } else {
      chosen.left_out.push_back({LeftOutCode::false_alias, std::nullopt, "source_aliases",
                                 "the " + alias.kind + " of the record is " + follows->value + ", not " + alias.value});
    }
  }
  std::sort(chosen.left_out.begin(), chosen.left_out.end(),
            [](const LeftOut& left, const LeftOut& right) { return left.explanation < right.explanation; });
  const auto is_same = [](const LeftOut& left, const LeftOut& right) { return left.explanation == right.explanation; };
  chosen.left_out.erase(std::unique(chosen.left_out.begin(), chosen.left_out.end(), is_same), chosen.left_out.end());
  return chosen;
}

/// The events of a store: the valid ones in application order, then the others by id.
std::vector<DigestNumber> list_in_order(const EventStore& store) {
  const Resolution resolution = resolve(store);
  std::vector<DigestNumber> numbers;
  for (const EventIndex event : resolution.valid_in_order) {
    numbers.push_back(store[event].number);
  }
  const auto first_other = static_cast<std::ptrdiff_t>(numbers.size());
  for (const DigestNumber number : store.digest_numbers()) {
    const Entry entry = store.entry(number);
    if (entry.is_event() && !(entry.authentic && resolution.is_valid[*entry.authentic])) {
      numbers.push_back(number);
    }
  }
  std::sort(numbers.begin() + first_other, numbers.end(),
            [&](DigestNumber left, DigestNumber right) { return store.digest(left) < store.digest(right); });
  return numbers;
}

void write_key(Writer& out, const TrustedKey& key) {
  const KeyEntry& entry = key.entry;
  out.begin_object();
  out.members({
      {"algorithm", [&] { out.string("ed25519"); }},
      {"fingerprint_sha256_hex", [&] { out.string(entry.fingerprint); }},
      {"key_id", [&] { out.string(entry.key_id); }},
      {"public_key_b64", [&] { out.string(canon::encode_base64(entry.public_key.bytes)); }},
      {"public_key_hex", [&] { out.string(canon::encode_hex(entry.public_key.bytes)); }},
  });
  const auto write_bound = [&](std::string_view name, const std::optional<std::string_view>& value) {
    if (value) {
      out.key(name);
      out.string(*value);
    }
  };
  write_bound("rotates_at", entry.rotates_at ? std::optional<std::string_view>(entry.rotates_at->text) : std::nullopt);
  write_bound("signer_id", entry.signer_id);
  write_bound("signer_type", entry.signer_type);
  out.end_object();
}

/// Adds the key of the bundle's future signer to the keyring. The result is what the keyring knows of that key now.
Result<const TrustedKey*> add_signing_key(Keyring& keyring, std::string_view entry_json) {
  Keyring own(keyring.crypto());
  if (const Result<void> added = own.add(entry_json); !added) {
    return added.error();
  }
  if (own.key_count() != 1) {
    return Error{ErrorCode::bad_key, no_place, "the signing key must be one key"};
  }
  if (const Result<void> added = keyring.add(entry_json); !added) {
    return added.error();
  }
  const KeyInfo& name = own.key(0);
  return keyring.table().find(name.key_id, name.fingerprint);
}

class UnionWriter {
 public:
  UnionWriter(const InputMerge& inputs, const InputMerge::Merged& merged, const UnionOptions& options)
      : inputs_(inputs),
        merged_(merged),
        options_(options),
        copies_(merged.events, options.verdicts),
        claims_(merged.events.subject(), merged.events.keyring(), options.verdicts) {}

  /// `signing` may be null.
  Result<UnionBundle> run(const TrustedKey* signing) {
    read_inputs();
    UnionBundle bundle;
    bundle.pith_number = merged_.events.subject();
    bundle.warnings = merged_.warnings;
    bundle.left_out = copies_.list_left_out();
    const bool is_whole = bundle.is_whole();
    const Result<std::optional<canon::Document>> parsed_record = parse_record();
    if (!parsed_record) {
      return parsed_record.error();
    }
    const std::optional<canon::Document>& record = *parsed_record;
    bundle.has_record = record.has_value();
    UnionAliases aliases =
        choose_aliases(merged_.aliases, record ? derive_aliases(claims_.record()->identity, record->root())
                                               : std::vector<DerivedAlias>());
    const std::vector<LeftOut> members = claims_.list_left_out();
    bundle.left_out.insert(bundle.left_out.end(), aliases.left_out.begin(), aliases.left_out.end());
    bundle.left_out.insert(bundle.left_out.end(), members.begin(), members.end());
    const std::vector<DigestNumber> events = list_in_order(merged_.events.store());
    if (is_whole) {
      bundle.state = compute_state(merged_.events, aliases.aliases);
    } else {
      const Result<RecordEvents> bundled = merge_again(events);
      if (!bundled) {
        return bundled.error();
      }
      bundle.state = compute_state(*bundled, aliases.aliases);
    }
    const Result<std::string> state_json = canonical_json(bundle.state.document);
    if (!state_json) {
      return state_json.error();
    }
    UnionClaims::Keys keys = claims_.keys();
    if (signing != nullptr) {
      keys.insert(signing);  // unless an event names it
    }
    write(bundle, events, keys, record, *state_json);
    if (const Result<void> fits = canon::check_size(bundle.document.size()); !fits) {
      return fits.error();
    }
    bundle.bundle_sha256 = merged_.events.keyring().crypto().sha256(bundle.document);
    return bundle;
  }

 private:
  void read_inputs() {
    inputs_.for_each_item([&](const Item& item, const canon::CanonicalText& text) {
      if (item.kind == ItemKind::bundle) {
        claims_.note_bundle(BundleView(item.value, text));
      } else if (copies_.offer(item.value, text)) {
        claims_.note_event(item.value, text);
      }
    });
  }

  // What is written in canonical form may be larger than the input that it comes from, and a state larger than its
  // events. So each text that is parsed again may be over the size limit (`unreadable`).

  Result<std::optional<canon::Document>> parse_record() const {
    if (!claims_.record()) {
      return std::optional<canon::Document>();
    }
    Result<canon::Document> record = canon::parse(claims_.record()->json);
    if (!record) {
      return record.error();
    }
    return std::optional(*std::move(record));
  }

  /// The events that the bundle has.
  Result<RecordEvents> merge_again(const std::vector<DigestNumber>& numbers) const {
    RecordEvents events(merged_.events.subject(), merged_.events.keyring());
    for (const DigestNumber number : numbers) {
      if (const std::string_view json = copies_.json(number); !json.empty()) {
        const Result<canon::Document> document = canon::parse(json);
        if (!document) {
          return document.error();
        }
        events.add(document->root(), canon::CanonicalText(*document), options_.verdicts);
      }
    }
    return events;
  }

  void write(UnionBundle& bundle, const std::vector<DigestNumber>& events, const UnionClaims::Keys& keys,
             const std::optional<canon::Document>& record, std::string_view state_json) const {
    canon::TextSink text;
    Writer out(text);
    out.begin_object();
    if (!options_.built_at.empty()) {
      out.key("built_at");
      out.string(options_.built_at);
    }
    out.members({{"bundle_type", [&] { out.string("pith_open_graph_bundle"); }},
                 {"bundle_version", [&] { out.string("1.0"); }}});
    if (record) {
      out.members({{"canonical_record", [&] { out.json(claims_.record()->json); }},
                   {"canonical_sha256", [&] { out.string(to_hex(claims_.record()->identity.canonical_sha256)); }}});
    }
    out.members({{"events", [&] { write_events(out, events); }}});
    write_agreed(out, "links");
    out.members({{"merge_version", [&] { out.string(merge_version); }}});
    write_agreed(out, "mirror_hints");
    out.members({{"pith_number", [&] { out.string(bundle.pith_number); }},
                 {"public_keys", [&] { out.array(keys, [&](const TrustedKey* key) { write_key(out, *key); }); }}});
    if (record) {
      out.members({{"short_pith_number", [&] { out.string(claims_.record()->identity.short_pith_number); }}});
      write_source(out, record->root());
    }
    const auto write_one_alias = [&](const Alias& alias) { write_alias(out, alias); };
    out.members({{"source_aliases", [&] { out.array(bundle.state.source_aliases, write_one_alias); }},
                 {"state", [&] { out.json(state_json); }}});
    write_agreed(out, "timestamp_proofs");
    out.end_object();
    bundle.document = std::move(text.text);
  }

  void write_events(Writer& out, const std::vector<DigestNumber>& events) const {
    out.begin_array();
    for (const DigestNumber number : events) {
      if (const std::string_view json = copies_.json(number); !json.empty()) {
        out.json(json);
      }
    }
    out.end_array();
  }

  void write_agreed(Writer& out, std::string_view member) const {
    if (const std::optional<std::string_view> json = claims_.agreed(member)) {
      out.key(member);
      out.json(*json);
    }
  }

  // SPEC 9.4: `source` equals the record's, or both are absent.
  static void write_source(Writer& out, canon::Value record) {
    if (const std::optional<canon::Value> source = record.find("source")) {
      std::string json;
      canon::append_canonical(json, *source);
      out.key("source");
      out.json(json);
    }
  }

  const InputMerge& inputs_;
  const InputMerge::Merged& merged_;
  const UnionOptions& options_;
  CopyChoice copies_;
  UnionClaims claims_;
};

}  // namespace

Result<UnionBundle> write_union(const InputMerge& inputs, const InputMerge::Merged& merged,
                                const UnionOptions& options) {
  assert(options.built_at.empty() || is_instant(options.built_at));
  UnionWriter writer(inputs, merged, options);
  if (options.signing_key.empty()) {
    return writer.run(nullptr);
  }
  Keyring keyring = merged.events.keyring();
  const Result<const TrustedKey*> signing = add_signing_key(keyring, options.signing_key);
  return signing ? writer.run(*signing) : Result<UnionBundle>(signing.error());
}

}  // namespace engine

bool UnionBundle::is_whole() const noexcept {
  return std::none_of(left_out.begin(), left_out.end(), [](const LeftOut& one) {
    return one.code == LeftOutCode::event_too_deep || one.code == LeftOutCode::copy_too_deep;
  });
}

Result<UnionBundle> unite_bundles(std::span<const std::string_view> inputs, const Keyring& keyring,
                                  const UnionOptions& options, std::size_t* refused_input) {
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  const Result<engine::InputMerge::Merged> merged = engine::merge_texts(merge, inputs, options.subject, refused_input);
  if (!merged) {
    return merged.error();
  }
  Result<UnionBundle> bundle = engine::write_union(merge, *merged, options);
  if (!bundle && refused_input != nullptr) {
    *refused_input = inputs.size();
  }
  return bundle;
}

}  // namespace pith
