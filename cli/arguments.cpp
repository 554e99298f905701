// Every value reaches CLI11 with a mark in front: `[a,b]` as `=[a,b]`, an empty value as `=`. CLI11 sees nothing
// special in these. add_value() removes the mark before the value is used.
//
// Which words are the command, options and values is decided here, before CLI11 sees them. So an unknown option is
// reported as such, and never taken for a file. CLI11 then gets the command, its options, and the marked values.

#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>
#include <vector>

#include "cli/suggestion.h"

namespace pith::cli {
namespace {

using Words = std::vector<std::string>;

constexpr char value_mark = '=';

std::string mark(const std::string& value) {
  return value_mark + value;
}

std::string unmark(const std::string& marked) {
  return marked.starts_with(value_mark) ? marked.substr(1) : marked;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool is_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

/// The name in `--name` and `--name=VALUE`.
std::string name_of(const std::string& word) {
  return word.substr(0, word.find('='));
}

bool has_option(const CLI::App& command, const std::string& name) {
  return command.get_option_no_throw(name) != nullptr;
}

bool takes_value(const CLI::App& command, const std::string& name) {
  const CLI::Option* const option = command.get_option_no_throw(name);
  return option != nullptr && option->get_items_expected_max() > 0;
}

/// The first word that is neither an option nor the value of one; the end if that comes after `--`. Before the command
/// is known, an option has a value if it has one in any command.
Words::const_iterator find_command_word(const CLI::App& app, const Words& words) {
  const std::vector<const CLI::App*> commands = commands_of(app);
  for (auto word = words.begin(); word != words.end() && *word != "--"; ++word) {
    if (!is_option(*word)) {
      return word;
    }
    const bool has_value = std::any_of(commands.begin(), commands.end(),
                                       [&](const CLI::App* command) { return takes_value(*command, *word); });
    if (has_value && word + 1 != words.end()) {
      ++word;
    }
  }
  return words.end();
}

/// The long options that --help lists.
std::vector<std::string> listed_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty() && !option->get_lnames().empty()) {
      names.push_back("--" + option->get_lnames().front());
    }
  }
  return names;
}

/// What can be said about an option that a command does not have. If no command is given, any command's option may be
/// meant.
std::string unknown_option(const CLI::App& app, const CLI::App& command, const std::string& name) {
  std::vector<std::string> known = listed_options(command);
  std::string owner;
  for (const CLI::App* other : commands_of(app)) {
    const std::vector<std::string> options = listed_options(*other);
    if (&command == &app) {
      known.insert(known.end(), options.begin(), options.end());
    } else if (owner.empty() && std::find(options.begin(), options.end(), name) != options.end()) {
      owner = other->get_name();
    }
  }
  std::string text = "unknown option: " + name;
  if (!owner.empty()) {
    return text + "; it is an option of the command " + owner;
  }
  const std::optional<std::string> meant = closest(name, known);
  return meant ? text + "; did you mean " + *meant + "?" : text;
}

/// The words as CLI11 gets them. Values have marks, `--name=VALUE` becomes two words, and `-ab` becomes `-a -b`. `--`
/// is left out: the values after it no longer look like options.
class Marker {
 public:
  Marker(const CLI::App& app, const CLI::App& command) : app_(app), command_(command) {}

  /// Throws UsageError if an option is unknown, or has a value and should not, or the other way round.
  Words run(const Words& words) {
    for (auto word = words.begin(); word != words.end(); ++word) {
      if (options_ended_ || !is_option(*word)) {
        marked_.push_back(mark(*word));
      } else if (*word == "--") {
        options_ended_ = true;
      } else if (!takes_value(command_, name_of(*word))) {
        add_flags(*word);
      } else if (name_of(*word) != *word) {
        add_option(name_of(*word), word->substr(word->find('=') + 1));
      } else if (word + 1 != words.end()) {
        add_option(*word, *(word + 1));
        ++word;
      } else {
        refuse(*word + " needs a value");
      }
    }
    return marked_;
  }

 private:
  void add_option(const std::string& name, const std::string& value) {
    marked_.push_back(name);
    marked_.push_back(mark(value));
  }

  void add_flags(const std::string& word) {
    const std::string name = name_of(word);
    if (has_option(command_, name)) {
      if (name != word) {
        refuse(name + " does not take a value");
      }
      marked_.push_back(word);
      return;
    }
    for (const char letter : word.substr(1)) {  // `-ab`
      const std::string flag = {'-', letter};
      if (word.starts_with("--") || !has_option(command_, flag) || takes_value(command_, flag)) {
        refuse(unknown_option(app_, command_, name));
      }
      marked_.push_back(flag);
    }
  }

  [[noreturn]] void refuse(const std::string& explanation) const {
    throw UsageError(explanation, &command_ == &app_ ? "" : command_.get_name());
  }

  const CLI::App& app_;
  const CLI::App& command_;
  bool options_ended_ = false;
  Words marked_;
};

/// The words if no command is among them: options of the program itself, such as --help.
Words mark_without_command(const CLI::App& app, const Words& words) {
  for (const std::string& word : words) {
    const std::vector<const CLI::App*> commands = commands_of(app);
    const bool is_of_command = std::any_of(
        commands.begin(), commands.end(), [&](const CLI::App* command) { return has_option(*command, name_of(word)); });
    if (word == "--" || (is_of_command && !has_option(app, name_of(word)))) {
      throw UsageError("no command is given", "");
    }
  }
  return Marker(app, app).run(words);
}

Words mark_words(const CLI::App& app, const Words& words) {
  const auto command_word = find_command_word(app, words);
  if (command_word == words.end()) {
    return mark_without_command(app, words);
  }
  const CLI::App& command = find_command(app, *command_word);
  Words others(words.begin(), command_word);
  others.insert(others.end(), command_word + 1, words.end());
  Words marked = Marker(app, command).run(others);
  marked.insert(marked.begin(), command.get_name());
  return marked;
}

}  // namespace

CLI::Option* add_value(CLI::App& command, const std::string& name, const std::string& description, Times times,
                       TakeValue take) {
  const CLI::callback_t take_all = [name, times, take = std::move(take)](const CLI::results_t& marked) {
    if (times == Times::once && marked.size() > 1) {
      throw CLI::ValidationError(name + " is given more than once", CLI::ExitCodes::ValidationError);
    }
    std::for_each(marked.begin(), marked.end(), [&](const std::string& value) { take(unmark(value)); });
    return true;  // the values are converted
  };
  const bool is_list = times == Times::any && name.front() != '-';
  return command.add_option(name, take_all, description)
      ->type_size(1)
      ->expected(1, is_list ? CLI::detail::expected_max_vector_size : 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(is_list);
}

const CLI::App& find_command(const CLI::App& app, const std::string& name) {
  std::vector<std::string> known;
  for (const CLI::App* command : commands_of(app)) {
    if (command->get_name() == name) {
      return *command;
    }
    known.push_back(command->get_name());
  }
  const std::optional<std::string> meant = closest(name, known);
  throw UsageError("unknown command: " + name + (meant ? "; did you mean " + *meant + "?" : ""), "");
}

void parse_arguments(CLI::App& app, const Words& words) {
  Words marked = mark_words(app, words);
  const std::string command = marked.empty() || is_option(marked.front()) ? "" : marked.front();
  std::reverse(marked.begin(), marked.end());  // CLI11 takes the last one first
  try {
    app.parse(std::move(marked));
  } catch (const CLI::Success&) {  // help or the version
    throw;
  } catch (const CLI::ExtrasError&) {
    const Words unexpected = app.remaining(true);
    throw UsageError("unexpected argument: " + (unexpected.empty() ? "" : unmark(unexpected.back())), command);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), command);
  }
}

}  // namespace pith::cli
