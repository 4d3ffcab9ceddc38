// SPDX-License-Identifier: Apache-2.0

// The guard of one connection. It is shown every byte that the client sends, keeps what is not whole,
// and answers with a verdict. An idle connection's guard keeps nothing. It sees no socket and no clock.

/// Turns the bytes of a connection into requests, one at a time, or into a refusal.
final class Guard {
    /// What came of the bytes so far.
    enum Verdict {
        /// The request is not whole; all bytes have been taken.
        case needsMore
        /// The same, and the client waits to be told that it may send the body.
        case expectsContinue
        /// A whole request; bytes that were not used belong to the next one.
        case admitted(RequestHead, body: [UInt8], isPersistent: Bool)
        case refused(Refusal, toHead: Bool)
    }

    /// How much of a request is there.
    enum Stage: Equatable {
        case nothing
        case head
        /// The head is there, and so many bytes of the body after decoding.
        case body(bytes: Int)
    }

    /// What is kept of a request that has not come whole.
    private final class Partial {
        var parser: HeadParser
        /// The bytes of a head that came in more than one piece.
        var held: [UInt8] = []
        /// Both are set once the head is complete.
        var head: RequestHead?
        var body: BodyReader?

        init(parser: HeadParser) {
            self.parser = parser
        }
    }

    private var partial: Partial?

    var stage: Stage {
        guard let partial else { return .nothing }
        return partial.body.map { .body(bytes: $0.bytes.count) } ?? .head
    }

    /// Looks at `bytes`, which have come after all those before, and says how many belong to the
    /// request that the verdict is about.
    func examine(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: FrontLimits
    ) -> (used: Int, Verdict) {
        do throws(Refusal) {
            guard let partial else { return unsafe try beginHead(bytes, limits) }
            if partial.body != nil { return unsafe try continueBody(partial, bytes) }
            return unsafe try continueHead(partial, bytes, limits)
        } catch {
            defer { partial = nil }
            let isHead = unsafe asksForHead(bytes)
            return (bytes.count, .refused(error, toHead: isHead))
        }
    }

    /// Whether what has come of the head, which may be no good, begins with the method HEAD, so that a
    /// reply to it has no body.
    var asksForHead: Bool {
        partial.map { Self.asksForHead($0.held.prefix(64)) } ?? false
    }

    /// Forgets what was kept.
    func reset() { partial = nil }

    private func asksForHead(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // A method with a body is not HEAD: then the bytes of the head are gone, and not needed.
        if partial?.body != nil { return false }
        return unsafe asksForHead || (partial == nil && Self.asksForHead(bytes.prefix(64)))
    }

    private static func asksForHead(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.drop { $0 == .carriageReturn || $0 == .lineFeed }.starts(with: "HEAD ".utf8)
    }

    // MARK: The head

    /// Reads a head in its usual form: whole, in one piece.
    private func beginHead(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: FrontLimits
    ) throws(Refusal) -> (used: Int, Verdict) {
        var parser = HeadParser(limits: limits)
        guard unsafe try parser.parse(bytes.span) else {
            let partial = Partial(parser: parser)
            partial.held = unsafe [UInt8](bytes)
            self.partial = partial
            return (bytes.count, .needsMore)
        }
        let facts = parser.facts
        let head = unsafe facts.makeHead(from: bytes)
        guard let body = BodyReader(facts, limit: limits.maxBodyBytes) else {
            return (facts.end, .admitted(head, body: [], isPersistent: facts.isPersistent))
        }
        let partial = Partial(parser: parser)
        self.partial = partial
        return unsafe try beginBody(body, of: head, partial, bytes, after: facts.end)
    }

    /// Goes on with a head that comes in pieces.
    private func continueHead(
        _ partial: Partial, _ bytes: UnsafeBufferPointer<UInt8>, _ limits: FrontLimits
    ) throws(Refusal) -> (used: Int, Verdict) {
        let heldBefore = partial.held.count
        unsafe partial.held.append(contentsOf: bytes)
        let held = partial.held
        guard try partial.parser.parse(held.span) else { return (bytes.count, .needsMore) }
        let facts = partial.parser.facts
        let head = unsafe held.withUnsafeBufferPointer { unsafe facts.makeHead(from: $0) }
        partial.held = []
        let used = facts.end - heldBefore
        if let body = BodyReader(facts, limit: limits.maxBodyBytes) {
            return unsafe try beginBody(body, of: head, partial, bytes, after: used)
        }
        self.partial = nil
        return (used, .admitted(head, body: [], isPersistent: facts.isPersistent))
    }

    // MARK: The body

    private func beginBody(
        _ body: BodyReader, of head: RequestHead, _ partial: Partial,
        _ bytes: UnsafeBufferPointer<UInt8>, after headCount: Int
    ) throws(Refusal) -> (used: Int, Verdict) {
        partial.head = head
        partial.body = body
        let rest = unsafe UnsafeBufferPointer(rebasing: bytes[headCount...])
        // RFC 9110 §10.1.1: who sends the body without waiting need not be told.
        if rest.isEmpty, partial.parser.facts.expectsContinue {
            return (headCount, .expectsContinue)
        }
        let (used, verdict) = unsafe try continueBody(partial, rest)
        return (headCount + used, verdict)
    }

    private func continueBody(
        _ partial: Partial, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(Refusal) -> (used: Int, Verdict) {
        let used = unsafe try partial.body?.take(bytes.span) ?? 0
        guard let head = partial.head, let body = partial.body, body.isComplete else {
            return (used, .needsMore)
        }
        self.partial = nil
        let isPersistent = partial.parser.facts.isPersistent
        return (used, .admitted(head, body: body.bytes, isPersistent: isPersistent))
    }
}
