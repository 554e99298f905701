#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::clear;
using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::succeed;
using pith::capi::view;

namespace {

bool is_usable(const pith_mirror_digest* digest) {
  return digest != nullptr && !digest->is_broken;
}
bool is_usable(const pith_audit_summary* summary) {
  return summary != nullptr && !summary->digest.is_broken;
}

pith_error_code fail_broken(pith_error* error) {
  return fail_argument(
      error, "a handle, an output or a text is null, or the machine failed in an earlier call on this handle");
}

/// Does a job that changes a digest. If the machine fails halfway, it is never used again.
template <class Job>
pith_error_code change(pith_mirror_digest& digest, pith_error* error, Job&& job) {
  digest.is_broken = true;
  return guarded(error, [&] {
    const pith_error_code code = job();
    digest.is_broken = false;
    return code;
  });
}

template <class Give>
pith_error_code give_text(bool is_allowed, pith_buffer* out, pith_error* error, Give&& give) {
  clear(out);
  if (!is_allowed || out == nullptr) {
    return fail_broken(error);
  }
  return guarded(error, [&] { return give(); });
}

}  // namespace

pith_error_code pith_mirror_digest_new(const pith_context* context, pith_mirror_digest** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (context == nullptr || out == nullptr) {
    return fail_broken(error);
  }
  return guarded(error, [&] {
    auto own = std::make_unique<pith::MirrorDigest>();
    pith::MirrorDigest* const digest = own.get();
    *out = new pith_mirror_digest{context->crypto, std::move(own), digest};
    return succeed(error);
  });
}

pith_error_code pith_mirror_digest_add(pith_mirror_digest* digest, pith_text pith_number,
                                       const pith_sha256* state_sha256, pith_error* error) {
  if (!is_usable(digest) || state_sha256 == nullptr || !is_text(pith_number)) {
    return fail_broken(error);
  }
  return change(*digest, error, [&] {
    pith::Sha256Digest hash;
    std::copy(std::begin(state_sha256->bytes), std::end(state_sha256->bytes), hash.bytes.begin());
    return digest->digest->add(view(pith_number), hash) ? succeed(error)
                                                        : fail_argument(error, "the text is not a Pith Number");
  });
}

pith_error_code pith_mirror_digest_add_lines(pith_mirror_digest* digest, pith_text lines, pith_error* error) {
  if (!is_usable(digest) || !is_text(lines)) {
    return fail_broken(error);
  }
  return change(*digest, error, [&] {
    const pith::Result<void> added = digest->digest->add_lines(view(lines));
    return added ? succeed(error) : fail(error, added.error());
  });
}

pith_error_code pith_mirror_digest_merge(pith_mirror_digest* digest, const pith_mirror_digest* other,
                                         pith_error* error) {
  if (!is_usable(digest) || !is_usable(other)) {
    return fail_broken(error);
  }
  return change(*digest, error, [&] {
    digest->digest->merge(*other->digest);
    return succeed(error);
  });
}

size_t pith_mirror_digest_size(const pith_mirror_digest* digest) {
  return is_usable(digest) ? digest->digest->size() : 0;
}

pith_error_code pith_mirror_digest_sha256(const pith_mirror_digest* digest, pith_sha256* out, pith_error* error) {
  if (out != nullptr) {
    *out = pith_sha256{};
  }
  if (!is_usable(digest) || out == nullptr) {
    return fail_broken(error);
  }
  return guarded(error, [&] {
    *out = pith::capi::describe(digest->digest->sha256(digest->crypto));
    return succeed(error);
  });
}

pith_error_code pith_mirror_digest_groups(const pith_mirror_digest* digest, pith_buffer* out, pith_error* error) {
  return give_text(is_usable(digest), out, error,
                   [&] { return give_buffer(digest->digest->to_text(digest->crypto), out, error); });
}

pith_error_code pith_mirror_digest_lines(const pith_mirror_digest* digest, pith_text prefix, pith_buffer* out,
                                         pith_error* error) {
  return give_text(is_usable(digest) && is_text(prefix), out, error, [&] {
    const pith::MirrorDigest& lines = *digest->digest;
    return give_buffer(view(prefix).empty() ? lines.lines() : lines.lines(view(prefix)), out, error);
  });
}

void pith_mirror_digest_free(pith_mirror_digest* digest) {
  delete digest;
}

pith_error_code pith_audit_summary_new(const pith_context* context, pith_audit_summary** out, pith_error* error) {
  if (out != nullptr) {
    *out = nullptr;
  }
  if (context == nullptr || out == nullptr) {
    return fail_broken(error);
  }
  return guarded(error, [&] {
    *out = new pith_audit_summary(context->crypto);
    return succeed(error);
  });
}

pith_error_code pith_audit_summary_add(pith_audit_summary* summary, pith_text line, pith_error* error) {
  if (!is_usable(summary) || !is_text(line)) {
    return fail_broken(error);
  }
  return change(summary->digest, error, [&] {
    const pith::Result<pith::AuditLine> read = pith::parse_audit_line(view(line));
    if (!read) {
      return fail(error, read.error());
    }
    summary->counts.add(*read);
    return succeed(error);
  });
}

pith_error_code pith_audit_summary_add_other(pith_audit_summary* summary, uint64_t count, pith_error* error) {
  if (!is_usable(summary)) {
    return fail_broken(error);
  }
  summary->counts.other += count;
  return succeed(error);
}

pith_error_code pith_audit_summary_merge(pith_audit_summary* summary, const pith_audit_summary* other,
                                         pith_error* error) {
  if (!is_usable(summary) || !is_usable(other) || summary == other) {
    return fail_broken(error);
  }
  return change(summary->digest, error, [&] {
    summary->counts.merge(other->counts);
    return succeed(error);
  });
}

pith_error_code pith_audit_summary_merge_packed(pith_audit_summary* summary, pith_text packed, pith_error* error) {
  if (!is_usable(summary) || !is_text(packed)) {
    return fail_broken(error);
  }
  return change(summary->digest, error, [&] {
    const pith::Result<pith::AuditSummary> other = pith::unpack_audit_summary(view(packed), summary->digest.crypto);
    if (!other) {
      return fail(error, other.error());
    }
    summary->counts.merge(*other);
    return succeed(error);
  });
}

pith_error_code pith_audit_summary_pack(const pith_audit_summary* summary, pith_buffer* out, pith_error* error) {
  return give_text(is_usable(summary), out, error,
                   [&] { return give_buffer(pith::pack(summary->counts, summary->digest.crypto), out, error); });
}

pith_error_code pith_audit_summary_json(const pith_audit_summary* summary, pith_text run, pith_buffer* out,
                                        pith_error* error) {
  return give_text(is_usable(summary) && is_text(run), out, error, [&] {
    const pith::Result<pith::AuditRun> read = pith::parse_audit_run(view(run));
    return read ? give_buffer(to_json(summary->counts, summary->digest.crypto, *read), out, error)
                : fail(error, read.error());
  });
}

const pith_mirror_digest* pith_audit_summary_digest(const pith_audit_summary* summary) {
  return summary == nullptr ? nullptr : &summary->digest;
}

void pith_audit_summary_free(pith_audit_summary* summary) {
  delete summary;
}
