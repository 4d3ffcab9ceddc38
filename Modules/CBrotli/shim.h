// SPDX-License-Identifier: Apache-2.0
// The part of brotli that Portico uses.
#pragma once

#include <brotli/decode.h>
#include <brotli/encode.h>
