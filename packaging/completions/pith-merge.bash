# bash completion for pith-merge, made by generate.py.
_pith_merge() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  # To bash, --option=value is three words.
  if [[ $previous == "=" ]]; then
    previous="${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $current == "=" ]]; then
    current=''
  fi
  case "$previous" in
    --color)
      compopt +o default 2> /dev/null  # not a file
      mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
      return
      ;;
    --threads) compopt +o default 2> /dev/null; return ;;
    --subject) compopt +o default 2> /dev/null; return ;;
    --max-document) compopt +o default 2> /dev/null; return ;;
    --pointer) compopt +o default 2> /dev/null; return ;;
    --key) compopt +o default 2> /dev/null; return ;;
    --key-id) compopt +o default 2> /dev/null; return ;;
    --public-key) compopt +o default 2> /dev/null; return ;;
    --at) compopt +o default 2> /dev/null; return ;;
    --with-signature) compopt +o default 2> /dev/null; return ;;
    --check) compopt +o default 2> /dev/null; return ;;
    --time-limit) compopt +o default 2> /dev/null; return ;;
    --format) compopt +o default 2> /dev/null; return ;;
    --sign-with) compopt +o default 2> /dev/null; return ;;
  esac
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'verify merge audit explain canon diff evidence sign minimise graph would-fork bundle help --help --version' -- "$current")
    return
  fi
  if [[ ${COMP_WORDS[1]} == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'verify merge audit explain canon diff evidence sign minimise graph would-fork bundle help' -- "$current")
    return
  fi
  [[ $current == -* ]] || return
  local options=''
  case "${COMP_WORDS[1]}" in
    verify) options='--files-from --null --keys --no-default-keys --trust-bundle-keys --json --quiet --verbose --color --threads --help' ;;
    merge) options='--files-from --null --subject --keep-going --authentic-only --strict --keys --no-default-keys --trust-bundle-keys --sha256 --json --quiet --threads --help' ;;
    audit) options='--output --resume --overwrite --since --from-verdicts --filter --max-document --keys --no-default-keys --trust-bundle-keys --summary --report --digest --json --quiet --threads --help' ;;
    explain) options='--files-from --null --subject --keep-going --keys --no-default-keys --trust-bundle-keys --json --quiet --color --threads --help' ;;
    canon) options='--pointer --sha256 --json --help' ;;
    diff) options='--subject --keep-going --keys --no-default-keys --trust-bundle-keys --json --quiet --color --threads --help' ;;
    evidence) options='--files-from --null --subject --keep-going --keys --no-default-keys --trust-bundle-keys --json --quiet --threads --help' ;;
    sign) options='--key --key-id --passphrase-file --insecure-key-file --public-key --at --digest-only --with-signature --against --force --public --keys --no-default-keys --trust-bundle-keys --json --quiet --threads --help' ;;
    minimise) options='--files-from --null --subject --keep-going --check --time-limit --keys --no-default-keys --trust-bundle-keys --plain --json --quiet --help' ;;
    graph) options='--files-from --null --subject --keep-going --keys --no-default-keys --trust-bundle-keys --format --json --quiet --threads --help' ;;
    would-fork) options='--files-from --null --subject --keep-going --keys --no-default-keys --trust-bundle-keys --json --quiet --color --threads --help' ;;
    bundle) options='--files-from --null --subject --keep-going --at --json --quiet --sign-with --key-id --passphrase-file --insecure-key-file --keys --no-default-keys --trust-bundle-keys --threads --help' ;;
    help) options='--help' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}
complete -o default -F _pith_merge pith-merge
