#include "tests/support/packing.h"

#include <algorithm>
#include <utility>

#include "tests/support/bundles.h"
#include "tests/support/odd_json.h"
#include "tests/support/reference_json.h"
#include "tests/support/respell.h"
#include "tests/support/scenario.h"

namespace pith::tests {
namespace {

using Texts = std::vector<std::string>;

std::string on_one_line(const std::string& json) {
  return reference::write(*reference::read(json));
}

class ItemMaker {
 public:
  ItemMaker(const World& world, Chance& chance, Texts pool) : world_(world), chance_(chance), pool_(std::move(pool)) {}

  Item make() {
    switch (chance_.below(11)) {
      case 0:
        return event(odd_object(chance_, 2));
      case 10:
        return about_another_record();
      case 1:
        return marked_event();
      case 2:
        return refused(chance_.pick(Texts{"1", "null", "true", "\"{}\"", "-0.5"}), ErrorCode::not_an_event);
      case 3:
        return refused(no_bundle(), ErrorCode::not_a_bundle);
      case 4:
      case 5:
      case 6:
        return bundle();
      default:
        return event(chance_.pick(pool_));
    }
  }

  /// A value that is not an object, or not JSON. It can be a line of NDJSON, but not the first one.
  Item unsound_line() {
    const std::string event = on_one_line(chance_.pick(pool_));
    switch (chance_.below(3)) {
      case 0:
        return refused("[" + event + "]", ErrorCode::not_an_event);
      case 1:
        return refused("[]", ErrorCode::not_an_event);
      default:
        return broken("{\"a\":nul}");
    }
  }

 private:
  static Item event(const std::string& json) {
    Item item;
    item.json = on_one_line(json);
    item.events = {item.json};
    return item;
  }
  static Item refused(const std::string& json, ErrorCode code) {
    Item item;
    item.json = on_one_line(json);
    item.refusal = code;
    return item;
  }
  static Item broken(const std::string& text) {
    Item item;
    item.json = text;
    item.refusal = ErrorCode::syntax;
    item.is_refused_where_it_begins = false;
    return item;
  }

  Item marked_event() {
    reference::Json json = *reference::read(chance_.pick(pool_));
    if (!json.find("event_type")) {
      return event(reference::write(json));
    }
    json.members[chance_.pick(Texts{"bundle_type", "state_type", "public_keys"})] = reference::string_json("x");
    return event(reference::write(json));
  }

  /// An event about another record, or about something that is not a Pith Number. It may be malformed as well.
  Item about_another_record() {
    const std::string other = Record("9999.99999").pith_number;
    Draft draft(world_.alice, chance_.pick(Texts{other, other, "pith:2021:", other + "A", ""}));
    if (chance_.percent(50)) {
      draft.set("target", "");
    }
    return event(draft.json());
  }

  /// An object that is not a bundle, with a member that only bundles, states and lists of keys have.
  std::string no_bundle() {
    Members bundle = plain_bundle(world_, {}, {});
    switch (chance_.below(6)) {
      case 0:
        bundle.erase("events");
        break;
      case 1:
        bundle["events"] = "{}";
        break;
      case 2:
        bundle["pith_number"] = "null";
        break;
      case 3:
        bundle["bundle_type"] = quote("pith_open_graph_bundle_v2");
        break;
      case 4:
        return R"({"state_type":"pith_open_graph_state"})";
      default:
        return R"({"public_keys":[]})";
    }
    return write_object(bundle);
  }

  Item bundle() {
    const World& w = world_;
    Item item;
    item.is_bundle = true;
    while (chance_.percent(70)) {
      item.events.push_back(chance_.percent(80) ? chance_.pick(pool_) : odd_json(chance_, 2));
    }
    item.aliases = some_aliases(chance_);
    Members members = plain_bundle(w, item.events, item.aliases);
    add_odd_aliases(item, members["source_aliases"]);
    add_keys(item, members);
    if (chance_.percent(20)) {
      members[chance_.percent(50) ? "event_type" : "state_type"] = quote("graph_snapshot");
    }
    item.subject = chance_.percent(85) ? w.record.pith_number : Record("9999.99999").pith_number;
    if (chance_.percent(10)) {
      item.subject = chance_.pick(Texts{"pith:2021:", "pith:202x:" + std::string(26, 'A'), "",
                                        "pith:2021:" + std::string(26, '1'), "pith:2021:" + std::string(27, 'A')});
      item.refusal = ErrorCode::not_a_bundle;
      item.is_refused_where_it_begins = false;
    }
    members["pith_number"] = quote(item.subject);
    item.signer = chance_.pick(
        std::vector<const Signer*>{nullptr, &w.registry, &w.registry, &w.other_registry, &w.alice, &w.stranger});
    item.json = on_one_line(item.signer == nullptr ? write_object(members) : signed_bundle(members, *item.signer));
    return item;
  }

  /// SPEC 6.5: aliases whose three members are not all strings.
  void add_odd_aliases(Item& item, std::string& aliases) {
    Texts items;
    for (const Alias& alias : item.aliases) {
      items.push_back(alias_json(alias));
    }
    while (chance_.percent(30)) {
      Members alias = {
          {"alias_kind", quote("arxiv")}, {"alias_value", quote("odd")}, {"created_at", quote("2026-07-01T00:00:00Z")}};
      const std::string member = chance_.pick(Texts{"alias_kind", "alias_value", "created_at"});
      if (chance_.percent(50)) {
        alias.erase(member);
      } else {
        alias[member] = chance_.pick(Texts{"null", "1", "[]"});
      }
      const auto index = static_cast<std::ptrdiff_t>(chance_.below(items.size() + 1));
      items.insert(items.begin() + index, chance_.percent(80) ? write_object(alias) : "1");
      ++item.odd_alias_count;
    }
    aliases = write_array(items);
  }

  /// SPEC 3.5: keys that are in no keyring, whose entries claim to be alice's and to end at some time; and entries that
  /// are refused.
  void add_keys(Item& item, Members& members) {
    static const Texts bad = {"1", "null", "{}", R"({"key_id":"x","algorithm":"ed25519","public_key_b64":"AA=="})"};
    Texts entries;
    for (const Signer* const signer : {&world_.stranger, &newcomer()}) {
      if (chance_.percent(25)) {
        item.keys.push_back(signer);
        const std::string rotates_at = chance_.percent(30) ? "soon" : some_instant(chance_);
        entries.push_back(signer->key_entry("alice", "author", rotates_at));
      }
    }
    while (chance_.percent(15)) {
      item.has_bad_keys = true;
      const auto index = static_cast<std::ptrdiff_t>(chance_.below(entries.size() + 1));
      entries.insert(entries.begin() + index, chance_.pick(bad));
    }
    if (!entries.empty()) {
      members["public_keys"] = write_array(entries);
    } else if (chance_.percent(10)) {
      item.has_bad_keys = true;
      members["public_keys"] = chance_.pick(bad);
    }
  }

  const World& world_;
  Chance& chance_;
  Texts pool_;
};

class Packer {
 public:
  explicit Packer(Chance& chance) : chance_(chance) {}

  void add_document(Packing& packing, const Item& item) {
    Packing::File file{chance_.percent(50) ? respell(item.json, chance_) : item.json + "\n\n", {}};
    refuse_or_take(packing, file, item, std::nullopt);
    packing.files.push_back(file);
  }

  void add_array(Packing& packing, const std::vector<Item>& items) {
    Packing::File file{"\n[", {}};
    std::optional<Packing::Refusal> first;
    for (const Item& item : items) {
      file.text += &item == &items.front() ? "" : chance_.percent(50) ? "," : ",\n ";
      if (item.refusal && (!first || is_found_before(item, *first))) {
        first = Packing::Refusal{*item.refusal, place_in(file.text, item)};
      }
      file.text += item.json;
    }
    file.text += "]";
    if (first) {
      file.refusals = {*first};
    } else {
      packing.taken.insert(packing.taken.end(), items.begin(), items.end());
    }
    packing.files.push_back(file);
  }

  /// Needs two items or more, the first one an object.
  void add_lines(Packing& packing, const std::vector<Item>& items) {
    Packing::File file{chance_.percent(30) ? " \r\n" : "", {}};
    for (const Item& item : items) {
      refuse_or_take(packing, file, item, place_in(file.text, item));
      file.text += item.json + (chance_.percent(20) ? "\r\n\n\t\n" : "\n");
    }
    packing.files.push_back(file);
  }

 private:
  /// In an array, every value is classified before any bundle is read. So a value of the wrong kind is refused first.
  static bool is_found_before(const Item& item, const Packing::Refusal& first) {
    return item.is_refused_where_it_begins && !first.place;
  }

  static std::optional<Place> place_in(const std::string& before, const Item& item) {
    if (!item.is_refused_where_it_begins) {
      return std::nullopt;
    }
    const auto line_feeds = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    return Place{before.size(), line_feeds + 1, before.size() - (before.rfind('\n') + 1) + 1};
  }

  static void refuse_or_take(Packing& packing, Packing::File& file, const Item& item, std::optional<Place> place) {
    if (item.refusal) {
      file.refusals.push_back({*item.refusal, place});
    } else {
      packing.taken.push_back(item);
    }
  }

  Chance& chance_;
};

}  // namespace

const Signer& newcomer() {
  static const Signer instance(31, "newcomer-key", "newcomer", "author");
  return instance;
}

Item some_item(const World& world, const std::vector<std::string>& pool, Chance& chance) {
  return ItemMaker(world, chance, pool).make();
}

Packing some_packing(const World& world, const std::vector<std::string>& pool, Chance& chance) {
  ItemMaker maker(world, chance, pool);
  Packer packer(chance);
  Packing packing;
  for (std::size_t count = 1 + chance.below(4); count > 0; --count) {
    std::vector<Item> items;
    const std::size_t shape = chance.below(3);
    // Most items are sound: one refusal refuses the whole array, and so hides the others.
    while (items.size() < 2 || chance.percent(60)) {
      const Item item = maker.make();
      if (shape == 2 || !item.refusal || chance.percent(20)) {
        items.push_back(item);
      }
    }
    if (shape == 0) {
      packer.add_document(packing, items.front());
    } else if (shape == 1) {
      items.resize(chance.percent(20) ? 1 : items.size());
      packer.add_array(packing, items);
    } else {
      items.push_back(maker.unsound_line());
      chance.shuffle(items);
      std::stable_partition(items.begin(), items.end(), [](const Item& item) {
        return item.json.front() == '{' && item.refusal != ErrorCode::syntax;
      });
      if (items.front().json.front() == '{' && items.front().refusal != ErrorCode::syntax) {
        packer.add_lines(packing, items);
      }
    }
  }
  return packing;
}

}  // namespace pith::tests
