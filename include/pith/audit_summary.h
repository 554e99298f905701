#ifndef PITH_AUDIT_SUMMARY_H
#define PITH_AUDIT_SUMMARY_H

/// @file
/// Counts over many verdicts, and which run of an audit they come from.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pith/audit.h"
#include "pith/bundle.h"
#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/mirror_digest.h"
#include "pith/result.h"

namespace pith {

/// What the verdicts of an audit depend on, other than the documents: the first line of a file of verdicts.
struct AuditRun {
  std::string program;        ///< `pith-merge` and its version
  std::string merge_version;  ///< the version of the rules, which states name too
  std::string keys_sha256;    ///< audit_keys_sha256(), as 64 lower-case hexadecimal digits

  /// Member by member.
  friend bool operator==(const AuditRun&, const AuditRun&) = default;
};

/// The hash over the keys that are trusted and the options that change verdicts: of the canonical form of
/// {"keys", "max_document", "trust_bundle_keys"}, where "keys" is as in `input_sha256` (SPEC 9.6). Linear in the keys.
PITH_API std::string audit_keys_sha256(const Keyring& keyring, std::uint64_t max_document_bytes,
                                       BundleKeys bundle_keys = BundleKeys::ignore);

/// The run of this version of the library with these keys and options. Linear in the keys.
PITH_API AuditRun make_audit_run(const Keyring& keyring, std::uint64_t max_document_bytes,
                                 BundleKeys bundle_keys = BundleKeys::ignore);

/// A run as a line of JSON, without a newline: `pith-merge.audit-run.v1`, which docs/json.md describes.
/// Needs texts that are UTF-8. Pure.
PITH_API std::string to_json(const AuditRun& run);

/// Reads the line of a run. Unknown members are ignored.
/// Errors: those of the JSON (SPEC 1.4), or `not_a_verdict` with the place in the line. Pure; time n log n.
PITH_API Result<AuditRun> parse_audit_run(std::string_view json);

/// How many failures a summary keeps. A page with more is not read.
inline constexpr std::size_t audit_failures_max = 1000;

/// How many distinct names `failed`, `reasons` and `warnings` of a summary each have, apart from `other`. There are
/// some twenty names of each kind, and newer versions may add some. This bounds what hostile lines can add to a
/// summary: each may have audit_names_max names that no line had before.
inline constexpr std::size_t audit_summary_names_max = 256;

/// Counts over verdicts. Verdicts may be added in any order, and parts may be merged in any grouping: only `failures`
/// depends on it. A document that occurs twice counts twice, but its line in `digest` is there once.
///
/// If `failed`, `reasons` or `warnings` would get more than audit_summary_names_max names, it keeps the first of them
/// in byte order, and counts the others together under the name `other`. No check, reason or warning has that name.
struct AuditSummary {
  /// Bundles by the year of their Pith Number.
  struct Year {
    std::uint64_t hold = 0;  ///< bundles that hold
    std::uint64_t fail = 0;  ///< bundles that fail

    /// Member by member.
    friend bool operator==(const Year&, const Year&) = default;
  };

  std::uint64_t hold = 0;           ///< bundles that hold
  std::uint64_t fail = 0;           ///< bundles that fail a check
  std::uint64_t refused = 0;        ///< documents that are not bundles or cannot be read
  std::uint64_t other = 0;          ///< is_other_document(): they have no verdict, so the caller counts them here
  std::uint64_t events = 0;         ///< distinct events, counted in each bundle
  std::uint64_t equivocations = 0;  ///< counted in each bundle
  std::map<std::string, std::uint64_t, std::less<>> failed;    ///< by name of a check: bundles that fail it
  std::map<std::string, std::uint64_t, std::less<>> reasons;   ///< by name of a reason: events
  std::map<std::string, std::uint64_t, std::less<>> warnings;  ///< by code: bundles
  std::map<std::string, std::uint64_t, std::less<>> errors;    ///< by code: documents that are refused
  std::map<std::string, Year, std::less<>> years;  ///< by four digits, or `other` if the number has another form
  std::vector<AuditLine> failures;  ///< the first audit_failures_max that fail or are refused, in the order of add()
  MirrorDigest digest;              ///< of the bundles that hold

  /// Bundles: hold + fail.
  std::uint64_t bundles() const noexcept { return hold + fail; }
  /// Documents that have a verdict: hold + fail + refused.
  std::uint64_t documents() const noexcept { return hold + fail + refused; }

  /// Adds a verdict.
  /// Needs a verdict that audit(), refuse() or parse_audit_line() has made, or one that has either `error`, or both
  /// `pith_number` and `state_sha256`.
  /// Time log n in the distinct lines of `digest`. Memory: its line in `digest` if it holds; the verdict itself if it
  /// does not, for the first audit_failures_max of these; and the names that are new, as bounded above.
  PITH_API void add(const AuditLine& line);

  /// Adds a summary of verdicts that come after those of this one.
  /// Needs another object than this one: its verdicts would count twice. Time n log n in the lines of its digest.
  PITH_API void merge(const AuditSummary& later);
};

/// A summary as JSON, without a newline: `pith-merge.audit-summary.v1`, which docs/json.md describes. A member of `run`
/// that is empty is not known, and null there. Linear.
PITH_API std::string to_json(const AuditSummary& summary, const Crypto& crypto, const AuditRun& run);

/// A whole summary as text, so that parts of an audit on other machines can send it: its JSON, the lines of `failures`,
/// an empty line, and the lines of `digest`. It may change with the version of this library. Linear.
PITH_API std::string pack(const AuditSummary& summary, const Crypto& crypto);

/// Reads what pack() has written.
/// Errors: those of the JSON (SPEC 1.4), or `not_a_verdict`, with the place in the text. Pure; time n log n.
PITH_API Result<AuditSummary> unpack_audit_summary(std::string_view packed, const Crypto& crypto);

}  // namespace pith

#endif
