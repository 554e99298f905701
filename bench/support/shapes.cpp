#include "bench/support/shapes.h"

#include <algorithm>

#include "canon/parse.h"

namespace pith::bench {
namespace {

constexpr std::string_view target = "target";
constexpr std::string_view created_at = "2026-07-05T00:00:00Z";
constexpr std::string_view signer_json =
    R"({"key_id":"key","public_key_fingerprint":"fingerprint","signer_id":"alice","signer_type":"author"})";
constexpr std::string_view payload_json = "{}";

}  // namespace

Sha256Digest digest_of(std::uint64_t number) {
  Sha256Digest digest = {};
  std::uint64_t state = number;
  for (std::size_t i = 0; i < 32; ++i) {
    if (i % 8 == 0) {  // splitmix64
      state += 0x9E3779B97F4A7C15;
    }
    std::uint64_t word = state;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    digest.bytes[i] = static_cast<std::uint8_t>((word ^ (word >> 31)) >> (8 * (i % 8)));
  }
  return digest;
}

Shape chain() {
  return {"chain", [](std::size_t i) { return i == 0 ? Links() : Links{i - 1, {}}; }, [](std::size_t) { return 0; }};
}

Shape one_position() {
  return {"one_position", [](std::size_t) { return Links(); }, [](std::size_t) { return 1; }};
}

Shape one_predecessor() {
  return {"one_predecessor",
          [](std::size_t i) {
            return i == 0 ? Links() : Links{0, {}};
          },
          [](std::size_t) { return 1; }};
}

// The roots share the position null, and the followers of one event share that event as their position.
Shape forest() {
  return {"forest",
          [](std::size_t i) {
            return i < 10 ? Links() : Links{i / 10, {}};
          },
          [](std::size_t count) { return count / 10; }};
}

// Of two events that follow the same event, the later supersedes the earlier. The three roots share the position null.
Shape graph() {
  return {"graph",
          [](std::size_t i) {
            if (i < 3) {
              return Links();
            }
            return Links{i / 2, {i - 1, i / 3}};
          },
          [](std::size_t) { return 1; }};
}

Shape supersedes(std::size_t count) {
  return {"supersedes",
          [count](std::size_t i) {
            Links links;
            for (std::size_t back = 1; back <= std::min(i, count); ++back) {
              links.supersedes.push_back(i - back);
            }
            return links;
          },
          [](std::size_t) { return 0; }};
}

Shape copies() {
  Shape shape = forest();
  shape.name = "copies";
  shape.has_copies = true;
  return shape;
}

Shape unresolved() {
  return {"unresolved", [](std::size_t) { return Links{absent, {}}; }, [](std::size_t) { return 0; }};
}

EventSource::EventSource(const Shape& shape, std::size_t count, std::string_view event_type, const DigestOf& digests)
    : absent_digest_(digests(count)),
      has_copies_(shape.has_copies),
      event_type_(event_type),
      document_(*canon::parse("{}")) {
  digests_.reserve(count);
  links_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    digests_.push_back(digests(i));
    links_.push_back(shape.links_of(i));
  }
}

// Times that go up and down, so that sorting has work to do.
std::int64_t EventSource::second_of(std::size_t event) const {
  return static_cast<std::int64_t>(event * 7919 % 1000);
}

void EventSource::add_all_to(engine::RecordEvents& events) const {
  const auto digest_at = [&](std::size_t event) { return event == absent ? absent_digest_ : digests_[event]; };
  engine::EventContent content{event_type_, events.subject(), target,           created_at, "1.0",
                               {0, 0},      document_.root(), document_.root(), "alice",    "author",
                               "key",       "fingerprint",    std::nullopt,     {}};
  const auto add = [&](std::size_t event) {
    const Links& links = links_[event];
    content.created_at = {second_of(event), 0};
    content.prev_event.reset();
    if (links.prev_event) {
      content.prev_event = digest_at(*links.prev_event);
    }
    content.supersedes.clear();
    for (const std::size_t superseded : links.supersedes) {
      content.supersedes.push_back(digest_at(superseded));
    }
    events.add_authentic({digests_[event], content, signer_json, payload_json, Sha256Digest{}, false});
  };
  for (std::size_t event = 0; event < digests_.size(); ++event) {
    add(event);
    if (has_copies_ && event % 3 == 0) {
      add(event / 2);
    }
  }
}

std::size_t EventSource::own_size_bytes() const {
  return event_type_.size() + target.size() + created_at.size() + signer_json.size() + payload_json.size();
}

}  // namespace pith::bench
