#include "examples/mirror/documents.h"

#include <pith/merge.h>

#include <optional>

#include "examples/mirror/json_text.h"

namespace mirror {
namespace {

constexpr std::string_view subject_key = "\"subject_pith_number\"";

/// The Pith Number that a member states, if the value has that form. No character of one is ever escaped.
std::optional<std::string> pith_number_in(const std::vector<Member>& members, std::string_view key) {
  const std::optional<std::string_view> json = find(members, key);
  if (!json || !is_string(*json) || !pith::is_pith_number(json->substr(1, json->size() - 2))) {
    return std::nullopt;
  }
  return std::string(json->substr(1, json->size() - 2));
}

class Sorter {
 public:
  explicit Sorter(const TakeItem& take) : take_(take) {}

  void take_value(std::string_view json, bool may_be_other) {
    if (!is_object(json)) {
      complain("not_an_event");
      return;
    }
    const std::vector<Member> members = members_of(json);
    const auto has = [&](std::string_view key) { return find(members, key).has_value(); };
    if (is_bundle(members)) {
      take_bundle(json, members);
    } else if (has("\"event_type\"")) {
      take_event(json, std::nullopt);
    } else if (may_be_other && !has("\"bundle_type\"") && (has("\"state_type\"") || has("\"manifest_type\""))) {
      return;
    } else if (has("\"bundle_type\"") || has("\"state_type\"") || has("\"public_keys\"")) {
      complain("not_a_bundle");
    } else {
      take_event(json, std::nullopt);
    }
  }

  void complain(std::string_view words) {
    if (++complaint_count_ <= listed_complaints_max) {
      complaints_.emplace_back(words);
    }
  }

  std::vector<std::string> take_complaints() {
    if (complaint_count_ > listed_complaints_max) {
      complaints_.push_back("and " + std::to_string(complaint_count_ - listed_complaints_max) + " more");
    }
    return std::move(complaints_);
  }

 private:
  void take_bundle(std::string_view json, const std::vector<Member>& members) {
    const std::optional<std::string> number = pith_number_in(members, "\"pith_number\"");
    if (number) {
      take_({ItemKind::bundle, *number, std::string(json)});
    } else {
      complain("its pith_number does not have the form of a Pith Number");
    }
    for_each_element(*find(members, "\"events\""), [&](std::string_view event) { take_event(event, number); });
  }

  void take_event(std::string_view json, const std::optional<std::string>& bundle_number) {
    std::optional<std::string> number = bundle_number;
    bool has_type = false;
    if (is_object(json)) {
      const std::vector<Member> members = members_of(json);
      const std::optional<std::string> subject = pith_number_in(members, subject_key);
      number = subject ? subject : number;
      has_type = find(members, "\"event_type\"").has_value();
    }
    if (number) {
      take_({ItemKind::event, *number, std::string(json)});
    } else {
      complain(has_type ? "an event that names no record" : "neither a bundle nor an event: it has no event_type");
    }
  }

  const TakeItem& take_;
  std::vector<std::string> complaints_;
  std::size_t complaint_count_ = 0;
};

}  // namespace

bool is_bundle(const std::vector<Member>& members) {
  const std::optional<std::string_view> number = find(members, "\"pith_number\"");
  const std::optional<std::string_view> events = find(members, "\"events\"");
  return find(members, "\"bundle_type\"") == "\"pith_open_graph_bundle\"" && number && is_string(*number) && events &&
         is_array(*events);
}

std::vector<std::string> sort_document(std::string_view text, bool may_be_other, const TakeItem& take) {
  Sorter sorter(take);
  const pith::Result<std::string> json = pith::canonical_json(text);
  if (!json) {
    sorter.complain(describe(json.error()));
  } else if (is_array(*json)) {
    for_each_element(*json, [&](std::string_view value) { sorter.take_value(value, false); });
  } else {
    sorter.take_value(*json, may_be_other);
  }
  return sorter.take_complaints();
}

std::string write_bundle(std::string_view pith_number, std::string_view events_with_commas) {
  std::string json = R"({"bundle_type":"pith_open_graph_bundle","events":[)";
  json += events_with_commas;
  json += R"(],"pith_number":")";
  json += pith_number;
  return json + "\"}";
}

std::string as_document(std::string_view pith_number, const std::string& event) {
  if (is_object(event)) {
    const std::vector<Member> members = members_of(event);
    const bool is_event = find(members, "\"event_type\"") && !is_bundle(members);
    if (is_event && pith_number_in(members, subject_key) == pith_number) {
      return event;
    }
  }
  return write_bundle(pith_number, event);
}

}  // namespace mirror
