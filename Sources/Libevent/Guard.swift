// SPDX-License-Identifier: Apache-2.0

// The guard of one connection. It sees every byte before evhttp does, and takes them out of the input
// until it has a whole request; it answers with a verdict. An idle connection's guard keeps nothing.

/// Turns the bytes of a connection into requests, one at a time, or into a refusal.
struct Guard {
    /// What came of the bytes so far.
    enum Verdict {
        /// The request is not whole; all bytes have been taken out of the input.
        case needsMore
        /// A whole request.
        ///
        /// The first `headCount` bytes of the input are left of it, the rest belongs to the next
        /// one.
        case admitted(RequestHead, body: [UInt8], isPersistent: Bool, headCount: Int)
        case refused(Refusal, toHead: Bool)
    }

    /// What is kept of a request that has not come whole.
    private final class Partial {
        var parser: HeadParser
        /// The bytes of a head that came in more than one piece.
        var held: [UInt8] = []
        /// Set once the head is complete.
        var head: RequestHead?
        var body: BodyReader?

        init(parser: HeadParser) {
            self.parser = parser
        }
    }

    /// Whether a head that may be no good begins with the method HEAD, so that its reply has no body.
    private static func asksForHead(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.drop { $0 == .carriageReturn || $0 == .lineFeed }.starts(with: "HEAD ".utf8)
    }

    private var partial: Partial?

    /// Whether nothing of a request has come.
    var isIdle: Bool { partial == nil }

    /// Looks at what is in `input` now, and reads on from `socket` when a body has begun.
    mutating func examine(
        _ input: InputBuffer, _ socket: Socket, _ limits: FrontLimits,
        scratch: UnsafeMutableBufferPointer<UInt8>
    ) -> Verdict {
        do throws(Refusal) {
            guard let partial else { return unsafe try beginHead(input, socket, limits, scratch) }
            if partial.body != nil { return unsafe try readBody(partial, input, socket, scratch) }
            return unsafe try continueHead(partial, input, socket, limits, scratch)
        } catch {
            // Before the body, the head is where it was read: in the input, or held.
            let isHead =
                partial.map { Self.asksForHead($0.held.prefix(64)) }
                ?? Self.asksForHead(input.first(64))
            partial = nil
            return .refused(error, toHead: isHead)
        }
    }

    // MARK: The head

    /// Reads a head in its usual form: whole, in one piece.
    private mutating func beginHead(
        _ input: InputBuffer, _ socket: Socket, _ limits: FrontLimits,
        _ scratch: UnsafeMutableBufferPointer<UInt8>
    ) throws(Refusal) -> Verdict {
        var parser = HeadParser(limits: limits)
        var partial: Partial?
        let head = try unsafe input.withBytes { bytes throws(Refusal) -> RequestHead? in
            if unsafe try parser.parse(bytes.span) {
                return unsafe parser.facts.makeHead(from: bytes)
            }
            guard !bytes.isEmpty else { return nil }
            partial = Partial(parser: parser)
            partial?.held = unsafe [UInt8](bytes)
            return nil
        }
        guard let head else {
            self.partial = partial
            input.drain(input.count)
            return .needsMore
        }
        let facts = parser.facts
        guard let body = BodyReader(facts, limit: limits.maxBodyBytes) else {
            return .admitted(
                head, body: [], isPersistent: facts.isPersistent, headCount: facts.end)
        }
        input.drain(facts.end)
        return unsafe try beginBody(body, of: head, Partial(parser: parser), input, socket, scratch)
    }

    /// Goes on with a head that comes in pieces.
    private mutating func continueHead(
        _ partial: Partial, _ input: InputBuffer, _ socket: Socket, _ limits: FrontLimits,
        _ scratch: UnsafeMutableBufferPointer<UInt8>
    ) throws(Refusal) -> Verdict {
        try unsafe input.withBytes { bytes throws(Refusal) in
            unsafe partial.held.append(contentsOf: bytes)
        }
        input.drain(input.count)
        let held = partial.held
        guard try partial.parser.parse(held.span) else { return .needsMore }
        let facts = partial.parser.facts
        let head = unsafe held.withUnsafeBufferPointer { bytes in
            unsafe input.prepend(UnsafeBufferPointer(rebasing: bytes[facts.end...]))
            return unsafe facts.makeHead(from: bytes)
        }
        partial.held = []
        if let body = BodyReader(facts, limit: limits.maxBodyBytes) {
            return unsafe try beginBody(body, of: head, partial, input, socket, scratch)
        }
        self.partial = nil
        return .admitted(head, body: [], isPersistent: facts.isPersistent, headCount: 0)
    }

    // MARK: The body

    private mutating func beginBody(
        _ body: BodyReader, of head: RequestHead, _ partial: Partial, _ input: InputBuffer,
        _ socket: Socket, _ scratch: UnsafeMutableBufferPointer<UInt8>
    ) throws(Refusal) -> Verdict {
        partial.head = head
        partial.body = body
        self.partial = partial
        if partial.parser.facts.expectsContinue, input.count == 0 {
            // RFC 9110 §10.1.1. Who cannot take it now waits a moment and sends the body anyway.
            socket.trySending("HTTP/1.1 100 Continue\r\n\r\n")
        }
        return unsafe try readBody(partial, input, socket, scratch)
    }

    /// Takes what has come of the body, first from the input, then straight from the socket: libevent
    /// reads 4 KiB at a time.
    private mutating func readBody(
        _ partial: Partial, _ input: InputBuffer, _ socket: Socket,
        _ scratch: UnsafeMutableBufferPointer<UInt8>
    ) throws(Refusal) -> Verdict {
        let used = try unsafe input.withBytes { bytes throws(Refusal) in
            unsafe try partial.body?.take(bytes.span) ?? 0
        }
        input.drain(used)
        // A fast uploader may not keep the loop from its other clients.
        for _ in 0..<16 where partial.body?.isComplete == false {
            // The end and errors are left for libevent to find: it reads next.
            guard case .bytes(let count) = unsafe socket.receive(into: scratch) else { break }
            let bytes = unsafe UnsafeBufferPointer(rebasing: scratch[..<count])
            let used = unsafe try partial.body?.take(bytes.span) ?? 0
            unsafe input.prepend(UnsafeBufferPointer(rebasing: bytes[used...]))
        }
        guard let head = partial.head, let body = partial.body, body.isComplete else {
            return .needsMore
        }
        self.partial = nil
        return .admitted(
            head, body: body.bytes, isPersistent: partial.parser.facts.isPersistent, headCount: 0)
    }
}
