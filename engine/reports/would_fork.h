#ifndef PITH_ENGINE_REPORTS_WOULD_FORK_H
#define PITH_ENGINE_REPORTS_WOULD_FORK_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "canon/document.h"
#include "engine/bundles/input_merge.h"
#include "engine/events/event_content.h"
#include "engine/keys/key_table.h"
#include "pith/would_fork.h"

namespace pith::engine {

/// The value of `format` in a report.
inline constexpr std::string_view would_fork_format = "pith-merge.would-fork.v1";

/// Parses a draft or a signed event. The text must outlive the document. Errors: those of the JSON, or `not_an_event`.
Result<canon::Document> parse_candidate(std::string_view json);

/// The record that an event names; empty if it names none.
std::string_view subject_of_candidate(const canon::Document& candidate);

/// The keys that may speak for the signer of a draft that does not name its key: how many there are, and the one if it
/// is the only one. It is valid as long as the table.
struct FittingKeys {
  std::size_t count = 0;
  const TrustedKey* only = nullptr;
};

/// SPEC 4.1, 4.5: which keys fit what the signer of a draft says; std::nullopt if it names its key, or is not a signer.
/// A key that had expired counts only if no other one fits. Linear in the keys.
std::optional<FittingKeys> find_fitting_keys(canon::Value draft, const KeyTable& keys);

/// The draft with the names of this key that its signer leaves out, as JSON. Needs a key that fits.
std::string fill_key(const canon::Document& draft, const TrustedKey& key);

/// The key that the signer of an event names. Linear in the keys.
CandidateKey describe_key(const EventContent& content, const KeyTable& keys);

/// Judges an event against what was merged, and adds it. Needs a document of parse_candidate().
WouldFork judge_candidate(const canon::Document& candidate, InputMerge::Merged& merged, VerdictCache* verdicts);

}  // namespace pith::engine

#endif
