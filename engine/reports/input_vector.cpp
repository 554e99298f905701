// A conformance vector of the kind `input`: tests/vectors/README.md.

#include <cstdint>
#include <utility>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "canon/text.h"
#include "engine/bundles/input_merge.h"
#include "engine/keys/key_table.h"
#include "engine/merge/state.h"
#include "pith/minimise.h"
#include "pith/version.h"

namespace pith {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

/// So many digits of the input's hash are in the name: enough that two inputs never get one name by chance.
constexpr std::size_t name_digits = 16;

std::string encode_base64(std::string_view bytes) {
  return canon::encode_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

void write_key(Writer& out, const engine::KeyEntry& entry) {
  out.begin_object();
  out.members({
      {"key_id", [&] { out.string(entry.key_id); }},
      {"algorithm", [&] { out.string("ed25519"); }},
      {"public_key_b64", [&] { out.string(canon::encode_base64(entry.public_key.bytes)); }},
  });
  const auto write_if = [&](std::string_view member, const std::optional<std::string>& value) {
    if (value) {
      out.key(member);
      out.string(*value);
    }
  };
  write_if("signer_id", entry.signer_id);
  write_if("signer_type", entry.signer_type);
  write_if("rotates_at", entry.rotates_at ? std::optional(entry.rotates_at->text) : std::nullopt);
  out.end_object();
}

/// What the merge gives: the document, or the code of the refusal.
void write_expected(Writer& out, std::string_view input, const Keyring& keyring, std::string_view subject) {
  engine::InputMerge merge(keyring, BundleKeys::ignore);
  const auto merged = engine::merge_texts(merge, std::span(&input, 1), subject, nullptr);
  const auto write_value = [&] {
    out.string(merged ? engine::compute_state(merged->events, merged->aliases).document : name(merged.error().code));
  };
  out.object({{merged ? "document" : "refusal", write_value}});
}

/// JSON with each character that is not ASCII as an escape. Such characters are in strings alone.
std::string to_ascii_json(std::string_view json) {
  std::string ascii;
  ascii.reserve(json.size());
  const auto append_unit = [&](std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    ascii += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
      ascii += digits[(unit >> shift) & 0xF];
    }
  };
  while (!json.empty()) {
    const std::size_t size = canon::utf8_sequence_size(json);
    if (size == 1) {
      ascii += json.front();
    } else {
      const std::uint32_t point = canon::utf8_code_point(json.substr(0, size));
      if (point >= 0x10000) {
        append_unit(0xD800 + ((point - 0x10000) >> 10));
        append_unit(0xDC00 + ((point - 0x10000) & 0x3FF));
      } else {
        append_unit(point);
      }
    }
    json.remove_prefix(size);
  }
  return ascii;
}

}  // namespace

std::string input_vector(std::string_view input, const Keyring& keyring, std::string_view subject) {
  const std::string digits = to_hex(keyring.crypto().sha256(input)).substr(0, name_digits);
  const auto write_keys = [&](Writer& out) {
    out.array(keyring.table().keys(), [&](const engine::TrustedKey* key) { write_key(out, key->entry); });
  };
  canon::TextSink text;
  Writer out(text);
  out.object({
      {"vector", [&] { out.string("input"); }},
      {"name", [&] { out.string("minimised_" + digits); }},
      {"shows",
       [&] {
         out.string(
             "A program failed on this input, and on no smaller part of it. What is expected is what pith-merge " +
             std::string(PITH_VERSION) + " gives.");
       }},
      {"rules",
       [&] { out.array(std::initializer_list<std::string_view>{"9.5"}, [&](auto rule) { out.string(rule); }); }},
      {"keys",
       [&] {
         out.array(std::initializer_list<int>{0}, [&](int) {
           out.object({{"public_keys", [&] { write_keys(out); }}});
         });
       }},
      {"default_keys", [&] { out.boolean(false); }},
      {"subject", [&] { subject.empty() ? out.null() : out.string(subject); }},
      {"files_b64", [&] { out.array(std::span(&input, 1), [&](auto bytes) { out.string(encode_base64(bytes)); }); }},
      {"expected", [&] { write_expected(out, input, keyring, subject); }},
  });
  return to_ascii_json(text.text) + '\n';
}

}  // namespace pith
