// The fork lock of WebAssembly, which has neither threads nor fork: it does nothing.
//
// This file is short because CMake compiles it in place of fork_lock.cpp. Tests: tests/wasm.

#include "crypto/fork_lock.h"

namespace pith::crypto {

ForkLock::ForkLock() noexcept = default;
ForkLock::~ForkLock() = default;

void enter_openssl() noexcept {}

}  // namespace pith::crypto
