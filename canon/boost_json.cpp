// The part of Boost.JSON that is not in headers, alone in its file: a program that links the compiled
// Boost.JSON as well takes either the one or the other, never both.
#include <boost/json/src.hpp>
