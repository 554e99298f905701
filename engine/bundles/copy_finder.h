#ifndef PITH_ENGINE_BUNDLES_COPY_FINDER_H
#define PITH_ENGINE_BUNDLES_COPY_FINDER_H

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/bundles/input_merge.h"
#include "engine/bundles/open_document.h"
#include "engine/events/event_content.h"

namespace pith::engine {

/// Where a copy of an event is.
struct CopyPlace {
  std::size_t input = 0;  ///< in the order in which the inputs were added, from 0
  std::size_t line = 1;   ///< of the input, in which the document begins
  std::string pointer;    ///< RFC 6901, from the document to the copy
};

/// Finds the copies of events in the inputs of a merge again. A merge keeps nothing of an event that is not authentic.
/// Keeps the last document open, since the events of one input are often in one document. The inputs must outlive it.
class CopyFinder {
 public:
  /// Gets a copy with its place. Its views are valid during the call. Returns whether other copies of the same event
  /// are wanted.
  using Visit = std::function<bool(const EventCopy&, const CopyPlace&)>;

  /// `marks` are those of the merge of these inputs.
  CopyFinder(const InputMerge& inputs, const std::vector<CopyMark>& marks, const Crypto& crypto)
      : inputs_(inputs), marks_(marks), crypto_(crypto) {}

  /// Calls `visit` with each copy of these events that is wanted, in the order of the inputs. Time: n log n in the
  /// documents that have one, and the marks times log n in the events.
  void for_each_copy(std::span<const Sha256Digest> events, const Visit& visit);

 private:
  const OpenDocument& open(const AcceptedDocument& document);

  const InputMerge& inputs_;
  const std::vector<CopyMark>& marks_;
  const Crypto& crypto_;
  std::unique_ptr<const OpenDocument> open_;
  std::size_t open_first_item_ = 0;
};

}  // namespace pith::engine

#endif
