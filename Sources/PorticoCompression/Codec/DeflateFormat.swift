// SPDX-License-Identifier: Apache-2.0

/// What stands around deflated bytes.
enum DeflateFormat: Sendable {
    /// RFC 1952.
    case gzip
    /// RFC 1950: what HTTP calls `deflate`, RFC 9110 §8.4.1.2.
    case zlib

    /// What zlib adds to the size of the window to say so.
    var windowBits: Int32 { self == .gzip ? 16 : 0 }
}
