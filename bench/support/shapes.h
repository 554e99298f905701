#ifndef PITH_BENCH_SUPPORT_SHAPES_H
#define PITH_BENCH_SUPPORT_SHAPES_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "pith/event_set.h"

namespace pith::bench {

/// A digest that looks like one: a hash of the number would do, and be slower.
Sha256Digest digest_of(std::uint64_t number);

/// The links of one event: the numbers of earlier ones, or `absent`.
struct Links {
  std::optional<std::size_t> prev_event;
  std::vector<std::size_t> supersedes;
};
inline constexpr std::size_t absent = SIZE_MAX;

/// How events hang together.
struct Shape {
  const char* name;
  std::function<Links(std::size_t)> links_of;
  /// How many entries of `equivocations` so many events make, a multiple of ten of them, all of one class.
  std::function<std::size_t(std::size_t)> conflict_count;
  bool has_copies = false;  ///< a quarter of what arrives was there already
};

Shape chain();                        ///< each follows the one before
Shape one_position();                 ///< no links: all of them answer in one place
Shape one_predecessor();              ///< all follow the first
Shape forest();                       ///< ten roots, ten followers each
Shape graph();                        ///< each follows one and supersedes two
Shape supersedes(std::size_t count);  ///< each supersedes so many before it
Shape copies();                       ///< a forest, in which every third event arrives twice
Shape unresolved();                   ///< all follow an event that is not there, and are invalid

/// Events of one signer, type and target, which enter a set as verified elsewhere. Everything that a set is
/// given is made beforehand, so that what is measured is the set.
class EventSource {
 public:
  using DigestOf = std::function<Sha256Digest(std::uint64_t)>;

  /// `event_type` needs static storage.
  EventSource(const Shape& shape, std::size_t count, std::string_view event_type, const DigestOf& digests = digest_of);

  void add_all_to(EventSet& events) const;

  /// The bytes of one event that a set shows: type, target, time, signer and payload.
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
