#ifndef PITH_AUDIT_H
#define PITH_AUDIT_H

/// @file
/// One verdict on one document, small enough to keep millions of them, and its line of JSON.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/verdict_cache.h"

namespace pith {

/// The most bytes that a verdict keeps of one text of a document, such as a value that is wrong. A longer text is cut
/// between two characters and ends in `...`, within this size. It is more than any text that can be right has: a hash
/// has 64 bytes, and a Pith Number 36. So a verdict and its line are small, whatever is in the document.
inline constexpr std::size_t audit_text_bytes_max = 256;

/// The first fault of a check that fails, as Check has it. The texts are cut.
struct AuditFault {
  std::string check;                    ///< the name of the check
  std::optional<std::string> expected;  ///< what the rules give, if there is such a value
  std::optional<std::string> actual;    ///< what the bundle says, or what is wrong with it
  std::string pointer;                  ///< RFC 6901, into the bundle
};

/// What an audit says about one document. Either `error` is set, or the document is a bundle.
struct AuditVerdict {
  std::optional<Sha256Digest> sha256;        ///< of its bytes; std::nullopt if they were not read, or there are none
  std::optional<std::string> pith_number;    ///< as the bundle spells it, cut; std::nullopt with an error
  bool ok = false;                           ///< whether it is a bundle and holds
  std::optional<Sha256Digest> state_sha256;  ///< as in BundleReport; std::nullopt with an error
  std::optional<Sha256Digest> authentic_state_sha256;  ///< the same
  std::optional<Sha256Digest> input_sha256;            ///< the same
  std::uint64_t event_count = 0;                       ///< the distinct events, invalid ones included
  std::uint64_t equivocation_count = 0;                ///< of the recomputed state
  std::vector<std::string> failed;                     ///< names of checks, each once, in the order of the report
  std::map<std::string, std::uint64_t, std::less<>> reasons;  ///< how many events are invalid, by name of the reason
  std::vector<std::string> warnings;                          ///< names of codes, each once, in byte order
  std::vector<AuditFault> faults;  ///< one for each name in `failed`: causes first, as diagnose() has them
  std::optional<Error> error;      ///< why there is no bundle; its explanation is cut
};

/// Audits one document: parses it, verifies it as a bundle, and says the result in short. What is wrong with the
/// document is part of the verdict. The result is the same with and without a cache.
/// Throws std::bad_alloc or SystemFailure if the machine fails. Costs what Bundle::parse() and Bundle::verify() cost,
/// and the hash of the document.
PITH_API AuditVerdict audit(std::string document, const Keyring& keyring, BundleKeys bundle_keys = BundleKeys::ignore,
                            VerdictCache* verdicts = nullptr);

/// The verdict on a document that was refused before it could be audited: `too_large`, `unreadable` or `empty`, which
/// have no place. `sha256` is the hash of its bytes, if they were read whole. Pure.
PITH_API AuditVerdict refuse(Error error, std::optional<Sha256Digest> sha256 = std::nullopt);

/// Whether a document is another file that mirrors have beside bundles: an object with `state_type` or
/// `manifest_type`, and without `bundle_type`. Parses it, so ask only if audit() says `not_a_bundle`. Time n log n.
PITH_API bool is_other_document(std::string_view document);

/// A verdict as a line of JSON, without a newline: `pith-merge.audit.v1`, which docs/json.md describes. `source` says
/// where the document is; it may be any bytes.
/// Needs a verdict that audit(), refuse() or parse_audit_line() has made, or texts of the same form: UTF-8, and names
/// of `a` to `z`, digits and `_`. Pure; linear.
PITH_API std::string to_json(const AuditVerdict& verdict, std::string_view source);

/// A verdict and where its document is.
struct AuditLine {
  std::string source;    ///< any bytes
  AuditVerdict verdict;  ///< `offset_bytes` of its error's place is 0: a line has no offset
};

/// The names in one list of a line are at most this many. There are twenty checks or so, and newer versions may add
/// some. This bounds what a hostile line can add to a summary.
inline constexpr std::size_t audit_names_max = 64;

/// Reads a line, spelt in any way that JSON allows. Unknown members are ignored. Names of checks, reasons and warnings
/// may be unknown, since a newer version may have written the line.
/// Errors: those of the JSON (SPEC 1.4), or `not_a_verdict` with the place in the line: a member is missing or has
/// another form, the code of the error is unknown, or the members contradict one another: `ok` is true although a check
/// failed, or `faults` has a name that is not in `failed`, or has one twice. Pure; time n log n.
PITH_API Result<AuditLine> parse_audit_line(std::string_view json);

}  // namespace pith

#endif
