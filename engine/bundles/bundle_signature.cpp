// SPEC 9.2, 9.3: what a bundle's signature is over, and the bundle with a signature. The private key is the caller's.

#include <cstdint>
#include <utility>

#include "canon/json_writer.h"
#include "engine/bundles/bundle_view.h"
#include "pith/union_bundle.h"

namespace pith {
namespace {

using Writer = canon::JsonWriter<canon::TextSink>;

/// In canonical order.
void write_signature(Writer& out, const BundleSignature& signature, const Sha256Digest& bundle_sha256) {
  out.begin_object();
  out.members({
      {"algorithm", [&] { out.string("ed25519"); }},
      {"bundle_sha256", [&] { out.string(to_hex(bundle_sha256)); }},
      {"key_id", [&] { out.string(signature.key_id); }},
      {"public_key_fingerprint", [&] { out.string(signature.public_key_fingerprint); }},
      {"signature_b64", [&] { out.string(signature.signature_b64); }},
      {"signature_status", [&] { out.string("signed_v1"); }},
  });
  if (!signature.signed_at.empty()) {
    out.members({{"signed_at", [&] { out.string(signature.signed_at); }}});
  }
  out.members({{"signed_message", [&] { out.string("bundle_sha256_bytes"); }}});
  out.end_object();
}

/// The canonical form of the bundle with this member, in its place among the others.
std::string write_with(const engine::BundleView& bundle, std::string_view signature_json) {
  std::string out;
  const auto append = [&out](std::string_view key, std::string_view json) {
    out += out.empty() ? '{' : ',';
    canon::append_string(out, key);
    out += ':';
    out += json;
  };
  bool is_signed = false;
  const canon::Value value = bundle.value();
  for (std::uint32_t i = 0; i < value.size(); ++i) {
    const std::string_view key = value.sorted_key(i);
    if (!is_signed && key >= engine::bundle_signature_member) {
      append(engine::bundle_signature_member, signature_json);
      is_signed = true;
    }
    if (key != engine::bundle_signature_member) {
      append(key, bundle.canonical(value.sorted_value(i)));
    }
  }
  return out + "}";  // every bundle has a `bundle_type`, which comes after the signature
}

}  // namespace

Result<Sha256Digest> bundle_digest(std::string_view bundle_json, const Crypto& crypto) {
  const Result<canon::Document> document = engine::parse_bundle(bundle_json);
  if (!document) {
    return document.error();
  }
  const canon::CanonicalText text(*document);
  return engine::BundleView(document->root(), text).sha256(crypto);
}

Result<std::string> add_bundle_signature(std::string_view bundle_json, const BundleSignature& signature,
                                         const Crypto& crypto) {
  const Result<canon::Document> document = engine::parse_bundle(bundle_json);
  if (!document) {
    return document.error();
  }
  const canon::CanonicalText text(*document);
  const engine::BundleView bundle(document->root(), text);
  canon::TextSink signature_json;
  Writer out(signature_json);
  write_signature(out, signature, bundle.sha256(crypto));
  return write_with(bundle, signature_json.text);
}

}  // namespace pith
