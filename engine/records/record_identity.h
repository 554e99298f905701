#ifndef PITH_ENGINE_RECORDS_RECORD_IDENTITY_H
#define PITH_ENGINE_RECORDS_RECORD_IDENTITY_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "pith/crypto.h"

namespace pith::engine {

/// SPEC 2.1, 2.2: what follows from a canonical record.
struct RecordIdentity {
  Sha256Digest canonical_sha256 = {};
  std::string suffix;  ///< 26 base32 characters
  std::string pith_number;
  std::string short_pith_number;
};

/// SPEC 2.1, 2.2: the identity of a record. std::nullopt unless the value is an object with a string
/// `metadata.submitted_at` that starts with four ASCII digits. `canonical` is the value's canonical form. Pure; linear.
std::optional<RecordIdentity> identify_record(const Crypto& crypto, canon::Value record, std::string_view canonical);

/// SPEC 2.2: whether a text has the form of a Pith Number. Pure.
bool has_pith_number_form(std::string_view text) noexcept;

/// SPEC 2.3: an alias that follows from a record.
struct DerivedAlias {
  std::string kind;
  std::string value;
};

/// SPEC 2.3: all aliases that follow from a record. Pure; linear in the record's `source`.
std::vector<DerivedAlias> derive_aliases(const RecordIdentity& identity, canon::Value record);

}  // namespace pith::engine

#endif
