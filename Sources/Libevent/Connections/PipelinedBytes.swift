// SPDX-License-Identifier: Apache-2.0

/// What a client has sent of later requests before its reply has come; empty nearly always.
///
/// Using the first of the bytes moves none of the others, so that many small requests in one piece cost
/// no more than each of them alone.
struct EarlyBytes {
    private var bytes: [UInt8] = []
    /// So many at the front have been used.
    private var used = 0

    var isEmpty: Bool { bytes.isEmpty }

    /// Keeps `more` behind what there is.
    mutating func keep(_ more: Slice<UnsafeBufferPointer<UInt8>>) {
        unsafe bytes.append(contentsOf: more)
    }

    /// Calls `body` with the bytes that have not been used.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe body(UnsafeBufferPointer(rebasing: bytes[used...]))
        }
    }

    /// Lets go of the first `count` bytes.
    mutating func use(_ count: Int) {
        used += count
        if used == bytes.count { self = EarlyBytes() }
    }
}
