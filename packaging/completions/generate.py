"""Makes the manual page and the completions for bash, zsh and fish from the program's --help.

    PITH_MERGE=build/dev/pith-merge python3 generate.py            # writes them
    PITH_MERGE=build/dev/pith-merge python3 generate.py --check    # exits with 1 if one is out of date
"""

import os
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ["PITH_MERGE"]
# How to complete the value of an option, by the value's name in --help. Values with other names are free text.
CHOICES = {"WHEN": ["auto", "always", "never"]}
FILE = "FILE"
# The day on which the text of the manual page last changed.
MANUAL_DATE = "2026-11-29"


class Option(NamedTuple):
    name: str
    short: str
    value: str
    help: str


class Command(NamedTuple):
    name: str
    help: str
    usage: str
    arguments: list  # name and description of each
    options: list
    remarks: str
    examples: list
    statuses: str


def help_of(*command):
    result = subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=True)
    return result.stdout


def read_options(text):
    """The options of all groups. An option's line has at least two spaces before the description."""
    listed = [line for line in text.split("\nExamples:\n")[0].splitlines() if re.match(r" +-", line)]
    options = []
    for line in listed:
        short, name, value, words = re.fullmatch(r"  (?:(-\w), |    )(--\S+)(?: (\S+))? {2,}(\S.*)", line).groups()
        options.append(Option(name, short or "", value or "", words))
    assert options, text
    return options


def read_arguments(text):
    """Those that the usage names. The options that name more inputs are in the same group, and start with a dash."""
    return re.findall(r"^  ([A-Z]\S*) {2,}(\S.*)$", text, re.MULTILINE)


def read_remarks(text):
    """What the help says between the options and the examples, or nothing."""
    return " ".join(text.split("\nExamples:\n")[0].split("--help ")[1].partition("\n\n")[2].split())


def read_examples(text):
    return [line.strip() for line in text.split("\nExamples:\n")[1].split("\n\n")[0].splitlines()]


def read_statuses(text):
    """The last line of a help."""
    return text.strip().splitlines()[-1].removeprefix("Exit status: ")


def read_commands():
    listed = help_of().split("Commands:\n")[1].split("\n\n")[0]
    commands = []
    for name, words in re.findall(r"^  (\S+) +(\S.*)$", listed, re.MULTILINE):
        text = help_of(name)
        commands.append(Command(name, words, re.search(r"^Usage: (.*)$", text, re.MULTILINE).group(1),
                                read_arguments(text), read_options(text), read_remarks(text), read_examples(text),
                                read_statuses(text)))
    return commands


def bash(commands):
    lines = ["# bash completion for pith-merge, made by generate.py.", "_pith_merge() {",
             '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"',
             "  COMPREPLY=()",
             "  # To bash, --option=value is three words.",
             '  if [[ $previous == "=" ]]; then', '    previous="${COMP_WORDS[COMP_CWORD - 2]}"',
             '  elif [[ $current == "=" ]]; then', "    current=''", "  fi", '  case "$previous" in']
    for option in {option.name: option for command in commands for option in command.options if option.value}.values():
        if option.value in CHOICES:
            lines += [f"    {option.name})", "      compopt +o default 2> /dev/null  # not a file",
                      f"      mapfile -t COMPREPLY < <(compgen -W '{' '.join(CHOICES[option.value])}' -- \"$current\")",
                      "      return", "      ;;"]
        elif option.value != FILE:
            lines.append(f"    {option.name}) compopt +o default 2> /dev/null; return ;;")
    lines += ["  esac", "  if ((COMP_CWORD == 1)); then",
              f"    mapfile -t COMPREPLY < <(compgen -W '{' '.join(command.name for command in commands)} --help"
              " --version' -- \"$current\")", "    return", "  fi",
              '  if [[ ${COMP_WORDS[1]} == help ]]; then',
              f"    mapfile -t COMPREPLY < <(compgen -W '{' '.join(command.name for command in commands)}' --"
              " \"$current\")", "    return", "  fi", '  [[ $current == -* ]] || return',
              "  local options=''", '  case "${COMP_WORDS[1]}" in']
    for command in commands:
        lines.append(f"    {command.name}) options='{' '.join(option.name for option in command.options)}' ;;")
    lines += ["  esac", '  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")', "}",
              "complete -o default -F _pith_merge pith-merge"]
    return "\n".join(lines) + "\n"


def quote(text):
    return text.replace("'", "'\\''")


def zsh(commands):
    def argument(option):
        words = quote(option.help.replace("[", "(").replace("]", ")"))
        value = ""
        if option.value:
            action = "_files" if option.value == FILE else f"({' '.join(CHOICES.get(option.value, []))})"
            value = f":{option.value}:{'' if action == '()' else action}"
        name = option.name + ("=" if option.value else "")  # the value may be in the same word or in the next
        rest = f"[{words}]{value}'"
        if option.short:
            return f"        '({option.short} {option.name})'{{{option.short},{option.name}}}'{rest} \\"
        return f"        '{'*' if option.name == '--keys' else ''}{name}{rest} \\"

    lines = ["#compdef pith-merge", "# zsh completion for pith-merge, made by generate.py.", "_pith_merge() {",
             "  if ((CURRENT == 2)); then", "    local -a commands=("]
    lines += [f"      '{command.name}:{quote(command.help)}'" for command in commands]
    lines += ["    )", "    _describe command commands",
              "    _arguments '--help[Print help]' '--version[Print the version]'", "    return", "  fi",
              "  local command=$words[2]", "  shift words", "  ((CURRENT--))", "  case $command in"]
    for command in commands:
        lines += [f"    {command.name})", "      _arguments \\", *map(argument, command.options),
                  "        " + ("'1:command:(" + " ".join(each.name for each in commands) + ")'"
                                if command.name == "help" else "'*:file:_files'"), "      ;;"]
    lines += ["  esac", "}", '_pith_merge "$@"']
    return "\n".join(lines) + "\n"


def fish(commands):
    lines = ["# fish completion for pith-merge, made by generate.py.",
             "complete -c pith-merge -n __fish_use_subcommand -l help -d 'Print help'",
             "complete -c pith-merge -n __fish_use_subcommand -l version -d 'Print the version'"]
    for command in commands:
        words = command.help.replace("'", "\\'")
        lines.append(f"complete -c pith-merge -f -n __fish_use_subcommand -a {command.name} -d '{words}'")
        for option in command.options:
            words = option.help.replace("'", "\\'")
            value = ""
            if option.value:
                choices = f" -x -a '{' '.join(CHOICES[option.value])}'" if option.value in CHOICES else " -x"
                value = " -r" if option.value == FILE else choices
            lines.append(f"complete -c pith-merge -n '__fish_seen_subcommand_from {command.name}'"
                         f"{' -s ' + option.short[1] if option.short else ''}"
                         f" -l {option.name.removeprefix('--')}{value} -d '{words}'")
    names = " ".join(command.name for command in commands)
    lines.append(f"complete -c pith-merge -f -n '__fish_seen_subcommand_from help' -a '{names}'")
    return "\n".join(lines) + "\n"


def roff(text):
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped


def manual(commands):
    whole = help_of()
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    lines = [".\\\" Made by generate.py.",
             f'.TH PITH\\-MERGE 1 "{MANUAL_DATE}" "pith\\-merge {version}" "User Commands"', ".SH NAME",
             f"pith\\-merge \\- {roff(whole.splitlines()[0])}", ".SH SYNOPSIS"]
    for command in commands:
        lines += [f".B {roff(command.usage)}", ".br"]
    lines += [".SH DESCRIPTION",
              "Options may be before the command or after it. A FILE named \\- is standard input. Data goes to",
              "standard output, everything else to standard error."]
    for command in commands:
        lines += [f".SH {roff(command.name.upper())}", roff(command.help) + "."]
        for name, words in command.arguments:
            lines += [".TP", f"\\fI{roff(name)}\\fR", roff(words) + "."]
        for option in command.options:
            value = f" \\fI{roff(option.value)}\\fR" if option.value else ""
            short = f"\\fB{roff(option.short)}\\fR, " if option.short else ""
            lines += [".TP", f"{short}\\fB{roff(option.name)}\\fR{value}", roff(option.help) + "."]
        if command.remarks:
            lines += [".PP", roff(command.remarks)]
        lines += [".PP", "Exit status: " + roff(command.statuses)]
        lines += [".PP", "Examples:", ".RS", ".nf", *map(roff, command.examples), ".fi", ".RE"]
    lines += [".SH EXIT STATUS", roff(read_statuses(whole))]
    return "\n".join(lines) + "\n"


def main():
    commands = read_commands()
    files = {"pith-merge.bash": bash(commands), "_pith-merge": zsh(commands), "pith-merge.fish": fish(commands),
             "pith-merge.1": manual(commands)}
    if sys.argv[1:] != ["--check"]:
        for name, text in files.items():
            (HERE / name).write_text(text, encoding="utf-8")
        return 0
    stale = [name for name, text in files.items() if (HERE / name).read_text(encoding="utf-8") != text]
    if stale:
        print(f"out of date, run packaging/completions/generate.py: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale or not commands else 0


if __name__ == "__main__":
    sys.exit(main())
