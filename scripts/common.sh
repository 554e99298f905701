# Shared by the scripts in this folder. Source it from bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(g++ cmake ninja-build pkg-config libboost-json1.81-dev libssl-dev libsodium-dev libtbb-dev
                libcli11-dev)
test_packages=(clang-14 libclang-rt-14-dev libgtest-dev librapidcheck-dev nlohmann-json3-dev git python3
               python3-cryptography python3-mypy python3-pip python3-setuptools python3-venv python3-wheel locales
               python3-jsonschema doxygen man-db zsh fish)
platform_packages=(g++-12 clang-14 libclang-rt-14-dev libc++-14-dev libc++abi-14-dev locales python3 dpkg-dev git
                   qemu-user g++-s390x-linux-gnu g++-aarch64-linux-gnu g++-i686-linux-gnu)
fuzz_packages=(clang-14 libclang-rt-14-dev libc++-14-dev libc++abi-14-dev libstdc++-12-dev llvm-14 cmake ninja-build
               libboost1.81-dev libssl-dev nlohmann-json3-dev python3)
bench_packages=(libbenchmark-dev python3 python3-cryptography)

say() { printf '%s\n' "$*" >&2; }

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs the given Debian packages that are missing.
install_missing() {
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing: ${missing[*]}"
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Builds one of the presets, and configures it the first time. All output goes to standard error.
build_preset() {
  local preset=$1
  shift
  if [ ! -f "$root/build/$preset/build.ninja" ]; then
    (cd "$root" && cmake --preset "$preset" "$@" >&2)
  fi
  cmake --build "$root/build/$preset" >&2
}
