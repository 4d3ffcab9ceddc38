// SPDX-License-Identifier: Apache-2.0

// The guard stands in front of evhttp. It checks every byte that a client sends and keeps what is not
// whole. Of each request it says that it is good, or why it is refused, and where the head and the body
// end. evhttp reads what stands in the head. The guard knows no socket and no clock.

/// Judges the bytes of one connection, a request at a time.
package final class RequestGuard {
    /// What came of the bytes so far.
    package enum Verdict {
        /// The request is not whole; all bytes have been taken.
        case needsMore
        /// The head is whole and good. It stands in the bytes that were shown, or in `held` if it came
        /// in pieces. A body follows it if the head says so.
        case head(JudgedHead, held: [UInt8]?)
        case refused(Refusal, toHead: Bool)
    }

    /// How much of a request is there.
    package enum Stage: Equatable {
        case nothing
        case head
        /// The head is there, and this many bytes of the content.
        case body(bytes: Int)
    }

    /// How many bytes of empty lines may stand before a request, RFC 9112 §2.2.
    static let maxEmptyLineBytes = 16

    /// What is kept of a head that has not come whole.
    private final class PartialHead {
        var validator: HeadValidator
        var held: [UInt8]

        init(_ validator: HeadValidator, held: [UInt8]) {
            self.validator = validator
            self.held = held
        }
    }

    /// What is kept of a body that has not come whole.
    private final class PartialBody {
        var decoder: BodyDecoder

        init(_ decoder: BodyDecoder) {
            self.decoder = decoder
        }
    }

    private var partialHead: PartialHead?
    private var partialBody: PartialBody?
    /// The fields of the head that was let in last which evhttp must not act on; empty without a body.
    package var maskedFields: [JudgedHead.MaskedField] { masked }
    private var masked: [JudgedHead.MaskedField] = []

    package init() {}

    /// How far the request has come.
    package var stage: Stage {
        if let partialBody { return .body(bytes: partialBody.decoder.contentBytes) }
        guard let partialHead else { return .nothing }
        let held = partialHead.held
        return partialHead.validator.hasBegun(held.span) ? .head : .nothing
    }

    /// Forgets what was kept.
    package func reset() {
        partialHead = nil
        partialBody = nil
    }

    // MARK: The head

    /// Looks at `bytes`, which have come after all those before, while no body is awaited.
    ///
    /// - Returns: How many of them belong to the head.
    package func judge(
        _ bytes: Span<UInt8>, _ limits: MessageLimits
    ) -> (used: Int, Verdict) {
        do throws(Refusal) {
            if let partialHead { return try continueHead(partialHead, bytes, limits) }
            var validator = HeadValidator(limits: limits)
            guard try validator.judge(bytes) else {
                partialHead = PartialHead(validator, held: Array(copying: bytes))
                return (bytes.count, .needsMore)
            }
            return (validator.head.end, admit(validator, held: nil, limits))
        } catch {
            let isHead = asksForHead || partialHead == nil && bytes.beginsWithHead
            reset()
            return (bytes.count, .refused(error, toHead: isHead))
        }
    }

    /// Goes on with a head that comes in pieces.
    private func continueHead(
        _ partial: PartialHead, _ bytes: Span<UInt8>, _ limits: MessageLimits
    ) throws(Refusal) -> (used: Int, Verdict) {
        let heldBefore = partial.held.count
        partial.held.append(copying: bytes)
        let held = partial.held
        guard try partial.validator.judge(held.span) else { return (bytes.count, .needsMore) }
        partialHead = nil
        let used = partial.validator.head.end - heldBefore
        return (used, admit(partial.validator, held: held, limits))
    }

    private func admit(
        _ validator: borrowing HeadValidator, held: [UInt8]?, _ limits: MessageLimits
    ) -> Verdict {
        let head = validator.head
        if head.framing != .none || !masked.isEmpty { masked = validator.maskedFields }
        if let decoder = BodyDecoder(head.framing, limit: limits.maxBodyBytes) {
            partialBody = PartialBody(decoder)
        }
        return .head(head, held: held)
    }

    /// Whether the part of the head that has come, good or not, begins with the method HEAD: then a reply
    /// has no body.
    package var asksForHead: Bool {
        guard let held = partialHead?.held else { return false }
        return held.span.beginsWithHead
    }

    // MARK: The body

    /// Whether a body is awaited.
    package var awaitsBody: Bool { partialBody != nil }

    /// How many of the next bytes are content of the body, whatever they are; perhaps more are.
    package var certainContentBytes: Int { partialBody?.decoder.certainContentBytes ?? 0 }

    /// Lowers the limit of the body that is to follow; before the first byte of it.
    ///
    /// Throws when its announced length is beyond that; then no body is awaited any more.
    package func limitBody(to limit: Int) throws(Refusal) {
        do throws(Refusal) {
            try partialBody?.decoder.lowerLimit(to: limit)
        } catch {
            reset()
            throw error
        }
    }

    /// Reads on at `index`, which it moves, up to the end of the next content of the body.
    ///
    /// - Returns: Where that stands; nil when there is no more in `bytes`, or the body has ended: then
    ///   ``awaitsBody`` is false. After a refusal it is false, too.
    package func nextContent(
        in bytes: Span<UInt8>, from index: inout Int
    ) throws(Refusal) -> Range<Int>? {
        guard let partialBody else { return nil }
        do throws(Refusal) {
            let content = try partialBody.decoder.nextContent(in: bytes, from: &index)
            if partialBody.decoder.isComplete { self.partialBody = nil }
            return content
        } catch {
            reset()
            throw error
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes begin with the method HEAD, empty lines left out.
    fileprivate var beginsWithHead: Bool {
        var start = 0
        while start < count, self[start] == .carriageReturn || self[start] == .lineFeed {
            start += 1
        }
        return start + 5 <= count && self[start] == UInt8(ascii: "H")
            && self[start + 1] == UInt8(ascii: "E") && self[start + 2] == UInt8(ascii: "A")
            && self[start + 3] == UInt8(ascii: "D") && self[start + 4] == .space
    }
}

extension [UInt8] {
    /// A copy of `bytes`.
    fileprivate init(copying bytes: Span<UInt8>) {
        self = []
        reserveCapacity(bytes.count)
        append(copying: bytes)
    }

    /// Appends a copy of `bytes`.
    fileprivate mutating func append(copying bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }
}
