// SPDX-License-Identifier: Apache-2.0
import HTTP1
package import HTTPTypes
import Libevent

/// A request that came over no connection, for tests.
package struct DirectRequest: Sendable {
    /// The body as it would come over a connection.
    package enum Body: Sendable {
        /// Its length is announced; nil is no body.
        case whole([UInt8]?)
        case chunked([[UInt8]])
    }

    let head: RequestHead
    let body: Body

    /// Makes a request; `fields` are all that the handler sees.
    ///
    /// - Precondition: The parts are legal: this is for callers in the process, nothing is checked.
    package init(
        method: HTTPRequest.Method, target: String, fields: HTTPFields, body: Body
    ) {
        head = RequestHead(
            method: method.rawValue, target: target,
            fields: fields.map { ($0.name.rawName, $0.value) })
        self.body = body
    }

    /// What a loop gives to a handler whose bodies come as `policy` says.
    func received(number: Int, _ policy: IncomingBody.Policy) -> ReceivedRequest {
        let streamed =
            policy.isStreamed && body.isThere ? IncomingBody(body, upTo: policy.maxBytes) : nil
        return ReceivedRequest(
            id: ExchangeID(slot: -1, serial: UInt64(number)), head: head,
            body: streamed == nil ? Array(body.pieces.joined()) : [], streamed: streamed,
            remoteAddress: Endpoint(host: "", port: 0))
    }
}

extension DirectRequest.Body {
    /// Whether there is something to receive: a length of zero says that there is not.
    var isThere: Bool { if case .chunked = self { true } else { count > 0 } }

    var count: Int { pieces.reduce(0) { $0 + $1.count } }

    var pieces: [[UInt8]] {
        switch self {
        case .whole(let bytes): [bytes ?? []]
        case .chunked(let pieces): pieces
        }
    }

    /// Whether a server refuses it before its handler runs.
    func isRefused(_ policy: IncomingBody.Policy) -> Bool {
        if case .chunked = self, policy.isStreamed { return false }
        return count > policy.maxBytes
    }
}

extension IncomingBody {
    /// A body that is there, if it has no more than `limit` bytes.
    fileprivate convenience init(_ body: DirectRequest.Body, upTo limit: Int) {
        if body.count > limit {
            self.init(pieces: [], end: .failure(.refused(.bodyTooLarge(limit))))
        } else {
            self.init(pieces: body.pieces, end: .success(()))
        }
    }
}
