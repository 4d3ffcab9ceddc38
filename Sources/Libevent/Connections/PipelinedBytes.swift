// SPDX-License-Identifier: Apache-2.0

/// What a client has sent of later requests before its reply has come; empty nearly always.
///
/// Using the first of the bytes moves none of the others, so that many small requests in one piece cost
/// no more than each of them alone.
struct PipelinedBytes {
    private var bytes: [UInt8] = []
    /// How many at the front have been used.
    private var used = 0

    var isEmpty: Bool { bytes.isEmpty }

    /// Keeps `more` behind what there is.
    mutating func append(_ more: Span<UInt8>) {
        unsafe more.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// The bytes that have not been used.
    var unused: ArraySlice<UInt8> { bytes[used...] }

    /// Lets go of the first `count` bytes.
    mutating func use(_ count: Int) {
        used += count
        if used == bytes.count { self = PipelinedBytes() }
    }
}
