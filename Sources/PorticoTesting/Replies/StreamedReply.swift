// SPDX-License-Identifier: Apache-2.0

/// A reply of which the head has come, and its body as it comes.
struct StreamedReply: Sendable {
    let head: ReplyReader.Reply
    /// Nil when all has come with the head.
    private var connection: ServerConnection?
    private var rest = ReplyReader.Rest.nothing
    /// The bytes of the body that have come.
    private var received = 0
    /// What has come and has not been asked for.
    private var held: [UInt8] = []

    /// A reply that came as a whole.
    init(whole reply: ReplyReader.Reply) {
        (head, held) = (reply, reply.body)
    }

    /// Sends `message` and reads the head of its reply.
    init(
        to message: OutgoingMessage, over connection: consuming ServerConnection,
        until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) {
        var connection = connection
        head = try connection.begin(message.bytes, until: deadline)
        let (head, isHead) = (head, message.isHead)
        rest = try connection.read(until: deadline) { reader throws(ReplyFault) in
            try reader.rest(of: head, toHead: isHead)
        }
        self.connection = connection
    }

    /// Waits for the next bytes; nil at the end of the body.
    mutating func nextPiece(
        until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> [UInt8]? {
        guard held.isEmpty else {
            defer { held = [] }
            return held
        }
        guard var connection else { return nil }
        var rest = rest
        defer { (self.connection, self.rest) = (connection, rest) }
        do throws(ReplyFault) {
            let piece = try connection.read(until: deadline) { reader throws(ReplyFault) in
                try reader.nextPiece(&rest)
            }
            received += piece?.count ?? 0
            return piece
        } catch .brokenOff {
            throw .brokenOff(received: received)
        }
    }

    /// Waits for text up to `end`, with it; nil at the end of the body, before which what is left comes alone.
    mutating func nextText(
        through end: [UInt8], until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> [UInt8]? {
        var text: [UInt8] = []
        // What was read is not lost when the rest takes too long.
        defer { held = text + held }
        while let piece = try nextPiece(until: deadline) {
            let searched = max(0, text.count - end.count)
            text += piece
            guard text.count <= ReplyBytes.maxBodyBytes else {
                throw .tooLarge(limit: ReplyBytes.maxBodyBytes)
            }
            guard let found = text[searched...].firstRange(of: end) else { continue }
            defer { text.removeSubrange(..<found.upperBound) }
            return Array(text[..<found.upperBound])
        }
        defer { text = [] }
        return text.isEmpty ? nil : text
    }
}
