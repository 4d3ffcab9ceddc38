// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// Spares clients a reply that they have already: it names each by its bytes, and answers 304 to who has those.
///
/// ```swift
/// router.add(middleware: ETagMiddleware())
/// ```
/// It saves the way to the client, not the work of the handler. Replies to GET and HEAD with 200 get a weak
/// `ETag`, which stays right when another middleware compresses them; one that the handler has set is kept.
/// Streamed and larger replies stay as they are. `If-None-Match` is compared as
/// [RFC 9110 §13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2) has it.
public struct ETagMiddleware: Middleware {
    private let maxBytes: Int

    /// Takes the largest reply that is looked at, in bytes: each one is read once.
    ///
    /// - Precondition: `maxBytes` is not negative.
    public init(maxBytes: Int = 256 << 10) {
        precondition(
            maxBytes >= 0, "replies cannot have at most \(maxBytes) bytes; choose 0 or more")
        self.maxBytes = maxBytes
    }

    /// Sets the tag, or answers 304 instead.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        if case .writer = outcome.response.body.content { return }
        let isHead = request.method == .head
        guard outcome.error == nil, outcome.response.status == .ok,
            isHead || request.method == .get,
            // To HEAD, a handler of its own may leave the body out.
            !isHead || outcome.response.body.count != 0,
            outcome.response.body.count ?? .max <= maxBytes,
            let text = outcome.response.headers[.eTag]
                ?? outcome.response.body.bytes.map({ EntityTag(weaklyOf: $0).text })
        else { return }
        outcome.response.headers[.eTag] = text
        guard request.received.head.hasConditions, let tag = EntityTag(text),
            let list = request.value(of: .ifNoneMatch).flatMap({ EntityTagList($0) }),
            list.contains({ $0.isWeaklyEqual(to: tag) })
        else { return }
        outcome.response.status = .notModified
        outcome.response.body = .empty
        // RFC 9110 §15.4.5
        outcome.response.headers.removeContentFields()
    }
}

extension EntityTag {
    /// Names `bytes` by a digest of 64 bits and their count: it tells changes apart, and is no proof against
    /// somebody who makes two contents with one digest.
    init(weaklyOf bytes: [UInt8]) {
        let span = bytes.span
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        var index = 0
        while index + 8 <= span.count {
            var word: UInt64 = 0
            for place in 0..<8 { word |= UInt64(span[index + place]) << UInt64(8 * place) }
            digest = Self.mix(digest, word)
            index += 8
        }
        while index < span.count {
            digest = Self.mix(digest, UInt64(span[index]))
            index += 1
        }
        let text = "\(String(digest, radix: 16))-\(String(span.count, radix: 16))"
        self.init(quoted: "\"\(text)\"", isWeak: true)
    }

    private static func mix(_ digest: UInt64, _ word: UInt64) -> UInt64 {
        let product = (digest ^ word) &* 0x9e37_79b9_7f4a_7c15
        return product ^ product >> 29
    }
}
