#ifndef PITH_CLI_SHORT_LIST_H
#define PITH_CLI_SHORT_LIST_H

// SPEC 11: texts for people list the first faults of a kind, and then say how many more there are.

#include <cstddef>
#include <map>

#include "pith/result.h"

namespace pith::cli {

/// Counts things by their kind, and tells which of them a text lists: the first listed_faults_max of each kind.
template <class Kind>
class ShortList {
 public:
  /// Counts the next thing of a kind. Returns whether it is listed.
  bool count(Kind kind) { return ++counts_[kind] <= listed_faults_max; }

  /// Calls `say(kind, how many)` for each kind of which not all are listed, in the order of the kinds.
  template <class Say>
  void for_each_rest(Say say) const {
    for (const auto& [kind, count] : counts_) {
      if (count > listed_faults_max) {
        say(kind, count - listed_faults_max);
      }
    }
  }

 private:
  std::map<Kind, std::size_t> counts_;
};

}  // namespace pith::cli

#endif
