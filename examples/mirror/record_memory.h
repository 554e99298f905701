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
  /// Strangers can make any number of events. This many bytes of them are kept of each record: an honest record has
  /// kilobytes, so there is room for every event whose key may become known later.
  std::size_t others_bytes_max = std::size_t{16} << 20U;
};

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
/// claim. A variant is a content with a signature that holds. Whatever else an envelope has, such as `signed_at`, is
/// left out: nobody signed it, so anybody could make any number of copies that differ in it. Only the holder of the key
/// can make a second variant. Of several bundles that a registry key signed and that claim the same, one is kept.
///
/// Other events are kept up to a limit, first come, first served: a key may become known later. What is kept is never
/// dropped for something else, so nobody can push an event out.
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
  /// Takes in what a bundle of this record claims, if a trusted registry key signed it; not its events. In canonical
  /// form.
  virtual void take_bundle(std::string_view bundle);

  /// All that is remembered, one document a line; the same for the same memory. Empty if no trusted key signed any of
  /// it: otherwise strangers could fill a disk with records that nobody created.
  std::string text() const;

  /// A bundle of everything that trusted keys signed: the registry's own one, if it has all of that and holds, and
  /// otherwise the union, which is not signed. std::nullopt if the record was not created.
  virtual std::optional<Publication> publication() const;

  const std::string& pith_number() const { return pith_number_; }
  const Trust& trust() const { return trust_; }
  /// The bytes of what is kept and not signed by a trusted key.
  std::size_t others_bytes() const { return others_bytes_; }

 protected:
  /// Whether a trusted key signed the event.
  virtual bool is_authentic(const std::string& event) const;
  /// What a bundle says that its events do not say, if a trusted registry key signed it: bundles that are signed again
  /// every day claim the same.
  virtual std::optional<std::string> claims_of(const std::string& bundle) const;

 private:
  enum class Limit : bool { none, others };

  void take_event(std::string_view event, Limit limit);
  bool keep_bundle(std::string_view json);
  void keep_other(std::string json, Limit limit);

  std::string pith_number_;
  Trust trust_;
  std::set<std::string> authentic_;             // in canonical form, without what nobody signed
  std::map<std::string, std::string> bundles_;  // that a registry key signed, by what they claim
  std::set<std::string> others_;
  std::size_t others_bytes_ = 0;
};

}  // namespace mirror

#endif
