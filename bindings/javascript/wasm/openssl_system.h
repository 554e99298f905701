/* What OpenSSL's source files expect of a system and wasi-libc does not have. Each of them includes this first. */
#ifndef PITH_BINDINGS_JAVASCRIPT_WASM_OPENSSL_SYSTEM_H
#define PITH_BINDINGS_JAVASCRIPT_WASM_OPENSSL_SYSTEM_H

#define NO_SYSLOG
#define getuid() 0
#define geteuid() 0
#define getgid() 0
#define getegid() 0

#endif
