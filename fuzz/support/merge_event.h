#ifndef PITH_FUZZ_SUPPORT_MERGE_EVENT_H
#define PITH_FUZZ_SUPPORT_MERGE_EVENT_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/support/merge_faults.h"
#include "pith/event_set.h"
#include "tests/support/reference_event.h"
#include "tests/support/world.h"

namespace pith::fuzz {

/// The choices that an arriving object is made from. A letter may be any number: it counts modulo the number of
/// choices.
struct Plan {
  enum Letter : std::uint8_t {
    is_odd,  ///< unless 0, it is not an event but other JSON, and of the letters only `words` counts
    signer,
    type,
    target,
    time,
    words,    ///< the payload
    fault,    ///< in the content; 0 for none
    receipt,  ///< of a record_created
    envelope,
    spelling,
    letter_count,
  };
  std::array<std::uint8_t, letter_count> letters{};
  std::optional<Sha256Digest> prev;
  std::vector<Sha256Digest> supersedes;

  /// Plans with equal names are equal.
  std::string name() const;
};

/// An object that arrives. It is made, signed and checked once, however often it arrives.
struct Arrival {
  std::string name;     ///< of its plan
  std::string json;     ///< in canonical form
  std::string respelt;  ///< the same in another spelling
  Sha256Digest id = {};
  tests::reference::Copy copy;
  EventSet alone;
};

/// Makes arrivals, and remembers a few thousand, since a mutated input has most of them in common with other inputs.
class Maker {
 public:
  Maker();

  std::shared_ptr<const Arrival> make(const Plan& plan);

  const tests::World& world() const { return world_; }
  const tests::reference::Checker& checker() const { return checker_; }
  VerdictCache& verdicts() { return verdicts_; }

  /// How many faults, envelopes and record payloads were not used in any event so far.
  std::size_t unreached_count() const;

 private:
  /// Things to choose from, and which of them were chosen.
  template <class T>
  class List {
   public:
    explicit List(std::vector<T> items) : items_(std::move(items)), is_reached_(items_.size(), false) {}

    std::size_t size() const { return items_.size(); }
    std::size_t unreached_count() const {
      return static_cast<std::size_t>(std::count(is_reached_.begin(), is_reached_.end(), false));
    }
    const T& pick(std::size_t choice) {
      const std::size_t index = choice % items_.size();
      is_reached_[index] = true;
      return items_[index];
    }

   private:
    std::vector<T> items_;
    std::vector<bool> is_reached_;
  };

  std::string write(const Plan& plan);
  std::shared_ptr<const Arrival> make_anew(const Plan& plan, std::string name);

  tests::World world_;
  tests::Signer visitor_{12, "visitor-key", "visitor", "pith_registry"};  ///< whose key is from a bundle (SPEC 3.5)
  tests::reference::Checker checker_;
  SignatureTable signatures_;
  VerdictCache verdicts_{4096};
  std::vector<const tests::Signer*> signers_;
  List<Fault> faults_;
  List<Fault> envelopes_;
  List<std::string> record_payloads_;
  std::vector<std::shared_ptr<const Arrival>> slots_;
};

/// One of a few instants. Some are equal, but spelled differently (SPEC 4.4).
const std::string& some_instant(std::size_t choice);

}  // namespace pith::fuzz

#endif
