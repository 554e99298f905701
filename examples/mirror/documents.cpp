#include "examples/mirror/documents.h"

#include <pith/merge.h>

#include <optional>

#include "examples/mirror/json_text.h"

namespace mirror {
namespace {

/// The Pith Number that a member states, if the value has that form. No character of one is ever escaped.
std::optional<std::string> pith_number_in(const std::vector<Member>& members, std::string_view key) {
  const std::optional<std::string_view> json = find(members, key);
  if (!json || !is_string(*json) || !pith::is_pith_number(json->substr(1, json->size() - 2))) {
    return std::nullopt;
  }
  return std::string(json->substr(1, json->size() - 2));
}

/// SPEC 9.1.
bool is_bundle(const std::vector<Member>& members) {
  const std::optional<std::string_view> number = find(members, "\"pith_number\"");
  const std::optional<std::string_view> events = find(members, "\"events\"");
  return find(members, "\"bundle_type\"") == "\"pith_open_graph_bundle\"" && number && is_string(*number) && events &&
         is_array(*events);
}

class Sorter {
 public:
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

  void complain(std::string_view words) { sorted_.complaints.emplace_back(words); }

  SortedDocument take_result() { return std::move(sorted_); }

 private:
  void take_bundle(std::string_view json, const std::vector<Member>& members) {
    const std::optional<std::string> number = pith_number_in(members, "\"pith_number\"");
    if (number) {
      sorted_.items.push_back({ItemKind::bundle, *number, std::string(json)});
    } else {
      complain("its pith_number does not have the form of a Pith Number");
    }
    for (const std::string_view event : elements_of(*find(members, "\"events\""))) {
      take_event(event, number);
    }
  }

  void take_event(std::string_view json, const std::optional<std::string>& bundle_number) {
    std::optional<std::string> number;
    if (is_object(json)) {
      number = pith_number_in(members_of(json), "\"subject_pith_number\"");
    }
    number = number ? number : bundle_number;
    if (number) {
      sorted_.items.push_back({ItemKind::event, *number, std::string(json)});
    } else {
      complain("an event that names no record");
    }
  }

  SortedDocument sorted_;
};

}  // namespace

SortedDocument sort_document(std::string_view text, bool may_be_other) {
  Sorter sorter;
  const pith::Result<std::string> json = pith::canonical_json(text);
  if (!json) {
    sorter.complain(describe(json.error()));
  } else if (is_array(*json)) {
    for (const std::string_view value : elements_of(*json)) {
      sorter.take_value(value, false);
    }
  } else {
    sorter.take_value(*json, may_be_other);
  }
  return sorter.take_result();
}

}  // namespace mirror
