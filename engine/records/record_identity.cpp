// SPEC 2: what a canonical record is called, and which aliases follow from it. Its tests are
// tests/record_properties_test.cpp and the vectors in tests/vectors/bundle.

#include "engine/records/record_identity.h"

#include <algorithm>
#include <cstddef>

#include "canon/encoding.h"

namespace pith::engine {
namespace {

constexpr std::string_view scheme = "pith:";
constexpr std::size_t year_digits = 4;
constexpr std::size_t suffix_characters = 26;
constexpr std::size_t short_characters = 8;

bool is_year(std::string_view text) noexcept {
  return text.size() == year_digits &&
         std::all_of(text.begin(), text.end(), [](char character) { return character >= '0' && character <= '9'; });
}

bool is_base32_character(char character) noexcept {
  return (character >= 'A' && character <= 'Z') || (character >= '2' && character <= '7');
}

// SPEC 2.2: the first four characters of `metadata.submitted_at`, ASCII digits.
std::optional<std::string_view> find_year(canon::Value record) {
  const std::optional<canon::Value> metadata = record.find("metadata");
  const std::optional<std::string_view> submitted_at = metadata ? metadata->find_string("submitted_at") : std::nullopt;
  if (!submitted_at || !is_year(submitted_at->substr(0, year_digits))) {
    return std::nullopt;
  }
  return submitted_at->substr(0, year_digits);
}

}  // namespace

std::optional<RecordIdentity> identify_record(const Crypto& crypto, canon::Value record, std::string_view canonical) {
  const std::optional<std::string_view> year = find_year(record);
  if (!year) {
    return std::nullopt;
  }
  // SPEC 2.1: `canonical_sha256` is the hash of `canonical_record`. SPEC 2.2: the number is `pith:`, the year, `:` and
  // the suffix: the first 26 characters of the hash in base32. The short number has the first 8 of them.
  RecordIdentity identity;
  identity.canonical_sha256 = crypto.sha256(canonical);
  identity.suffix = canon::encode_base32(identity.canonical_sha256.bytes).substr(0, suffix_characters);
  identity.pith_number.append(scheme).append(*year).append(":").append(identity.suffix);
  identity.short_pith_number.append(scheme).append(identity.suffix, 0, short_characters);
  return identity;
}

bool has_pith_number_form(std::string_view text) noexcept {
  if (text.size() != scheme.size() + year_digits + 1 + suffix_characters || !text.starts_with(scheme)) {
    return false;
  }
  text.remove_prefix(scheme.size());
  const std::string_view suffix = text.substr(year_digits + 1);
  return is_year(text.substr(0, year_digits)) && text[year_digits] == ':' &&
         std::all_of(suffix.begin(), suffix.end(), is_base32_character);
}

std::vector<DerivedAlias> derive_aliases(const RecordIdentity& identity, canon::Value record) {
  std::vector<DerivedAlias> aliases;
  // From any record: that many characters of the suffix.
  for (const std::size_t length : {8U, 12U, 16U}) {
    aliases.push_back({"pith_short_" + std::to_string(length), identity.suffix.substr(0, length)});
  }
  // From a record whose source is {`kind` `arxiv`, `id`, `version`}: `arxiv` = id, `doi` = `10.48550/arxiv.` and id,
  // `arxiv_version` = id, `v`, version.
  const std::optional<canon::Value> source = record.find("source");
  if (!source || source->find_string("kind") != "arxiv") {
    return aliases;
  }
  const std::optional<std::string_view> id = source->find_string("id");
  if (!id) {
    return aliases;
  }
  aliases.push_back({"arxiv", std::string(*id)});
  aliases.push_back({"doi", "10.48550/arxiv." + std::string(*id)});
  const std::optional<canon::Value> version = source->find("version");
  const bool has_text = version && (version->is_string() || version->kind() == canon::Kind::integer ||
                                    version->kind() == canon::Kind::real);
  if (has_text) {
    aliases.push_back({"arxiv_version", std::string(*id) + "v" + std::string(version->text())});
  }
  return aliases;
}

}  // namespace pith::engine
