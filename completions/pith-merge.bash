# bash completion for pith-merge, made by generate.py.
_pith_merge() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
  COMPREPLY=()
  case "$previous" in
    --threads) return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current"); return ;;
    --subject) return ;;
    --pointer) return ;;
  esac
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'verify merge canon --help --version' -- "$current")
    return
  fi
  [[ $current == -* ]] || return
  local options=''
  case "${COMP_WORDS[1]}" in
    verify) options='--help --keys --no-default-keys --trust-bundle-keys --json --quiet --threads --color' ;;
    merge) options='--help --keys --no-default-keys --trust-bundle-keys --json --quiet --threads --color --subject --sha256 --authentic-only --strict --keep-going' ;;
    canon) options='--help --keys --no-default-keys --trust-bundle-keys --json --quiet --threads --color --pointer --sha256' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
}
complete -o default -F _pith_merge pith-merge
