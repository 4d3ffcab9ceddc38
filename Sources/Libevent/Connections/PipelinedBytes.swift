// SPDX-License-Identifier: Apache-2.0

/// What a client has sent of later requests before its reply has come; nearly always nothing.
///
/// Using the first of the bytes moves none of the others, so that many small requests in one piece cost
/// no more than each of them alone.
final class PipelinedBytes {
    private let bytes: [UInt8]
    /// How many at the front have been used.
    private var used = 0

    /// Keeps a copy of `bytes`.
    init(_ bytes: Span<UInt8>) {
        self.bytes = unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    /// The bytes that have not been used.
    var unused: ArraySlice<UInt8> { bytes[used...] }

    /// Lets go of the first `count` bytes; false when none are left.
    func use(_ count: Int) -> Bool {
        used += count
        return used < bytes.count
    }
}
