#include "tests/audit/paper.h"

#include <vector>

#include "canon/encoding.h"
#include "tests/support/signer.h"

namespace pith::tests::mirror {
namespace {

using Texts = std::vector<std::string>;

std::string digits(std::size_t value, std::size_t width) {
  const std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string date(std::size_t year, std::size_t month, std::size_t day, std::size_t second) {
  return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T" + digits(second / 3600 % 24, 2) + ":" +
         digits(second / 60 % 60, 2) + ":" + digits(second % 60, 2) + "Z";
}

std::string some_authors(Chance& chance) {
  static const Texts first = {"Ada", "Émile", "Grace", "Jürgen", "Katherine", "Li", "Srinivasa", "Zoë"};
  static const Texts last = {"Abe", "Curie", "Erdős", "Gauß", "Noether", "Peña", "Turing", "王"};
  std::string authors;
  for (std::size_t count = 1 + chance.below(6); count > 0; --count) {
    authors += (authors.empty() ? "" : ", ") + chance.pick(first) + " ";
    authors += chance.pick(last);
  }
  return authors;
}

Json empty_list() {
  static const Json json = constant(
      R"({"count":0,"items":[],"snapshot_sha256":"258153158e38e3291e3d48162225fcdb2d5a3ed65a07baac614ab91432fd4f57"})");
  return json;
}

}  // namespace

std::string words(Chance& chance, std::size_t size) {
  static const Texts pool = {"we",       "propose",   "a",           "gradient", "method",      "that",
                             "scales",   "linearly",  "with",        "the",      "number",      "of",
                             "signed",   "events",    "and",         "show",     "it",          "converges",
                             "under",    "mild",      "assumptions", "on",       "sparse",      "graphs",
                             "whose",    "spectrum",  "is",          "bounded",  "naïve",       "Schrödinger",
                             "\"weak\"", "$\\alpha$", "distributed", "training", "compression", "estimates",
                             "in",       "practice",  "for",         "large",    "models",      "without"};
  std::string text;
  text.reserve(size + 16);
  while (text.size() < size) {
    text += text.empty() ? "" : " ";
    text += chance.pick(pool);
  }
  return text;
}

std::string instant(std::size_t day, std::size_t second) {
  return date(2026, 1 + day / 28 % 12, 1 + day % 28, second);
}

Paper::Paper(Chance& chance, std::uint64_t index) {
  static const Texts categories = {"cs.LG", "cs.DC", "math.CO", "astro-ph.GA", "quant-ph", "stat.ML"};
  static const Texts licenses = {"http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
                                 "http://creativecommons.org/licenses/by/4.0/"};
  const std::size_t year = 2007 + chance.below(20);
  const std::size_t month = 1 + chance.below(12);
  const std::size_t day = 1 + chance.below(28);
  submitted_at = date(year, month, day, chance.below(86400));
  arxiv_id = digits(year % 100, 2) + digits(month, 2) + "." + digits(index % 100000, 5);
  version = 1 + chance.below(4);
  category = chance.pick(categories);
  license = chance.pick(licenses);
  title = words(chance, 50 + chance.below(50)) + " " + std::to_string(index);
  authors = some_authors(chance);
  abstract_excerpt = words(chance, 550 + chance.below(100));
}

PaperRecord::PaperRecord(const Paper& paper, const std::string& title)
    : source(object({{"id", text(paper.arxiv_id)}, {"kind", text("arxiv")}, {"version", number(paper.version)}})) {
  const Json metadata = object({{"license", text(paper.license)},
                                {"primary_cat", text(paper.category)},
                                {"submitted_at", text(paper.submitted_at)},
                                {"cross_cats_sorted", array({})},
                                {"title_canon_sha256", text(to_hex(crypto().sha256(title)))},
                                {"abstract_canon_sha256", text(to_hex(crypto().sha256(paper.abstract_excerpt)))}});
  json = object({{"source", source}, {"metadata", metadata}, {"schema_version", text("1.0")}});
  digest = crypto().sha256(json.canonical);
  suffix = canon::encode_base32(digest.bytes).substr(0, 26);
  pith_number = "pith:" + paper.submitted_at.substr(0, 4) + ":" + suffix;
  short_pith_number = "pith:" + suffix.substr(0, 8);
}

Json graph_snapshot(const Paper& paper, const Json& source) {
  static const Json verdict =
      constant(R"({"id":null,"model_set":{},"created_at":null,"strongest_claim":"","one_line_summary":"",)"
               R"("pipeline_version":null,"weakest_assumption":"","pith_extraction_headline":""})");
  static const Json integrity = constant(
      R"({"clean":true,"summary":{"advisory":0,"critical":0,"by_detector":{},"informational":0},"findings":[],)"
      R"("available":true,"detectors_run":[],)"
      R"("snapshot_sha256":"c28c3603d3b5d939e8dc4c7e95fa8dfce3d595e45f758748cecf8e644a296938"})");
  const Json details = object({{"title", text(paper.title)},
                               {"license", text(paper.license)},
                               {"headline", text("")},
                               {"cross_cats", array({})},
                               {"primary_cat", text(paper.category)},
                               {"authors_text", text(paper.authors)},
                               {"submitted_at", text(paper.submitted_at)},
                               {"abstract_excerpt", text(paper.abstract_excerpt)}});
  return object({{"graph_snapshot", object({{"paper", details},
                                            {"claims", empty_list()},
                                            {"source", source},
                                            {"verdict", verdict},
                                            {"integrity", integrity},
                                            {"references", empty_list()},
                                            {"formal_canon", empty_list()},
                                            {"author_claims", empty_list()},
                                            {"builder_version", text("pith-number-builder-2026-05-17-v1")}})},
                 {"verdict_id", null()}});
}

}  // namespace pith::tests::mirror
