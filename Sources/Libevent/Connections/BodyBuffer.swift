// SPDX-License-Identifier: Apache-2.0

/// Collects the body of one request, by its length or chunk by chunk.
struct BodyReader {
    private enum Framing {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    private var framing: Framing
    private let limit: Int
    /// How long the body may become: its Content-Length, or the limit.
    private let maxCount: Int
    private(set) var bytes: [UInt8] = []

    /// How much is set aside for a body on the word of its Content-Length alone.
    private static let maxReservedBytes = 64 * 1024
    /// How much is once a body has really become larger than that; pages that nothing is written to
    /// cost nothing.
    private static let largeBytes = 1 << 20

    /// Nil when the head announces no body.
    init?(_ facts: RequestFacts, limit: Int) {
        self.limit = limit
        if facts.hasTransferEncoding {
            framing = .chunked(ChunkedDecoder())
            maxCount = limit
        } else if let length = facts.contentLength, length > 0 {
            framing = .length(remaining: length)
            maxCount = length
            bytes.reserveCapacity(min(length, Self.maxReservedBytes))
        } else {
            return nil
        }
    }

    var isComplete: Bool {
        switch framing {
        case .length(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isDone
        }
    }

    /// Takes what belongs to the body from the front of `input` and says how many bytes that were.
    mutating func take(_ input: Span<UInt8>) throws(Refusal) -> Int {
        switch framing {
        case .length(let remaining):
            let count = min(remaining, input.count)
            makeRoom(for: count)
            bytes.append(input, 0..<count)
            framing = .length(remaining: remaining - count)
            return count
        case .chunked(var decoder):
            defer { framing = .chunked(decoder) }
            makeRoom(for: input.count)
            return try decoder.decode(input, into: &bytes, limit: limit)
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
