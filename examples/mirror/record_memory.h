#ifndef PITH_EXAMPLES_MIRROR_RECORD_MEMORY_H
#define PITH_EXAMPLES_MIRROR_RECORD_MEMORY_H

#include <pith/merge.h>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace mirror {

/// What a mirror believes, and how much it keeps of what it does not believe.
struct Trust {
  pith::Keyring keys;
  pith::VerdictCache* verdicts = nullptr;  ///< may be null
  /// Strangers can make any number of events. This many bytes of them are kept of each record, with what each takes in
  /// memory: an honest record has kilobytes, so there is room for every event whose key may become known later.
  std::size_t others_bytes_max = std::size_t{16} << 20U;
};

/// What an event that is kept and not served takes in memory, apart from its text.
inline constexpr std::size_t other_overhead_bytes = 256;

/// What a mirror serves about a record.
struct Publication {
  std::string bundle_json;
  std::string state_json;  ///< that of this bundle
  pith::Sha256Digest state_sha256 = {};
  pith::Sha256Digest authentic_state_sha256 = {};
};

/// What a mirror remembers of one record, and what it serves about it. Pure: it knows no file, and every result follows
/// from what was loaded and taken.
///
/// It never forgets what a trusted key signed: each *variant* of each authentic event, and what the registry's bundles
/// claim. A variant is a content with a signature that holds. Whatever else an envelope or a `bundle_signature` has,
/// such as `signed_at`, is left out: nobody signed it, so anybody could make any number of copies that differ in it.
/// Only the holder of the key can make a second variant. Of several bundles that a registry key signed and that claim
/// the same, the one that was built last is kept, and of several such the least in bytes.
///
/// Other events are kept up to a limit, first come, first served: a key may become known later. What is kept is never
/// dropped for something else, so nobody can push an event out. What a bundle has that a registry key signed is kept
/// whatever the limit.
///
/// Some functions are virtual so that the tests can plant faults, and remember results.
class RecordMemory {
 public:
  /// Needs pith::is_pith_number(pith_number).
  RecordMemory(std::string pith_number, Trust trust);
  RecordMemory(const RecordMemory&) = default;
  RecordMemory& operator=(const RecordMemory&) = default;
  virtual ~RecordMemory() = default;

  /// Takes in what text() gave, whatever the limit: with another keyring, more of it may be others' events.
  /// Throws std::runtime_error if a line is not JSON, because somebody has damaged the file.
  virtual void load(std::string_view text);

  /// Takes in an event of this record, in canonical form.
  virtual void take_event(std::string_view event);
  /// Takes in a bundle of this record, with its events, if a trusted registry key signed it. In canonical form.
  virtual void take_bundle(std::string_view bundle);

  /// All that is remembered, one document a line; the same for the same memory. Each line is a document that other
  /// mirrors and `pith-merge` take as what it is. Empty if no trusted key signed any of it: otherwise strangers could
  /// fill a disk with records that nobody created.
  virtual std::string text() const;

  /// A bundle of everything that trusted keys signed: the registry's own one, if it has all of that and holds, and
  /// otherwise the union, which is not signed. Of several such bundles, the one that was built last, and of several
  /// such the least in bytes. std::nullopt if no valid event created the record.
  virtual std::optional<Publication> publication() const;

  /// How many events are kept and not served, by why not; for people. May quote any text of the input.
  std::map<std::string, std::size_t> not_served() const;

  const std::string& pith_number() const { return pith_number_; }
  const Trust& trust() const { return trust_; }

 protected:
  /// Why no trusted key signed the event; empty if one did.
  virtual std::string fault_of(const std::string& event) const;
  /// What a bundle says that its events do not say, if a trusted registry key signed it: bundles that are signed again
  /// every day claim the same.
  virtual std::optional<std::string> claims_of(const std::string& bundle) const;

 private:
  enum class Limit : bool { none, others };

  void take_event(std::string_view event, Limit limit);
  bool keep_bundle(std::string_view bundle);
  void keep_other(std::string json, std::string fault, Limit limit);

  std::string pith_number_;
  Trust trust_;
  std::set<std::string> authentic_;             // in canonical form, without what nobody signed
  std::map<std::string, std::string> bundles_;  // that a registry key signed, by what they claim
  std::set<std::string> old_bundles_;           // that a registry key signed which is not trusted any more
  std::map<std::string, std::string> others_;   // events, and why they are not authentic
  std::size_t others_bytes_ = 0;                // with other_overhead_bytes for each
};

}  // namespace mirror

#endif
