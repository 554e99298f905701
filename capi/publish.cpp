#include <algorithm>
#include <iterator>
#include <string>

#include "capi/guard.h"
#include "capi/merge_arguments.h"
#include "pith/canonical.h"
#include "pith/union_bundle.h"
#include "pith/would_fork.h"

using pith::capi::are_texts;
using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::fail_flags_or_subject;
using pith::capi::fail_input;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::may_be_given;
using pith::capi::options_of;
using pith::capi::succeed;
using pith::capi::view;
using pith::capi::views_of;

pith_error_code pith_would_fork(const pith_keyring* keyring, pith_text event, const pith_text* inputs,
                                size_t input_count, pith_text subject, uint32_t flags, pith_buffer* out,
                                pith_error* error) {
  clear(out);
  if (keyring == nullptr || out == nullptr || !are_texts(inputs, input_count) || !is_text(subject) || !is_text(event)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  return guarded(error, [&] {
    const auto options = options_of<pith::WouldForkOptions>(*keyring, subject, flags);
    size_t refused_input = input_count;
    const pith::Result<pith::WouldFork> report =
        pith::would_fork(view(event), views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!report) {
      return fail_input(error, report.error(), refused_input, input_count);
    }
    return give_buffer(pith::to_json(*report), out, error);
  });
}

pith_error_code pith_union_bundle(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                  pith_text subject, pith_text built_at, pith_text signing_key, uint32_t flags,
                                  pith_buffer* out, pith_buffer* report, pith_error* error) {
  clear(out);
  clear(report);
  if (keyring == nullptr || out == nullptr || !are_texts(inputs, input_count) || !is_text(subject) ||
      !is_text(built_at) || !is_text(signing_key)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  if (built_at.size_bytes > 0 && !pith::is_instant(view(built_at))) {
    return fail_argument(error, "built_at is not an instant");
  }
  return guarded(error, [&] {
    auto options = options_of<pith::UnionOptions>(*keyring, subject, flags);
    options.built_at = view(built_at);
    options.signing_key = view(signing_key);
    size_t refused_input = input_count;
    const pith::Result<pith::UnionBundle> bundle =
        pith::unite_bundles(views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!bundle) {
      return fail_input(error, bundle.error(), refused_input, input_count);
    }
    const std::string report_json = report == nullptr ? std::string() : pith::to_json(*bundle);
    pith_error_code code = give_buffer(bundle->document, out, error);
    if (code == PITH_OK && report != nullptr) {
      code = give_buffer(report_json, report, error);
    }
    if (code != PITH_OK) {
      pith_buffer_free(out);  // all or nothing
    }
    return code;
  });
}

pith_error_code pith_bundle_digest(const pith_context* context, pith_text bundle, pith_sha256* out, pith_error* error) {
  if (out != nullptr) {
    *out = {};
  }
  if (context == nullptr || out == nullptr || !is_text(bundle)) {
    return fail_argument(error, "a handle, an output or the text is null");
  }
  return guarded(error, [&] {
    const pith::Result<pith::Sha256Digest> digest = pith::bundle_digest(view(bundle), context->crypto);
    if (!digest) {
      return fail(error, digest.error());
    }
    *out = pith::capi::describe(*digest);
    return succeed(error);
  });
}

pith_error_code pith_bundle_add_signature(const pith_context* context, pith_text bundle, pith_text key_id,
                                          pith_text fingerprint, pith_text signature_b64, pith_text signed_at,
                                          pith_buffer* out, pith_error* error) {
  clear(out);
  const pith_text texts[] = {bundle, key_id, fingerprint, signature_b64, signed_at};
  if (context == nullptr || out == nullptr || !are_texts(texts, std::size(texts))) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  const auto is_utf8 = [](pith_text text) { return pith::is_utf8(view(text)); };
  if (!std::all_of(std::begin(texts) + 1, std::end(texts), is_utf8) ||
      (signed_at.size_bytes > 0 && !pith::is_instant(view(signed_at)))) {
    return fail_argument(error, "a text is not UTF-8, or signed_at is not an instant");
  }
  return guarded(error, [&] {
    const pith::BundleSignature signature = {view(key_id), view(fingerprint), view(signature_b64), view(signed_at)};
    const pith::Result<std::string> complete = pith::add_bundle_signature(view(bundle), signature, context->crypto);
    return complete ? give_buffer(*complete, out, error) : fail(error, complete.error());
  });
}
