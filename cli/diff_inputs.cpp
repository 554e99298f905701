#include "cli/diff_inputs.h"

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/diff_inputs_text.h"
#include "cli/merged_inputs.h"
#include "engine/reports/diff.h"

namespace pith::cli {
namespace {

/// Reads A and B, and says what is refused.
class SideReader {
 public:
  SideReader(const CommonOptions& common, const DiffArguments& arguments, const Refusals& refusals,
             const Keyring& keyring, VerdictCache& verdicts)
      : common_(common), arguments_(arguments), refusals_(refusals), keyring_(keyring), verdicts_(verdicts) {}

  /// std::nullopt if it is refused, or a part of it without --keep-going.
  std::optional<engine::DiffSide> read(const std::string& path, InputFile file) {
    Result<std::string> text = read_file(std::move(file));
    if (!text) {
      return refuse(path, text.error());
    }
    if (engine::is_state_document(*text)) {
      Result<engine::DiffSide> state = engine::DiffSide::read_state(*std::move(text), keyring_.crypto());
      return state ? std::optional(*std::move(state)) : refuse(path, state.error());
    }
    return merge(path, *std::move(text));
  }

  /// Whether nothing was refused.
  bool is_whole() const { return is_whole_; }

 private:
  std::nullopt_t refuse(const std::string& path, const Error& error) {
    is_whole_ = false;
    refusals_.refuse(path, error);
    return std::nullopt;
  }

  std::optional<engine::DiffSide> merge(const std::string& path, std::string text) {
    std::unique_ptr<engine::InputMerge> inputs = make_merge(common_, keyring_, verdicts_);
    inputs->note_copies();
    const std::vector<Error> errors = add_input(*inputs, std::move(text));
    for (const Error& error : errors) {
      refuse(path, error);
    }
    if (!errors.empty() && !arguments_.keep_going) {
      return std::nullopt;
    }
    auto merged = inputs->finish(arguments_.subject.value_or(""));
    if (!merged) {
      Error error = merged.error();
      if (const auto other = find_other_input(*inputs, error, "a bundle, an event or a state document")) {
        return refuse(path, {error.code, error.place, other->explanation});
      }
      if (error.code == ErrorCode::no_subject) {
        error.explanation = "this has no bundle, no state document, and no event that names a record";
      }
      error.explanation += ": name the record with --subject";
      return refuse(path, error);
    }
    return engine::DiffSide(std::move(inputs), *std::move(merged));
  }

  const CommonOptions& common_;
  const DiffArguments& arguments_;
  const Refusals& refusals_;
  const Keyring& keyring_;
  VerdictCache& verdicts_;
  bool is_whole_ = true;
};

std::string write_json(const InputDiff& difference, const std::array<std::string, 2>& paths) {
  canon::TextSink text;
  JsonText out(text);
  engine::write_input_diff(out, difference, [&](std::size_t input) {
    out.key("file");
    write_file_name(out, paths[input]);
  });
  return text.text + "\n";
}

}  // namespace

int diff_inputs(const CommonOptions& common, const DiffArguments& arguments, InputFile a, InputFile b,
                const Refusals& refusals) {
  check_subject(arguments.subject, "diff");
  const std::optional<Keyring> keyring = load_keyring(common, refusals);
  if (!keyring) {
    return exit_unusable;
  }
  VerdictCache verdicts;
  SideReader reader(common, arguments, refusals, *keyring, verdicts);
  const std::array<std::string, 2> paths = {arguments.a, arguments.b};
  // Both are read, so that everything that is refused is named.
  const std::optional<engine::DiffSide> in_a = reader.read(paths[0], std::move(a));
  const std::optional<engine::DiffSide> in_b = reader.read(paths[1], std::move(b));
  if (!in_a || !in_b) {
    return exit_unusable;
  }
  const InputDiff difference = engine::compare_sides(*in_a, *in_b, &verdicts);
  if (!common.quiet) {
    say_warnings({&difference.a.warnings}, {paths[0]}, refusals.terminal());
    say_warnings({&difference.b.warnings}, {paths[1]}, refusals.terminal());
    refusals.terminal().write(
        common.json ? write_json(difference, paths)
                    : describe_input_diff(difference, paths, describe_key_options(common), refusals.terminal()));
  }
  return !reader.is_whole() ? exit_unusable : difference.equal ? exit_holds : exit_differs;
}

}  // namespace pith::cli
