#ifndef PITH_EXAMPLES_MIRROR_MIRROR_H
#define PITH_EXAMPLES_MIRROR_MIRROR_H

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "examples/mirror/disk.h"
#include "examples/mirror/documents.h"
#include "examples/mirror/record_memory.h"

namespace mirror {

/// A mirror in a folder:
///
///     records/pith-YEAR-SUFFIX.ndjson            what it remembers of a record: see RecordMemory
///     public/pith/SUFFIX/bundle.json             what it serves, in the layout of the registry
///     public/pith/SUFFIX/state.json
///     public/.well-known/pith/SUFFIX/bundle.json
///     public/pith-mirrors.json
///
/// A record is remembered before it is served, so whatever was served is never lost. Of what the mirror takes in, only
/// a Pith Number becomes part of a path, after its form was checked.
class Mirror {
 public:
  /// Documents are sorted into records, so that each record is written once for many of them. This much waits in
  /// memory.
  static constexpr std::size_t waiting_bytes_usual = std::size_t{64} << 20U;

  /// Makes sure that what an earlier process left is on the disk. The disk must outlive this.
  Mirror(Disk& disk, Trust trust, std::size_t waiting_bytes_max = waiting_bytes_usual);
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;
  virtual ~Mirror() = default;

  /// Takes in a document. It waits in memory until keep(), which is called if too much waits. Returns what is left out,
  /// and why; for people.
  std::vector<std::string> take(std::string_view document, bool may_be_other);
  /// How many bytes of memory wait for keep(), about.
  std::size_t waiting_bytes() const { return waiting_bytes_; }
  /// Remembers everything that was taken in. Afterwards it is on the disk, except for damaged() and forgotten().
  void keep();

  /// Brings what is served about every record up to date. Calls `report` for each record that is remembered, in order.
  /// A record that nobody created is not served.
  void publish(const std::function<void(const RecordMemory&, const std::optional<Publication>&)>& report);
  /// Serves a manifest. `write` makes it from the time at which it was generated, which stays if nothing else changes.
  void publish_manifest(const std::function<std::string(std::string_view generated_at)>& write, std::string_view now);

  /// The records of which a file cannot be read, because somebody has damaged it, and what is wrong with it. They are
  /// left as they are: nothing new is remembered of them, and what is served stays.
  const std::map<std::string, std::string>& damaged() const { return damaged_; }
  /// The records of which something was taken in and not kept, because no trusted key signed anything of them.
  const std::set<std::string>& forgotten() const { return forgotten_; }

 protected:
  /// Virtual so that the tests can plant faults.
  virtual std::unique_ptr<RecordMemory> make_memory(const std::string& pith_number) const;
  /// Virtual so that the tests can remember results. Pure.
  virtual std::vector<std::string> sort(std::string_view document, bool may_be_other, const TakeItem& take) const;

  const Trust& trust() const { return trust_; }

 private:
  /// What waits for keep(): each document once, however often it comes.
  struct Waiting {
    std::set<std::string> bundles;
    std::set<std::string> events;
  };

  /// Returns null if the record is damaged.
  std::unique_ptr<RecordMemory> recall(const std::string& pith_number);
  void wait(Item item);

  Disk& disk_;
  Trust trust_;
  std::size_t waiting_bytes_max_;
  std::map<std::string, Waiting> waiting_;  // by Pith Number
  std::size_t waiting_bytes_ = 0;
  std::map<std::string, std::string> damaged_;
  std::set<std::string> forgotten_;
};

}  // namespace mirror

#endif
