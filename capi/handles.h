#ifndef PITH_CAPI_HANDLES_H
#define PITH_CAPI_HANDLES_H

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "pith/c.h"
#include "pith/merge.h"

// What is behind the handles. Each one shares what it needs, so that they can be freed in any order.

namespace pith::capi {

struct AliasOrder {
  bool operator()(const Alias& left, const Alias& right) const {
    return std::tie(left.kind, left.value, left.created_at) < std::tie(right.kind, right.value, right.created_at);
  }
};

struct WarningOrder {
  bool operator()(const Warning& left, const Warning& right) const {
    return std::tie(left.code, left.explanation) < std::tie(right.code, right.explanation);
  }
};

pith_sha256 describe(const Sha256Digest& digest) noexcept;
pith_reason describe(const std::optional<Reason>& reason) noexcept;
pith_key describe(const KeyInfo& key) noexcept;
pith_warning describe(const Warning& warning) noexcept;

/// Makes a handle of a state. Its warnings are the given ones, and then the state's own.
std::unique_ptr<pith_state> make_state(std::string pith_number, State state, const Sha256Digest& input_sha256,
                                       std::vector<Warning> warnings = {});

}  // namespace pith::capi

struct pith_context {
  pith::Crypto crypto;
  std::shared_ptr<pith::VerdictCache> verdicts;  // may be null
};

struct pith_keyring {
  pith::Keyring keyring;
  std::shared_ptr<pith::VerdictCache> verdicts;

  // As a list of its keys.
  std::size_t size() const noexcept { return keyring.key_count(); }
  const pith::KeyInfo& operator[](std::size_t index) const noexcept { return keyring.key(index); }
};

struct pith_bundle {
  pith::Bundle bundle;
};

struct pith_state {
  std::string pith_number;
  pith::State state;  // without its warnings
  pith::Sha256Digest input_sha256 = {};
  std::vector<pith::Warning> warnings;
};

struct pith_report {
  pith::BundleReport report;  // without its state
  std::unique_ptr<pith_state> state;
};

struct pith_event_set {
  pith::EventSet events;
  std::set<pith::Alias, pith::capi::AliasOrder> aliases;
  std::set<pith::Warning, pith::capi::WarningOrder> warnings;  // about the aliases of bundles
  std::shared_ptr<pith::VerdictCache> verdicts;
  bool is_broken = false;  // the machine failed during a change
};

/// A digest of its own, or the one of a summary.
struct pith_mirror_digest {
  pith::Crypto crypto;
  std::unique_ptr<pith::MirrorDigest> own;  // null if it is lent
  pith::MirrorDigest* digest;
  bool is_broken = false;  // the machine failed during a change
};

struct pith_audit_summary {
  explicit pith_audit_summary(const pith::Crypto& crypto) : digest{crypto, nullptr, &counts.digest} {}

  pith::AuditSummary counts;
  pith_mirror_digest digest;  // it also says whether the summary is broken
};

#endif
