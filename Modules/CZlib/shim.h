// SPDX-License-Identifier: Apache-2.0
// The part of zlib that Portico uses. A wrapper stands here only where Swift cannot import the original,
// each with its reason.
#pragma once

#include <zlib.h>

// deflateInit2 and inflateInit2 are macros, which give the size of the structure that they were compiled with.
static inline int portico_deflate_init(z_stream *stream, int level, int window_bits, int memory_level) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
}

static inline int portico_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}
