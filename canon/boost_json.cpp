// The part of Boost.JSON that is not in its headers, compiled here once.
//
// The file is this short because it must hold nothing else. A program that also links the compiled Boost.JSON takes
// one of the two, never both, so no symbol is defined twice.
#include <boost/json/src.hpp>
