#ifndef PITH_MINIMISE_H
#define PITH_MINIMISE_H

/// @file
/// The smallest input for which something still fails: for whoever compares an implementation of SPEC.md with another
/// one, and has a large input on which the two differ.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"

namespace pith {

/// What the caller found out about a candidate.
enum class Trial : std::uint8_t {
  passes,  ///< it does not fail
  fails,   ///< it fails, as the whole input does
  stop,    ///< no more candidates are wanted
};

/// An input to try.
struct Candidate {
  /// In the format that merge_inputs() takes: NDJSON, one bundle or event in each line, in canonical form. Each line
  /// ends with a line feed. Valid during the call alone.
  std::string_view input;
  std::size_t event_count = 0;  ///< the events in it, copies and events of bundles included
  std::size_t run = 1;          ///< how many candidates were tried, this one included
};

/// Tries a candidate. What it throws passes through minimise().
using TryCandidate = std::function<Trial(const Candidate& candidate)>;

/// What minimise() found.
struct Minimised {
  std::optional<std::string> input;   ///< the smallest candidate that failed; std::nullopt if not even the first did
  std::size_t event_count = 0;        ///< the events in it
  std::size_t given_event_count = 0;  ///< the events in the first candidate, which has everything
  std::size_t given_size_bytes = 0;   ///< the size of that one
  std::size_t run_count = 0;          ///< how many candidates were tried
  bool is_stopped = false;            ///< whether the caller ended it
};

/// Removes parts of the inputs while the rest still fails. The first candidate has everything. If it fails, candidates
/// leave out, in this order: whole lines, each a bundle or an event; members of bundles, except `bundle_type`,
/// `pith_number` and `events`; events of bundles; members of payloads, and elements of their arrays, from the outside
/// in. No candidate is empty. A payload that is changed no longer has the hash and signature of its event.
///
/// Of each kind, all are left out first, then halves, quarters, and so on to single parts, until none can be left out.
/// If k parts of n must stay, that takes about 2 k log2(n) candidates. It takes at most 3 n + log2(n) of them if what
/// fails also fails with more around it, and otherwise n for each single part that only then can be left out.
///
/// Errors, and `*refused_input`: as for merge_inputs(), apart from those about the subject; also `unreadable`, about
/// all inputs, if a bundle or an event in canonical form is over the size limit. If the inputs hold no bundle and no
/// event, nothing is tried. Pure, apart from what `try_candidate` does: the same answers give the same candidates. Time
/// n log n for each kind of part, and the size of each candidate; memory proportional to n.
PITH_API Result<Minimised> minimise(std::span<const std::string_view> inputs, const TryCandidate& try_candidate,
                                    std::size_t* refused_input = nullptr);

/// A conformance vector of the kind `input` (tests/vectors/README.md) about one input, as JSON in ASCII with a line
/// feed at the end. It has the input as base64, all keys of the keyring, the subject or null, and as `expected` what
/// this library makes of it: the state document, or the code of the refusal. Its name follows from the hash of the
/// input. Needs an empty subject, or is_pith_number(subject). The keys of bundles are not trusted, as in every such
/// vector. Costs what merge_inputs() costs. Pure.
PITH_API std::string input_vector(std::string_view input, const Keyring& keyring, std::string_view subject = {});

}  // namespace pith

#endif
