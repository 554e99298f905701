#ifndef PITH_BENCH_SUPPORT_SHAPES_H
#define PITH_BENCH_SUPPORT_SHAPES_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "engine/merge/record_events.h"

namespace pith::bench {

/// A digest that looks random. A hash of the number would do too, but is slower.
Sha256Digest digest_of(std::uint64_t number);

/// The links of one event: the numbers of earlier events, or `absent`.
struct Links {
  std::optional<std::size_t> prev_event;
  std::vector<std::size_t> supersedes;
};
inline constexpr std::size_t absent = SIZE_MAX;

/// How events link to each other.
struct Shape {
  const char* name;
  std::function<Links(std::size_t)> links_of;
  /// How many entries of `equivocations` the given number of events makes. Needs a multiple of ten, and events of one
  /// class.
  std::function<std::size_t(std::size_t)> conflict_count;
  bool has_copies = false;  ///< a quarter of the events that arrive were there already
};

Shape chain();                        ///< each follows the one before
Shape one_position();                 ///< no links: all share the position null
Shape one_predecessor();              ///< all follow the first
Shape forest();                       ///< ten roots, ten followers each
Shape graph();                        ///< each follows one and supersedes two
Shape supersedes(std::size_t count);  ///< each supersedes the `count` before it
Shape copies();                       ///< a forest, in which every third event arrives twice
Shape unresolved();                   ///< all follow an event that never arrives, and are invalid

/// Events of one signer, type and target, which are added to a set as already verified. Everything that the set gets is
/// made beforehand, so that only the set is measured.
class EventSource {
 public:
  using DigestOf = std::function<Sha256Digest(std::uint64_t)>;

  /// `event_type` needs static storage.
  EventSource(const Shape& shape, std::size_t count, std::string_view event_type, const DigestOf& digests = digest_of);

  void add_all_to(engine::RecordEvents& events) const;

  /// The bytes of one event that a set must keep to show it: type, target, time, signer and payload.
  std::size_t own_size_bytes() const;

  std::size_t size() const { return digests_.size(); }
  const std::vector<Sha256Digest>& digests() const { return digests_; }
  const std::vector<Links>& links() const { return links_; }
  std::int64_t second_of(std::size_t event) const;

 private:
  std::vector<Sha256Digest> digests_;
  std::vector<Links> links_;
  Sha256Digest absent_digest_ = {};
  bool has_copies_;
  std::string_view event_type_;
  canon::Document document_;
};

}  // namespace pith::bench

#endif
