#!/usr/bin/env bash
# The oldest glibc that the native libraries and the runtime of a staged folder run on, as 2.N.
# The OpenMP library is left out: it stands in only where the system has none.
#   glibc.sh STAGE
set -euo pipefail
find "$1/lib" "$1/native" "$1/runtime" -type f \( -name '*.so' -o -name '*.so_*' -o -name java -o -name jspawnhelper \) ! -path '*/openmp/*' \
  -exec grep -aohE 'GLIBC_2\.[0-9]+' {} + | sort -Vu | tail -n 1 | cut -d_ -f2
