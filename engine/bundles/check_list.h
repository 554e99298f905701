#ifndef PITH_ENGINE_BUNDLES_CHECK_LIST_H
#define PITH_ENGINE_BUNDLES_CHECK_LIST_H

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/document.h"
#include "engine/keys/key_table.h"
#include "pith/bundle.h"
#include "pith/result.h"

namespace pith::engine {

/// The checks of a report, in the order in which they were made.
class CheckList {
 public:
  CheckList() { checks_.reserve(checks_usual); }

  void pass(std::string_view name, std::string_view pointer) {
    checks_.push_back({std::string(name), true, std::nullopt, std::nullopt, std::string(pointer)});
  }
  void fail(std::string_view name, std::string_view pointer, std::optional<std::string> expected,
            std::optional<std::string> actual) {
    checks_.push_back({std::string(name), false, std::move(expected), std::move(actual), std::string(pointer)});
  }

  /// One fault of many: the first listed_faults_max are listed, and end_faults() says how many more there are.
  void add_fault(std::string_view name, std::string_view pointer, std::string_view actual) {
    if (++fault_count_ <= listed_faults_max) {
      fail(name, pointer, std::nullopt, std::string(actual));
    }
  }
  void add_unlisted_faults(std::size_t count) { fault_count_ += count; }
  void end_faults(std::string_view name, std::string_view pointer) {
    if (fault_count_ > listed_faults_max) {
      fail(name, pointer, std::nullopt, std::to_string(fault_count_ - listed_faults_max) + " more");
    }
    fault_count_ = 0;
  }

  bool all_pass() const {
    return std::all_of(checks_.begin(), checks_.end(), [](const Check& check) { return check.ok; });
  }
  std::vector<Check> take() { return std::move(checks_); }

 private:
  static constexpr std::size_t checks_usual = 16;

  std::vector<Check> checks_;
  std::size_t fault_count_ = 0;  // of the list that is being made
};

/// The keys of a keyring that a bundle's signers and signatures name.
class UsedKeys {
 public:
  /// Notes the key that an object names, and whether a signature held under it.
  void note(const KeyTable& keys, std::optional<canon::Value> object, bool holds) {
    const std::optional<std::string_view> key_id = object ? object->find_string("key_id") : std::nullopt;
    const std::optional<std::string_view> fingerprint =
        object ? object->find_string("public_key_fingerprint") : std::nullopt;
    const TrustedKey* const key = key_id && fingerprint ? keys.find(*key_id, *fingerprint) : nullptr;
    if (key != nullptr) {
      keys_.push_back(key);
      vouches_for_itself_ = vouches_for_itself_ || (holds && key->origin == KeyOrigin::bundle);
    }
  }

  /// Whether a signature held under a key that came from the bundle.
  bool vouches_for_itself() const { return vouches_for_itself_; }

  /// Each key once, in the order of the table that holds them all.
  std::vector<KeyInfo> list() {
    std::sort(keys_.begin(), keys_.end());  // by address in the table, and so in its order
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    std::vector<KeyInfo> infos;
    for (const TrustedKey* const key : keys_) {
      infos.push_back(key->info());
    }
    return infos;
  }

 private:
  std::vector<const TrustedKey*> keys_;
  bool vouches_for_itself_ = false;
};

}  // namespace pith::engine

#endif
