#ifndef PITH_TESTS_NETWORK_TESTED_MIRROR_H
#define PITH_TESTS_NETWORK_TESTED_MIRROR_H

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "examples/mirror/mirror.h"

namespace pith::tests::network {

/// What may be wrong with a mirror, on purpose.
enum class Fault : std::uint8_t {
  none,
  drops_variants,      ///< it keeps the first copy of an event, and no other
  prefers_newest,      ///< it replaces what it has by the bundle that it gets
  forgets_at_restart,  ///< it does not read the last line that it has kept of a record
  never_synchronises,  ///< it does not wait until what it remembers is on the disk
};

/// Results of pure functions, shared by all mirrors of many networks: without them most of the time would go into
/// computing the same again.
struct Results {
  std::unordered_map<std::string, mirror::SortedDocument> sorted;
  std::unordered_map<std::string, bool> authentic;
  std::unordered_map<std::string, std::optional<std::string>> claims;
  std::unordered_map<std::string, mirror::RecordMemory> loaded;
  std::unordered_map<std::string, std::optional<mirror::Publication>> publications;

  /// Forgets everything if it has become much.
  void limit();
};

/// The mirror of examples/, as it is or with a fault.
class TestedMirror : public mirror::Mirror {
 public:
  TestedMirror(mirror::Disk& disk, mirror::Trust trust, Fault fault, Results& results)
      : Mirror(disk, std::move(trust)), fault_(fault), results_(results) {}

 protected:
  std::unique_ptr<mirror::RecordMemory> make_memory(const std::string& pith_number) const override;
  mirror::SortedDocument sort(std::string_view document, bool may_be_other) const override;

 private:
  Fault fault_;
  Results& results_;
  mutable std::set<std::string> recalled_;  // the records that were loaded since the restart
};

}  // namespace pith::tests::network

#endif
