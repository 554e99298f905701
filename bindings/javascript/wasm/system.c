/* What the C library asks of a system. There is none, and these functions say so. Thus the module imports none of
 * them, and a browser need not pretend to be a system. Only parts of OpenSSL and of the C library that are never
 * reached refer to them. */
#include <stdint.h>

/* The names are those under which wasi-libc would import the functions, with the types of WebAssembly itself. */
#define SYSTEM(name) __imported_wasi_snapshot_preview1_##name

enum { success = 0, bad_file = 8, not_capable = 76 };

static void clear(int32_t address) {
  *(uint32_t*)address = 0;
}

int32_t SYSTEM(environ_sizes_get)(int32_t count, int32_t size) {
  clear(count);
  clear(size);
  return success;
}
int32_t SYSTEM(environ_get)(int32_t environment, int32_t buffer) {
  (void)environment, (void)buffer;
  return success;
}
int32_t SYSTEM(clock_time_get)(int32_t clock, int64_t precision, int32_t time) {
  (void)clock, (void)precision;
  clear(time);
  clear(time + 4);
  return success;
}
int32_t SYSTEM(fd_close)(int32_t file) {
  (void)file;
  return bad_file;
}
int32_t SYSTEM(fd_fdstat_get)(int32_t file, int32_t out) {
  (void)file, (void)out;
  return bad_file;
}
int32_t SYSTEM(fd_fdstat_set_flags)(int32_t file, int32_t flags) {
  (void)file, (void)flags;
  return bad_file;
}
int32_t SYSTEM(fd_prestat_get)(int32_t file, int32_t out) {
  (void)file, (void)out;
  return bad_file;
}
int32_t SYSTEM(fd_prestat_dir_name)(int32_t file, int32_t path, int32_t size) {
  (void)file, (void)path, (void)size;
  return bad_file;
}
int32_t SYSTEM(fd_read)(int32_t file, int32_t parts, int32_t count, int32_t done) {
  (void)file, (void)parts, (void)count, (void)done;
  return bad_file;
}
int32_t SYSTEM(fd_seek)(int32_t file, int64_t offset, int32_t whence, int32_t position) {
  (void)file, (void)offset, (void)whence, (void)position;
  return bad_file;
}
int32_t SYSTEM(fd_write)(int32_t file, int32_t parts, int32_t count, int32_t done) {
  (void)file, (void)parts, (void)count, (void)done;
  return bad_file;
}
int32_t SYSTEM(path_open)(int32_t file, int32_t look, int32_t path, int32_t size, int32_t open, int64_t rights,
                          int64_t inherited, int32_t flags, int32_t out) {
  (void)file, (void)look, (void)path, (void)size, (void)open, (void)rights, (void)inherited, (void)flags, (void)out;
  return not_capable;
}
_Noreturn void SYSTEM(proc_exit)(int32_t status) {
  (void)status;
  __builtin_trap();
}
