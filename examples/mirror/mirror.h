#ifndef PITH_EXAMPLES_MIRROR_MIRROR_H
#define PITH_EXAMPLES_MIRROR_MIRROR_H

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
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
  /// Makes sure that what an earlier process left is on the disk. The disk must outlive this.
  Mirror(Disk& disk, Trust trust);
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;
  virtual ~Mirror() = default;

  /// Takes in a document. It stays in memory until keep(). Returns what is left out, and why; for people.
  std::vector<std::string> take(std::string_view document, bool may_be_other);
  /// How many bytes wait for keep().
  std::size_t waiting_bytes() const { return waiting_bytes_; }
  /// Remembers everything that was taken in. Afterwards it is on the disk.
  void keep();

  /// Brings what is served about every record up to date. Calls `report` for each record that was created, in order.
  void publish(const std::function<void(const std::string& pith_number, const Publication&)>& report);
  /// Serves a manifest. `write` makes it from the time at which it was generated, which stays if nothing else changes.
  void publish_manifest(const std::function<std::string(std::string_view generated_at)>& write, std::string_view now);

 protected:
  /// Virtual so that the tests can plant faults.
  virtual std::unique_ptr<RecordMemory> make_memory(const std::string& pith_number) const;
  /// Virtual so that the tests can remember results. Pure.
  virtual SortedDocument sort(std::string_view document, bool may_be_other) const;

  const Trust& trust() const { return trust_; }

 private:
  std::unique_ptr<RecordMemory> recall(const std::string& pith_number);

  Disk& disk_;
  Trust trust_;
  std::map<std::string, std::vector<Item>> waiting_;  // by Pith Number
  std::size_t waiting_bytes_ = 0;
};

}  // namespace mirror

#endif
