#include "tests/support/vectors.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "canon/encoding.h"
#include "canon/write.h"
#include "tests/support/draft.h"

namespace pith::tests {

using canon::Elements;
using canon::Value;

std::string json_of(Value value) {
  std::string json;
  canon::append_canonical(json, value);
  return json;
}

std::string text_of(Value object, std::string_view member) {
  return std::string(*object.find_string(member));
}

std::optional<std::string> decode_any_base64(std::string_view text) {
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 - std::min(padding, text.size() / 4 * 3));
  if (!canon::decode_base64(text, bytes)) {
    return std::nullopt;
  }
  return std::string(bytes.begin(), bytes.end());
}

std::string describe_keys(const Keyring& keyring) {
  std::string json = "[";
  for (const KeyInfo& key : keyring.keys()) {
    json += json.size() > 1 ? ",[" : "[";
    canon::append_string(json, key.key_id);
    json += ',';
    canon::append_string(json, key.fingerprint);
    for (const std::optional<std::string>* const field : {&key.signer_id, &key.signer_type, &key.rotates_at}) {
      json += ',';
      if (*field) {
        canon::append_string(json, **field);
      } else {
        json += "null";
      }
    }
    json += ']';
  }
  return json + "]";
}

Keyring given_keyring_of(Value vector) {
  const std::optional<Value> default_keys = vector.find("default_keys");
  const bool has_default_keys = default_keys && default_keys->kind() == canon::Kind::boolean_true;
  Keyring keyring = has_default_keys ? Keyring::registry(crypto()) : Keyring(crypto());
  for (const Value document : Elements(*vector.find("keys"))) {
    if (!keyring.add(json_of(document))) {
      throw std::runtime_error("a key of a vector is refused");
    }
  }
  return keyring;
}

std::vector<Alias> aliases_of(Value vector) {
  std::vector<Alias> aliases;
  for (const Value alias : Elements(*vector.find("aliases"))) {
    const std::optional<std::string_view> kind = alias.find_string("alias_kind");
    const std::optional<std::string_view> value = alias.find_string("alias_value");
    const std::optional<std::string_view> created_at = alias.find_string("created_at");
    if (kind && value && created_at) {
      aliases.push_back({std::string(*kind), std::string(*value), std::string(*created_at)});
    }
  }
  return aliases;
}

std::string describe_warnings(const std::vector<Warning>& given) {
  std::vector<std::string> warnings;
  for (const Warning& warning : given) {
    if (warning.event_id) {
      warnings.push_back("[\"" + std::string(name(warning.code)) + "\",\"sha256:" + to_hex(*warning.event_id) + "\"]");
    }
  }
  std::sort(warnings.begin(), warnings.end());
  return write_array(warnings);
}

std::vector<std::filesystem::path> list_vectors(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace pith::tests
