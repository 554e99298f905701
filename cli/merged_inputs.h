#ifndef PITH_CLI_MERGED_INPUTS_H
#define PITH_CLI_MERGED_INPUTS_H

// How the commands that merge a record read their inputs, and say what is refused.

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/refusals.h"
#include "engine/bundles/input_merge.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith::cli {

/// Reads the files of a command that merges, on several threads, and says what is refused.
class InputReader {
 public:
  /// With the keys that the options ask for. If a key file is refused, says so and returns std::nullopt. Throws
  /// UsageError, with the name of the command, if the arguments do not say what to read, or if the subject does not
  /// have the form of a Pith Number. All arguments must outlive the reader.
  static std::optional<InputReader> open(const CommonOptions& common, const RecordArguments& arguments,
                                         const Refusals& refusals, VerdictCache& verdicts);

  /// Reads and merges all inputs. Says what is refused: of each input the first faults, and how many more there are;
  /// the same holds for the inputs. Returns std::nullopt if something is refused without --keep-going, or if it is not
  /// clear which record to merge. Call it once. `skipped` says which inputs and lines are refused. `subject_if_none`,
  /// unless empty, is the record if the inputs name none.
  std::optional<engine::InputMerge::Merged> read(const Refusals& skipped, std::string_view subject_if_none = {});

  /// Reads all inputs, as read() does, and does not merge them. Returns whether they may be used: false if something is
  /// refused without --keep-going. Call one of the two.
  bool read_only(const Refusals& skipped);

  /// The merge that reads. Before read(), it can be told what to note.
  engine::InputMerge& merge() { return *merge_; }

  /// Whether nothing was refused.
  bool is_whole() const { return is_whole_; }

  /// Of each input that could be read.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  InputReader(const RecordArguments& arguments, const Refusals& refusals, std::unique_ptr<engine::InputMerge> merge)
      : arguments_(&arguments), refusals_(&refusals), merge_(std::move(merge)) {}

  /// Says that it is not clear which record to merge, and, if an input is of another kind, which.
  void refuse_subject(const Error& error) const;

  const RecordArguments* arguments_;
  const Refusals* refusals_;
  std::unique_ptr<engine::InputMerge> merge_;
  std::vector<std::string> paths_;
  bool is_whole_ = true;
};

/// Throws UsageError, with the name of the command, if there is a subject and it is not a Pith Number.
void check_subject(const std::optional<std::string>& subject, const std::string& command);

/// A merge with these keys, on as many threads as the options say. `verdicts` must outlive it.
std::unique_ptr<engine::InputMerge> make_merge(const CommonOptions& common, Keyring keyring, VerdictCache& verdicts);

/// Adds an input to a merge, and returns why it, or parts of it, are refused. If it is not JSON, says what it is.
std::vector<Error> add_input(engine::InputMerge& merge, std::string text);

/// An input that a merge took in as an event, and that is another kind of document, such as evidence.
struct OtherInput {
  std::size_t input;
  std::string explanation;
};

/// If it is not clear which record to merge because an input is of another kind: the first such input. `expected` says
/// what an input may be, such as "a bundle or an event". Linear in the inputs.
std::optional<OtherInput> find_other_input(const engine::InputMerge& merge, const Error& error,
                                           std::string_view expected);

/// SPEC 11: the first warnings of each kind, and how many more there are. Those of `groups` are about these paths.
void say_warnings(std::initializer_list<const std::vector<Warning>*> groups, const std::vector<std::string>& paths,
                  const Terminal& terminal);

}  // namespace pith::cli

#endif
