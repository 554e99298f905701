#include "engine/bundles/copy_finder.h"

#include <algorithm>
#include <cstdint>

#include "containers/digest_index.h"

namespace pith::engine {

void CopyFinder::for_each_copy(std::span<const Sha256Digest> events, const Visit& visit) {
  std::vector<Sha256Digest> wanted(events.begin(), events.end());
  std::sort(wanted.begin(), wanted.end());
  const auto is_before = [](const Sha256Digest& event, std::uint64_t prefix) {
    return containers::digest_prefix(event) < prefix;
  };
  for (const CopyMark& mark : marks_) {
    const auto first = std::lower_bound(wanted.begin(), wanted.end(), mark.digest_prefix, is_before);
    if (first == wanted.end() || containers::digest_prefix(*first) != mark.digest_prefix) {
      continue;
    }
    const AcceptedDocument& accepted = inputs_.document_of(mark.item);
    const OpenDocument& document = open(accepted);
    const std::size_t item = mark.item - accepted.first_item;
    const EventCopy copy(document.items()[item].value, document.text(), crypto_);
    if (std::binary_search(first, wanted.end(), copy.digest()) &&
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
