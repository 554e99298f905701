#ifndef PITH_TESTS_NETWORK_TESTED_MIRROR_H
#define PITH_TESTS_NETWORK_TESTED_MIRROR_H

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "examples/mirror/mirror.h"

namespace pith::tests::network {

/// What may be wrong with a mirror, on purpose.
enum class Fault : std::uint8_t {
  none,
  drops_variants,            ///< it keeps the first copy of an event, and no other
  prefers_newest,            ///< it replaces what it has by the bundle that it gets
  forgets_at_restart,        ///< it does not read the last line that it has kept of a record
  never_synchronises,        ///< it does not wait until what it remembers is on the disk
  takes_events_for_bundles,  ///< it takes an event with a member `bundle_type` for a bundle when it reads it again
  serves_only_live_records,  ///< it serves nothing new of a record that was withdrawn
  keeps_first_bundle,        ///< of bundles that claim the same, it keeps the first that comes, as it comes
  hoards_bundles,            ///< it keeps bundles that no trusted key signed
  forgets_unknown_keys,      ///< it does not read again what no key signed that it trusts now
  hides_forks,               ///< its state.json does not list them
};

/// Results of pure functions, shared by all mirrors of many networks: without them most of the time would go into
/// computing the same again.
struct Results {
  struct Sorted {
    std::vector<mirror::Item> items;
    std::vector<std::string> complaints;
  };

  std::unordered_map<std::string, Sorted> sorted;
  std::unordered_map<std::string, std::string> faults;
  std::unordered_map<std::string, std::optional<std::string>> claims;
  std::unordered_map<std::string, mirror::RecordMemory> loaded;
  std::unordered_map<std::string, std::optional<mirror::Publication>> publications;

  /// Forgets everything if it has become much.
  void limit();
};

/// The mirror of examples/, as it is or with a fault.
class TestedMirror : public mirror::Mirror {
 public:
  /// `keyring_name` is another one for another keyring: results depend on it.
  TestedMirror(mirror::Disk& disk, mirror::Trust trust, std::string keyring_name, Fault fault, Results& results)
      : Mirror(disk, std::move(trust)), keyring_name_(std::move(keyring_name)), fault_(fault), results_(results) {}

 protected:
  std::unique_ptr<mirror::RecordMemory> make_memory(const std::string& pith_number) const override;
  std::vector<std::string> sort(std::string_view document, bool may_be_other,
                                const mirror::TakeItem& take) const override;

 private:
  std::string keyring_name_;
  Fault fault_;
  Results& results_;
  mutable std::set<std::string> recalled_;  // the records that were loaded since the restart
};

}  // namespace pith::tests::network

#endif
