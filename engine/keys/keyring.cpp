// SPEC 3.2 to 3.4: the public Keyring: a handle on a KeyTable.

#include "pith/keyring.h"

#include <algorithm>
#include <cassert>
#include <string>

#include "canon/lexer.h"
#include "canon/parse.h"
#include "containers/throw_failure.h"
#include "engine/keys/key_table.h"

namespace pith {
namespace {

/// SPEC 3.4: the registry's key.
constexpr std::string_view registry_key_json = R"({
  "key_id": "pith-v1-2026-05",
  "algorithm": "ed25519",
  "public_key_b64": "stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=",
  "fingerprint_sha256_hex": "8d4b5ee74e4693bcd1df2446408b0d54",
  "signer_id": "pith.science",
  "signer_type": "pith_registry"
})";

/// The key entries of a document of keys, in its order. A value that is not a list is a single entry, and may fail as
/// one.
std::vector<canon::Value> list_entries(canon::Value root) {
  const canon::Value keys = root.find("public_keys").value_or(root);
  if (!keys.is_array()) {
    return {root};
  }
  const canon::Elements elements(keys);
  std::vector<canon::Value> entries;
  for (const canon::Value entry : elements) {
    entries.push_back(entry);
  }
  return entries;
}

/// An entry that passes all checks, as a candidate.
Result<engine::KeyCandidate, engine::KeyFault> read_candidate(const Crypto& crypto, canon::Value value,
                                                              KeyOrigin origin) {
  Result<engine::KeyEntry, engine::KeyFault> entry =
      engine::parse_key_entry(crypto, value, engine::EntrySource::caller);
  if (!entry) {
    return std::move(entry).error();
  }
  if (const Result<void, engine::KeyFault> checked = engine::check_point(*entry); !checked) {
    return checked.error();
  }
  return engine::KeyCandidate{*std::move(entry), origin, value.index()};
}

/// The keys of a table and of a document of keys together. The first entry that cannot be added is the error.
Result<engine::KeyTable> add_entries(const Crypto& crypto, const engine::KeyTable& base, std::string_view json_text,
                                     KeyOrigin origin) {
  const Result<canon::Document> document = canon::parse(json_text);
  if (!document) {
    return document.error();
  }
  const auto refuse = [&](std::size_t node, std::string explanation) {
    const std::size_t offset_bytes = canon::find_node_offset(json_text, node);
    return Error{ErrorCode::bad_key, canon::place_at(json_text, offset_bytes), std::move(explanation)};
  };
  std::vector<engine::KeyCandidate> candidates;  // those before the first fault
  std::optional<Error> fault;
  for (const canon::Value value : list_entries(document->root())) {
    Result<engine::KeyCandidate, engine::KeyFault> candidate = read_candidate(crypto, value, origin);
    if (!candidate) {
      fault = refuse(value.index(), std::move(candidate).error().explanation);
      break;
    }
    candidates.push_back(*std::move(candidate));
  }
  std::vector<std::size_t> differing;
  engine::KeyTable table(crypto, base, std::move(candidates), differing);
  if (!differing.empty()) {
    return refuse(*std::min_element(differing.begin(), differing.end()),
                  "this entry differs from an earlier one with the same key_id and fingerprint");
  }
  if (fault) {
    return *std::move(fault);
  }
  return table;
}

bool same_rotation(const std::optional<engine::Rotation>& left, const std::optional<engine::Rotation>& right) {
  return left.has_value() == right.has_value() && (!left || left->instant == right->instant);
}

}  // namespace

Keyring::Keyring(Crypto crypto, engine::KeyTable table)
    : crypto_(std::move(crypto)), table_(std::make_shared<const engine::KeyTable>(std::move(table))) {}

Keyring::Keyring(Crypto crypto) : Keyring(std::move(crypto), engine::KeyTable()) {}

Keyring Keyring::registry(Crypto crypto) {
  Result<engine::KeyTable> table = add_entries(crypto, engine::KeyTable(), registry_key_json, KeyOrigin::built_in);
  if (!table) {
    containers::throw_failure(SystemFailure("the built-in key does not pass its own checks"));
  }
  return {std::move(crypto), *std::move(table)};
}

Result<void> Keyring::add(std::string_view json_text) {
  Result<engine::KeyTable> table = add_entries(crypto_, *table_, json_text, KeyOrigin::given);
  if (!table) {
    return table.error();
  }
  table_ = std::make_shared<const engine::KeyTable>(*std::move(table));
  return {};
}

std::vector<KeyInfo> Keyring::keys() const {
  std::vector<KeyInfo> keys;
  for (const engine::TrustedKey* const key : table_->keys()) {
    keys.push_back(key->info);
  }
  return keys;
}

std::size_t Keyring::key_count() const noexcept {
  return table_->size();
}

const KeyInfo& Keyring::key(std::size_t index) const noexcept {
  assert(index < key_count());
  return (*table_)[index].info;
}

bool operator==(const Keyring& left, const Keyring& right) {
  if (left.table_ == right.table_) {
    return true;  // copies share it
  }
  const std::vector<const engine::TrustedKey*> a = left.table().keys();
  const std::vector<const engine::TrustedKey*> b = right.table().keys();
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const engine::TrustedKey* x, const engine::TrustedKey* y) {
        return x->entry.key_id == y->entry.key_id && x->entry.public_key == y->entry.public_key &&
               x->entry.signer_id == y->entry.signer_id && x->entry.signer_type == y->entry.signer_type &&
               same_rotation(x->entry.rotates_at, y->entry.rotates_at) && x->is_registry_key() == y->is_registry_key();
      });
}

}  // namespace pith
