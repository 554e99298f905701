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
    --threads) compopt +o default 2> /dev/null; return ;;
    --color)
      compopt +o default 2> /dev/null  # not a file
      mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
      return
      ;;
    --subject) compopt +o default 2> /dev/null; return ;;
    --pointer) compopt +o default 2> /dev/null; return ;;
  esac
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'verify merge canon --help --version' -- "$current")
    return
  fi
  [[ $current == -* ]] || return
  local options=''
  case "${COMP_WORDS[1]}" in
    verify) options='--help --keys --no-default-keys --trust-bundle-keys --json --verbose --quiet --threads --color --files-from --null' ;;
    merge) options='--help --keys --no-default-keys --trust-bundle-keys --json --verbose --quiet --threads --color --files-from --null --subject --sha256 --authentic-only --strict --keep-going' ;;
    canon) options='--help --keys --no-default-keys --trust-bundle-keys --json --verbose --quiet --threads --color --pointer --sha256' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}
complete -o default -F _pith_merge pith-merge
