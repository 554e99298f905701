#!/bin/bash -eu
# All that there is to do stands in the project, where it is tested.
"$SRC/pith-merge/fuzz/build"
