# Which packages the scripts need, and how they are installed. common.sh sources this file.
#
# The names are those of Debian's own versions: `clang` is clang 14 on Debian 12 and clang 19 on Debian 13. No script
# names a version of a compiler, so that each distribution is tested with what it has.

declare -A purpose=() probe=()

# need PACKAGE PURPOSE PROBE...: the probe is a command that succeeds if what the package has is there. It is asked only
# on machines without dpkg, because Debian's packages have other names there.
need() {
  purpose[$1]=$2
  probe[$1]="${*:3}"
}

has_command() { command -v "$1" >/dev/null; }
has_header() { "${CXX:-c++}" -fsyntax-only -x c++ -include "$1" /dev/null 2>/dev/null; }
has_python() { /usr/bin/python3 -c "import $1" 2>/dev/null; }
has_static() { [ "$("${CXX:-c++}" -print-file-name="$1")" != "$1" ]; }
has_libcxx() { clang++ -stdlib=libc++ -fsyntax-only -x c++ -include version /dev/null 2>/dev/null; }
has_clang_runtime() {
  has_command clang++ && [ -n "$(find "$(clang++ -print-resource-dir)" -name 'libclang_rt.fuzzer*')" ]
}

has_wasm() { [ "$(clang-19 --target=wasm32-wasi -print-file-name="$1")" != "$1" ]; }
has_wasm_runtime() { [ -f "$(clang-19 --target=wasm32-wasi -print-libgcc-file-name)" ]; }

need g++ "compiles C++20" has_command g++
need cmake "configures the build" has_command cmake
need ninja-build "runs the build" has_command ninja
need pkg-config "finds libsodium" has_command pkg-config
need libboost-dev "Boost.JSON 1.81 or later, which reads JSON" has_header boost/json.hpp
need libssl-dev "OpenSSL 3, which hashes and verifies" has_header openssl/evp.h
need libsodium-dev "verifies signatures sooner" has_header sodium.h
need libcli11-dev "CLI11, the options of the program" has_header CLI/CLI.hpp
need libarchive-dev "reads archives and compressed files" has_header archive.h
need zlib1g-dev "decompresses gzip, and a static OpenSSL 3.5 needs it" has_static libz.a
need liblzma-dev "decompresses xz" has_header lzma.h
need clang "compiles with the sanitizers" has_command clang++
need libclang-rt-dev "the sanitizers and libFuzzer" has_clang_runtime
need llvm "names the lines of a fault, and counts the lines that tests reach" has_command llvm-cov
need libc++-dev "another standard library" has_libcxx
need libc++abi-dev "what libc++ needs" has_libcxx
need libgtest-dev "GoogleTest, the test framework" has_header gtest/gtest.h
need librapidcheck-dev "tests of properties" has_header rapidcheck.h
need nlohmann-json3-dev "another JSON reader to compare with" has_header nlohmann/json.hpp
need libbenchmark-dev "measures the benches" has_header benchmark/benchmark.h
need libzstd-dev "zstd, which a static OpenSSL 3.5 needs" has_static libzstd.a
need zstd "compresses archives for the tests" has_command zstd
need xz-utils "makes compressed files for the tests" has_command xz
need bzip2 "makes compressed files for the tests" has_command bzip2
need git "lists the files of the project" has_command git
need python3 "the tests that run the program" has_command python3
need python3-cryptography "signs and hashes, to compare with" has_python cryptography
need python3-jsonschema "checks reports against their schemas" has_python jsonschema
need python3-mypy "checks the types of the Python package" has_python mypy
need python3-venv "an empty Python" has_python venv
need libbz2-dev "bzip2, which libarchive in a wheel needs" has_static libbz2.a
need locales "locales with another decimal point" has_command localedef
need nginx "serves the example mirror in a test" test -x /usr/sbin/nginx
need curl "fetches from it" has_command curl
need doxygen "checks that the public headers are documented" has_command doxygen
need man-db "shows the manual page in a test" has_command man
need zsh "runs its completions in a test" has_command zsh
need fish "runs its completions in a test" has_command fish
need devscripts "hardening-check, which inspects what was built" has_command hardening-check
need dpkg-dev "Debian's names of the machines" has_command dpkg-architecture
need qemu-user "runs programs for other machines" has_command qemu-s390x
need g++-s390x-linux-gnu "compiles for s390x" has_command s390x-linux-gnu-g++
need g++-aarch64-linux-gnu "compiles for arm64" has_command aarch64-linux-gnu-g++
need g++-i686-linux-gnu "compiles for i386" has_command i686-linux-gnu-g++
need nodejs "runs Node, to compare with" has_command node
need npm "installs Node's packages" has_command npm
need openjdk-17-jre-headless "Java 17 or 21, which runs Spark" has_command java
need parallel "GNU parallel, which runs the program on parts of a mirror" has_command parallel
need graphviz "reads graphs in a test" has_command dot
need chromium "shows the page of an audit" has_command chromium
need chromium-driver "lets a test use Chromium" has_command chromedriver
need python3-selenium "lets a test use Chromium" has_python selenium
need clang-19 "compiles for WebAssembly" has_command clang++-19
need lld-19 "links for WebAssembly" has_command wasm-ld-19
need llvm-19 "archives for WebAssembly" has_command llvm-ar-19
need libc++-19-dev-wasm32 "the C++ library for WebAssembly" has_wasm libc++.a
need libc++abi-19-dev-wasm32 "what it needs" has_wasm libc++abi.a
need wasi-libc "the C library for WebAssembly" has_wasm libc.a
need libclang-rt-19-dev-wasm32 "arithmetic that WebAssembly does not have" has_wasm_runtime
need make "builds OpenSSL" has_command make
need perl "configures OpenSSL" has_command perl
need debootstrap "makes a bare Debian in a folder" has_command debootstrap
need debian-archive-keyring "the keys that Debian's packages are signed with" test -d /usr/share/keyrings

build_packages=(g++ cmake ninja-build pkg-config libboost-dev libssl-dev libsodium-dev libcli11-dev
                libarchive-dev zlib1g-dev liblzma-dev)
test_packages=(clang libclang-rt-dev llvm libgtest-dev librapidcheck-dev nlohmann-json3-dev libzstd-dev git
               zstd xz-utils bzip2 python3 python3-cryptography python3-jsonschema python3-mypy locales doxygen
               graphviz man-db nginx curl zsh fish devscripts)
platform_packages=(clang libclang-rt-dev libc++-dev libc++abi-dev zlib1g-dev libzstd-dev locales python3 dpkg-dev git
                   qemu-user g++-s390x-linux-gnu g++-aarch64-linux-gnu g++-i686-linux-gnu)
fuzz_packages=(g++ clang libclang-rt-dev llvm libc++-dev libc++abi-dev cmake ninja-build libboost-dev libssl-dev
               zlib1g-dev libzstd-dev nlohmann-json3-dev python3)
bench_packages=(libbenchmark-dev zstd python3 python3-cryptography)
wheel_packages=(libbz2-dev libzstd-dev git python3 python3-venv)
engine_packages=(openjdk-17-jre-headless parallel chromium chromium-driver python3-selenium)
wasm_packages=(clang-19 lld-19 llvm-19 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 wasi-libc
               libclang-rt-19-dev-wasm32 libboost-dev cmake ninja-build make perl dpkg-dev python3)
wasm_test_packages=(nodejs python3 python3-cryptography python3-selenium chromium chromium-driver)
distribution_packages=(debootstrap debian-archive-keyring git)
package_packages=("${distribution_packages[@]}" python3 python3-mypy xz-utils zstd devscripts)

# The packages that will do instead of a package, the best one first, each with its least version.
choices_of() {
  case $1 in
    libboost-dev) echo "libboost-dev>=1.81 libboost1.81-dev" ;;  # Debian 12 has several
    openjdk-17-jre-headless) echo "openjdk-17-jre-headless openjdk-21-jre-headless" ;;  # Debian 13 has 21 alone
    *) echo "$1" ;;
  esac
}

# Whether a version, which is empty or "(none)" if there is none, is enough for NAME[>=VERSION].
is_enough() {
  [[ $1 == [0-9]* ]] && { [[ $2 != *">="* ]] || dpkg --compare-versions "$1" ge "${2#*>=}"; }
}

installed_version() {
  local status version
  read -r status version < <(dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null) || true
  [ "${status:-}" != installed ] || echo "$version"
}

candidate_version() { LC_ALL=C apt-cache policy "$1" | sed -n 's/^  Candidate: //p'; }

is_installed() {
  local choice
  if ! has_command dpkg-query; then
    ${probe[$1]}
    return
  fi
  for choice in $(choices_of "$1"); do
    ! is_enough "$(installed_version "${choice%%>=*}")" "$choice" || return 0
  done
  return 1
}

# Prints which of the choices for a package apt can install.
installable() {
  local choice
  for choice in $(choices_of "$1"); do
    if is_enough "$(candidate_version "${choice%%>=*}")" "$choice"; then
      echo "${choice%%>=*}"
      return
    fi
  done
  return 1
}

# Prints packages, each with what it is for.
say_packages() {
  local package
  for package in "$@"; do
    say "$(printf '  %-22s %s' "$package" "${purpose[$package]}")"
  done
}

# Ends the script: what is missing cannot be installed here.
give_up() {
  say "$1"
  say_packages "${@:2}"
  say "These scripts are tested on Debian 12 and 13. They install packages on every distribution that has apt-get and"
  say "these packages. Elsewhere, install what the list above names in your distribution's own way, and try again."
  say "docs/installing.md has the names of other distributions."
  exit 1
}

# Installs the given Debian packages that are missing.
install_missing() {
  local missing=() unknown=() names=() package name
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! has_command dpkg-query || ! has_command apt-get; then
    give_up "This machine has no apt-get. These packages, by Debian's names, are missing:" "${missing[@]}"
  fi
  if [ "$(id -u)" -ne 0 ] && ! has_command sudo; then
    give_up "Only root can install packages, and there is no sudo. These packages are missing:" "${missing[@]}"
  fi
  say "Installing what is missing:"
  say_packages "${missing[@]}"
  as_root apt-get update -qq >&2
  for package in "${missing[@]}"; do
    if name=$(installable "$package"); then names+=("$name"); else unknown+=("$package"); fi
  done
  if [ ${#unknown[@]} -gt 0 ]; then
    give_up "apt-get does not have these packages, or only versions that are too old:" "${unknown[@]}"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "${names[@]}" >&2
}
