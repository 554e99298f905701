#include "cli/suggestion.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pith::cli {
namespace {

/// Longer than every command and option. Longer names are not compared.
constexpr std::size_t size_max = 31;
/// A beginning with fewer characters says too little.
constexpr std::size_t beginning_size_min = 3;

std::string normalize(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return lower;
}

/// How many characters must be inserted, removed, replaced or swapped with the next one to make `right` of `left`. This
/// is the optimal string alignment distance: distance[i][j] is that of the first i and the first j characters.
std::size_t distance_between(std::string_view left, std::string_view right) {
  std::array<std::array<std::size_t, size_max + 1>, size_max + 1> distance = {};
  for (std::size_t i = 0; i <= left.size(); ++i) {
    for (std::size_t j = 0; j <= right.size(); ++j) {
      if (i == 0 || j == 0) {
        distance[i][j] = i + j;
        continue;
      }
      const bool is_same = left[i - 1] == right[j - 1];
      distance[i][j] =
          std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, distance[i - 1][j - 1] + (is_same ? 0 : 1)});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
      }
    }
  }
  return distance[left.size()][right.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& known) {
  const std::string wanted = normalize(name.substr(0, 2 * size_max));
  if (wanted.size() > size_max) {
    return std::nullopt;
  }
  // One wrong character for every three, so that short names are not confused.
  std::size_t least = wanted.size() / 3 + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : known) {
    const std::string other = normalize(candidate);
    if (other.size() > size_max) {
      continue;
    }
    const bool is_beginning = (wanted.size() >= beginning_size_min && other.starts_with(wanted)) ||
                              (other.size() >= beginning_size_min && wanted.starts_with(other));
    const std::size_t distance = std::min(distance_between(wanted, other), is_beginning ? 1 : size_max);
    if (distance < least) {
      least = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace pith::cli
