# What CMake 3.25 has to know of a system that it does not know.
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
