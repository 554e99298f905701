#ifndef PITH_EXAMPLES_MIRROR_MANIFEST_H
#define PITH_EXAMPLES_MIRROR_MANIFEST_H

#include <string>
#include <string_view>

namespace mirror {

/// How a mirror presents itself.
struct Presentation {
  std::string name;      ///< UTF-8
  std::string base_url;  ///< where `public` is served, without a slash at the end; UTF-8
};

/// A manifest like the registry's `pith-mirrors.json`, of one mirror. `generated_at` is an instant (SPEC 4.4). Pure.
std::string manifest_json(const Presentation& presentation, std::string_view generated_at);

}  // namespace mirror

#endif
