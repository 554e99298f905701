#include "engine/bundles/copy_finder.h"

#include <algorithm>

#include "containers/digest_index.h"

namespace pith::engine {

void CopyFinder::for_each_copy(std::span<const Sha256Digest> events, const Visit& visit) {
  for (const CopyMark& mark : marks_) {
    const auto is_marked = [&mark](const Sha256Digest& event) {
      return containers::digest_prefix(event) == mark.digest_prefix;
    };
    if (std::none_of(events.begin(), events.end(), is_marked)) {
      continue;
    }
    const AcceptedDocument& accepted = inputs_.document_of(mark.item);
    const OpenDocument& document = open(accepted);
    const std::size_t item = mark.item - accepted.first_item;
    const EventCopy copy(document.items()[item].value, document.text(), crypto_);
    if (std::find(events.begin(), events.end(), copy.digest()) != events.end() &&
        !visit(copy, {accepted.input, accepted.document.line, document.pointer(item)})) {
      return;
    }
  }
}

const OpenDocument& CopyFinder::open(const AcceptedDocument& document) {
  if (!open_ || open_first_item_ != document.first_item) {
    open_.reset();  // first, so that only one is in memory
    open_.emplace(document.document);
    open_first_item_ = document.first_item;
  }
  return *open_;
}

}  // namespace pith::engine
