#include <cstdlib>

#include "capi/guard.h"
#include "capi/handles.h"
#include "pith/version.h"

using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::succeed;
using pith::capi::view;

uint32_t pith_abi_version(void) {
  return PITH_ABI_VERSION;
}

const char* pith_version(void) {
  return PITH_VERSION;
}

void pith_buffer_free(pith_buffer* buffer) {
  if (buffer != nullptr) {
    std::free(buffer->data);
    *buffer = {nullptr, 0};
  }
}

pith_error_code pith_context_new(size_t verdicts_max, pith_context** out, pith_error* error) {
  if (out == nullptr) {
    return fail_argument(error, "the output is null");
  }
  *out = nullptr;
  return guarded(error, [&] {
    *out = new pith_context{pith::Crypto(),
                            verdicts_max > 0 ? std::make_shared<pith::VerdictCache>(verdicts_max) : nullptr};
    return succeed(error);
  });
}

void pith_context_free(pith_context* context) {
  delete context;
}

pith_error_code pith_hash(const pith_context* context, pith_text bytes, pith_sha256* out, pith_error* error) {
  if (out != nullptr) {
    *out = pith_sha256{};
  }
  if (context == nullptr || out == nullptr || !is_text(bytes)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  return guarded(error, [&] {
    *out = pith::capi::describe(context->crypto.sha256(view(bytes)));
    return succeed(error);
  });
}

void pith_sha256_hex(const pith_sha256* digest, char out[65]) {
  static constexpr char digits[] = "0123456789abcdef";
  if (digest == nullptr || out == nullptr) {
    return;
  }
  char* next = out;
  for (const uint8_t byte : digest->bytes) {
    *next++ = digits[byte >> 4U];
    *next++ = digits[byte & 0xFU];
  }
  *next = '\0';
}

pith_error_code pith_canonical(pith_text json, pith_buffer* out, pith_error* error) {
  return pith_canonical_at(json, pith_no_text, out, error);
}

pith_error_code pith_canonical_at(pith_text json, pith_text pointer, pith_buffer* out, pith_error* error) {
  clear(out);
  if (out == nullptr || !is_text(json) || !is_text(pointer) || !pith::is_json_pointer(view(pointer))) {
    return fail_argument(error, "an output or a text is null, or the pointer is not a JSON Pointer");
  }
  return guarded(error, [&] {
    const pith::Result<std::optional<std::string>> text = pith::canonical_json_at(view(json), view(pointer));
    if (!text) {
      return fail(error, text.error());
    }
    if (!*text) {
      return fail(error, PITH_ERROR_NOT_FOUND, "the document has no value at that pointer");
    }
    return give_buffer(**text, out, error);
  });
}
