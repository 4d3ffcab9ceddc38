// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Reads the body of a reply as it comes.
extension ReplyReader {
    /// What is still to come of a body, RFC 9112 §6.3.
    ///
    /// A wait that took too long goes on from here.
    enum Rest: Sendable {
        case nothing
        case bytes(Int)
        case untilClose
        case nextChunk
        /// So much of the current chunk, at least one byte.
        case chunk(left: Int)
        case endOfChunk
        case trailers
    }

    /// What is to come of the body behind the head `reply`.
    func rest(of reply: Reply, toHead: Bool) throws(ReplyFault) -> Rest {
        let code = reply.status.code
        guard !toHead, code != 101, code != 204, code != 304 else { return .nothing }
        switch try framing(of: reply) {
        case .chunked: return .nextChunk
        case .length(let count): return count == 0 ? .nothing : .bytes(count)
        case .untilClose: return .untilClose
        }
    }

    /// Waits for the next bytes of a body; nil at its end.
    mutating func nextPiece(_ rest: inout Rest) throws(ReplyFault) -> [UInt8]? {
        while true {
            switch rest {
            case .nothing:
                return nil
            case .untilClose:
                return try bytes.next(atMost: .max)
            case .bytes(let count):
                let piece = try piece(atMost: count)
                rest = piece.count == count ? .nothing : .bytes(count - piece.count)
                return piece
            case .nextChunk:
                guard let length = try chunkLength() else { throw .brokenOff(received: 0) }
                rest = length > 0 ? .chunk(left: length) : .trailers
            case .chunk(let left):
                let piece = try piece(atMost: left)
                rest = piece.count == left ? .endOfChunk : .chunk(left: left - piece.count)
                return piece
            case .endOfChunk:
                try endOfChunk()
                rest = .nextChunk
            case .trailers:
                _ = try fields()
                rest = .nothing
            }
        }
    }

    private mutating func piece(atMost count: Int) throws(ReplyFault) -> [UInt8] {
        guard let piece = try bytes.next(atMost: count) else { throw .brokenOff(received: 0) }
        return piece
    }
}
