#include "cli/merged_inputs.h"

#include <utility>

#include "canon/parse.h"
#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/ordered_work.h"
#include "cli/short_list.h"
#include "engine/records/record_identity.h"

namespace pith::cli {

namespace {

/// Throws UsageError if the subject is not a Pith Number, or the inputs are not what they may be.
void check_arguments(const std::string& command, const RecordArguments& arguments) {
  check_subject(arguments.subject, command);
  if (const std::optional<std::string> complaint = arguments.inputs.complaint()) {
    throw UsageError(*complaint, command);
  }
}

}  // namespace

std::optional<InputReader> InputReader::open(const CommonOptions& common, const RecordArguments& arguments,
                                             const Refusals& refusals, VerdictCache& verdicts) {
  check_arguments(std::string(refusals.command()), arguments);
  std::optional<Keyring> keyring = load_keyring(common, refusals);
  if (!keyring) {
    return std::nullopt;
  }
  return InputReader(arguments, refusals, make_merge(common, *std::move(keyring), verdicts));
}

bool InputReader::read_only(const Refusals& skipped) {
  enum class Kind { refused_input };
  ShortList<Kind> kinds;
  const auto refuse = [&](const std::string& path, const std::vector<Error>& errors) {
    if (errors.empty()) {
      return;
    }
    is_whole_ = false;
    const bool is_listed = kinds.count(Kind::refused_input);
    for (const Error& error : errors) {
      is_listed ? skipped.refuse(path, error) : skipped.report(path, error);
    }
  };
  const InputPaths inputs(arguments_->inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Result<std::string> text = inputs.read(i);
    if (!text) {
      refuse(inputs[i], {text.error()});
      continue;
    }
    paths_.push_back(inputs[i]);
    refuse(inputs[i], add_input(*merge_, *std::move(text)));
  }
  kinds.for_each_rest([&](Kind, std::size_t count) {
    skipped.terminal().say("pith-merge " + std::string(skipped.command()) + ": ... and " + std::to_string(count) +
                           " more inputs are refused");
  });
  return is_whole_ || arguments_->keep_going;
}

void check_subject(const std::optional<std::string>& subject, const std::string& command) {
  if (subject && !engine::has_pith_number_form(*subject)) {
    throw UsageError("--subject must be a Pith Number: pith:, four digits, a colon, and 26 characters from A-Z and 2-7",
                     command);
  }
}

std::unique_ptr<engine::InputMerge> make_merge(const CommonOptions& common, Keyring keyring, VerdictCache& verdicts) {
  const unsigned thread_count = common.thread_count;
  const engine::Spread spread = {thread_count, &verdicts, [thread_count](std::size_t count, const engine::Work& work) {
                                   run_ordered(count, thread_count, work);
                                 }};
  return std::make_unique<engine::InputMerge>(std::move(keyring), common.bundle_keys(), spread);
}

std::vector<Error> add_input(engine::InputMerge& merge, std::string text) {
  const std::string_view format = describe_format(text);
  std::vector<Error> errors = merge.add_input(std::move(text));
  if (!errors.empty()) {
    errors.front() = explain_format(std::move(errors.front()), format);
  }
  return errors;
}

std::optional<OtherInput> find_other_input(const engine::InputMerge& merge, const Error& error,
                                           std::string_view expected) {
  if (error.code != ErrorCode::no_subject) {
    return std::nullopt;
  }
  for (const engine::AcceptedDocument& accepted : merge.documents()) {
    const Result<canon::Document> document = canon::parse(accepted.document.text);
    const engine::DocumentKind kind = document ? engine::describe_document(document->root()) : engine::DocumentKind{};
    if (!kind.name.empty() && kind.name != "an event") {
      return OtherInput{accepted.input, kind.explain_instead_of(expected)};
    }
  }
  return std::nullopt;
}

void InputReader::refuse_subject(const Error& error) const {
  if (const std::optional<OtherInput> other = find_other_input(*merge_, error, "a bundle or an event")) {
    refusals_->refuse(paths_[other->input], {error.code, error.place, other->explanation});
  } else {
    refusals_->refuse({error.code, error.place, error.explanation + ": name the record with --subject"});
  }
}

std::optional<engine::InputMerge::Merged> InputReader::read(const Refusals& skipped, std::string_view subject_if_none) {
  if (!read_only(skipped)) {
    return std::nullopt;
  }
  Result<engine::InputMerge::Merged> merged = merge_->finish(arguments_->subject.value_or(""), subject_if_none);
  if (!merged) {
    refuse_subject(merged.error());
    return std::nullopt;
  }
  return *std::move(merged);
}

void say_warnings(std::initializer_list<const std::vector<Warning>*> groups, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  ShortList<WarningCode> kinds;
  for (const std::vector<Warning>* const warnings : groups) {
    for (const Warning& warning : *warnings) {
      if (kinds.count(warning.code)) {
        const std::string about = warning.input ? printable(paths[*warning.input]) : "pith-merge";
        terminal.say(about + ": warning: " + printable(describe(warning)));
      }
    }
  }
  kinds.for_each_rest([&](WarningCode code, std::size_t count) {
    terminal.say("pith-merge: warning: " + std::string(name(code)) + ": ... and " + std::to_string(count) + " more");
  });
}

}  // namespace pith::cli
