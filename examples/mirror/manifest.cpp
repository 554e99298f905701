#include "examples/mirror/manifest.h"

#include "examples/mirror/json_text.h"

namespace mirror {

std::string manifest_json(const Presentation& presentation, std::string_view generated_at) {
  const std::string& url = presentation.base_url;
  const std::string entry =
      write_object({{"\"name\"", quote(presentation.name)},
                    {"\"mirror_type\"", "\"https\""},
                    {"\"base_url\"", quote(url)},
                    {"\"bundle_pattern\"", quote(url + "/pith/{suffix}/bundle.json")},
                    {"\"state_pattern\"", quote(url + "/pith/{suffix}/state.json")},
                    {"\"well_known_pattern\"", quote(url + "/.well-known/pith/{suffix}/bundle.json")},
                    {"\"status\"", "\"mirror\""}});
  return write_object(
      {{"\"manifest_type\"", "\"pith_mirror_manifest\""},
       {"\"manifest_version\"", "\"1.0\""},
       {"\"generated_at\"", quote(generated_at)},
       {"\"merge_version\"", "\"pith-open-graph-merge-v1\""},
       {"\"mirrors\"", "[" + entry + "]"},
       {"\"notes\"", quote("Nobody has to trust this manifest or this mirror: verify what it serves.")}});
}

}  // namespace mirror
