// SPDX-License-Identifier: Apache-2.0

/// How the client finds the end of a streamed reply, RFC 9112 §6.
package enum StreamFraming: Sendable {
    case chunked
    /// The length was announced.
    case length
    /// The end of the connection is the end of the body.
    case untilClose
}

/// A reply that is made while it is sent, as its connection has it; on the loop thread.
final class OutgoingStream {
    let stream: ReplyStream
    private let framing: StreamFraming
    /// How long an event stream may be quiet until a comment is sent; nil for other streams.
    let heartbeat: Duration?
    /// Whether the stream may end at any time, as its client comes again.
    let isEventStream: Bool
    /// How the body ends, once its last part is being sent.
    var end: ReplyStream.End?
    /// Whether it has been given up at the drain deadline.
    var isCutOff = false

    init(_ reply: StreamedReply) {
        stream = reply.stream
        framing = reply.framing
        heartbeat = reply.heartbeat
        isEventStream = reply.isEventStream
    }

    /// Whether a client could take the end of a connection for the end of the body.
    var endsByClosing: Bool { framing == .untilClose }

    /// Puts the line of a chunk behind `head`, RFC 9112 §7.1, and returns what follows it.
    func frame(_ taken: consuming ReplyStream.Taken, after head: OutputBuffer) -> [UInt8] {
        var bytes = taken.bytes
        guard framing == .chunked else { return bytes }
        if !bytes.isEmpty {
            head.append(String(bytes.count, radix: 16))
            head.append("\r\n")
            bytes.append(contentsOf: Self.lineEnd)
        }
        if taken.end == .complete {
            bytes.append(UInt8(ascii: "0"))
            bytes.append(contentsOf: Self.lineEnd)
            bytes.append(contentsOf: taken.trailers)
            bytes.append(contentsOf: Self.lineEnd)
        }
        return bytes
    }

    private static let lineEnd: [UInt8] = [13, 10]
}

/// What a front needs to know of a streamed reply.
package struct StreamedReply {
    let stream: ReplyStream
    let framing: StreamFraming
    let heartbeat: Duration?
    let isEventStream: Bool

    /// An event stream is sent a comment when it has been quiet for `heartbeat`, and ends when the server
    /// drains.
    package init(
        _ stream: ReplyStream, _ framing: StreamFraming, isEventStream: Bool = false,
        heartbeat: Duration? = nil
    ) {
        self.stream = stream
        self.framing = framing
        self.isEventStream = isEventStream
        self.heartbeat = heartbeat
    }
}
