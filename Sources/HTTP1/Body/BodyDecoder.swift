// SPDX-License-Identifier: Apache-2.0

/// Finds the content of one request's body in the bytes that come, by its length or chunk by chunk.
///
/// It copies nothing: it tells where the content stands.
struct BodyDecoder {
    private enum Coding {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    private var coding: Coding
    /// How many bytes of content have come.
    private(set) var contentBytes = 0

    /// Nil when the head announces no body; of a chunked one, `limit` is the most content in bytes.
    init?(_ framing: JudgedHead.Framing, limit: Int) {
        switch framing {
        case .none: return nil
        case .length(let length): coding = .length(remaining: length)
        case .chunked: coding = .chunked(ChunkedDecoder(limit: limit))
        }
    }

    /// Lowers the limit of a body of which no byte has been read; throws when its length is beyond it.
    mutating func lowerLimit(to limit: Int) throws(Refusal) {
        switch coding {
        case .length(let length):
            guard length <= limit else { throw .bodyTooLarge(limit) }
        case .chunked(var decoder):
            decoder.limit = limit
            coding = .chunked(decoder)
        }
    }

    /// Whether the body has ended.
    var isComplete: Bool {
        switch coding {
        case .length(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isDone
        }
    }

    /// How many of the next bytes are content, whatever they are; perhaps more are.
    var certainContentBytes: Int {
        switch coding {
        case .length(let remaining): remaining
        case .chunked(let decoder): decoder.remainingInChunk
        }
    }

    /// Reads on at `index`, which it moves, up to the end of the next content.
    ///
    /// - Returns: Where that stands; nil when there is no more in `input`, or the body has ended.
    mutating func nextContent(
        in input: Span<UInt8>, from index: inout Int
    ) throws(Refusal) -> Range<Int>? {
        let content: Range<Int>?
        switch coding {
        case .length(let remaining):
            let end = index + min(remaining, input.count - index)
            content = index < end ? index..<end : nil
            coding = .length(remaining: remaining - (end - index))
            index = end
        case .chunked(var decoder):
            defer { coding = .chunked(decoder) }
            content = try decoder.nextContent(in: input, from: &index)
        }
        contentBytes += content?.count ?? 0
        return content
    }
}
