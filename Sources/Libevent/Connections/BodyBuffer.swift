// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// Collects the content of one request's body.
struct BodyBuffer {
    /// How long the body may become: its Content-Length, or the limit.
    private let maxCount: Int
    private(set) var bytes: [UInt8] = []

    /// How much is set aside for a body on the word of its Content-Length alone.
    private static let maxReservedBytes = 64 * 1024
    /// How much is once a body has really become larger than that; pages that nothing is written to
    /// cost nothing.
    private static let largeBytes = 1 << 20

    /// A buffer for a body that is framed like this and has at most `limit` bytes of content.
    init(_ framing: JudgedHead.Framing, limit: Int) {
        switch framing {
        case .none: maxCount = 0
        case .chunked: maxCount = limit
        case .length(let length):
            maxCount = length
            bytes.reserveCapacity(min(length, Self.maxReservedBytes))
        }
    }

    /// Appends what stands in `range` of `input`.
    mutating func append(_ input: Span<UInt8>, _ range: Range<Int>) {
        makeRoom(for: range.count)
        unsafe input.extracting(range).withUnsafeBufferPointer { bytes in
            unsafe self.bytes.append(contentsOf: bytes)
        }
    }

    /// Grows for `count` more bytes in few steps, and never beyond what the body may become: an array
    /// left to itself takes up to twice as much, and its outgrown copies leave holes in the heap.
    private mutating func makeRoom(for count: Int) {
        let needed = bytes.count + count
        guard needed > bytes.capacity else { return }
        let step = needed > Self.maxReservedBytes ? Self.largeBytes : 0
        bytes.reserveCapacity(min(max(needed, step, bytes.capacity * 2), maxCount))
    }
}
