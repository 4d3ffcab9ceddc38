// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import Libevent

/// One request and how it was answered, for an ``ExchangeObserver``.
///
/// Texts are made when they are asked for. All that the client has sent is as it was sent: who writes it
/// somewhere escapes what means something there.
///
/// ## Topics
/// ### The request
/// - ``method``
/// - ``target``
/// - ``route``
/// - ``minorVersion``
/// - ``value(of:)``
/// - ``valueBytes(of:)``
/// - ``remoteAddress``
/// - ``clientAddress``
/// - ``requestID``
/// - ``requestBytes``
/// ### The reply
/// - ``status``
/// - ``reject``
/// - ``replyBytes``
/// - ``bodyBytes``
/// - ``isComplete``
/// ### Times
/// - ``end``
/// - ``duration``
/// - ``queueWait``
/// - ``runTime``
public struct ExchangeRecord: Sendable {
    private let ended: EndedExchange
    private let environment: HandlerEnvironment

    init(_ ended: EndedExchange, _ environment: HandlerEnvironment) {
        self.ended = ended
        self.environment = environment
    }

    // MARK: The request

    /// The method; nil when the request was refused before it was known.
    public var method: HTTPRequest.Method? { ended.head.map { HTTPRequest.Method($0) } }

    /// The request target as sent, as in ``Request/target``; nil when the request was refused before it was
    /// known.
    public var target: String? { ended.head?.target }

    /// The pattern of the route that was found, as it was added to the router; nil when there was none.
    public var route: String? { ended.request?.route?.pattern }

    /// The minor version of HTTP/1: 0 or 1; nil when the request was refused before it was known.
    public var minorVersion: Int? { ended.head.map { Int($0.minorVersion) } }

    /// The first value of a header field, as in ``Request/headers``; nil when there is none.
    public func value(of name: HTTPField.Name) -> String? {
        guard let head = ended.head else { return nil }
        return head.firstValue(of: name.canonicalName).map { String(fieldValue: head.bytes($0)) }
    }

    /// The bytes of the first value of a header field; nil when there is none.
    public func valueBytes(of name: HTTPField.Name) -> [UInt8]? {
        guard let head = ended.head else { return nil }
        return head.firstValue(of: name.canonicalName).map { Array(head.bytes($0)) }
    }

    /// The other end of the connection; nil when it is not known.
    public var remoteAddress: SocketAddress? { SocketAddress(known: ended.remoteAddress) }

    /// Who asked, as ``Context/clientAddress``.
    public var clientAddress: SocketAddress? {
        guard let head = ended.head else { return remoteAddress }
        let origin = RequestOrigin(of: head, from: ended.remoteAddress, environment.proxies)
        return SocketAddress(known: origin.address)
    }

    /// What ``Context/requestID`` was.
    public var requestID: String { environment.requestID(of: ended.id) }

    /// How many bytes of the request were read, its head included.
    public var requestBytes: Int { ended.requestBytes }

    // MARK: The reply

    /// The code of the status.
    public var status: Int { ended.mark.status }

    /// Why no reply of a handler was sent; nil when one was.
    public var reject: RejectReason? {
        let reasons = RejectReason.allCases
        let index = ended.mark.reject - 1
        return reasons.indices.contains(index) ? reasons[index] : nil
    }

    /// How many bytes of the reply the system has taken, its head included.
    public var replyBytes: Int { ended.replyBytes }

    /// How many of ``replyBytes`` were the body, with its transfer coding.
    public var bodyBytes: Int { max(0, ended.replyBytes - ended.mark.headBytes) }

    /// Whether the system has taken all of the reply; otherwise the client had gone, or it was broken off.
    public var isComplete: Bool { ended.isComplete }

    // MARK: Times

    /// When the system had taken the reply, or the client had gone.
    public var end: ContinuousClock.Instant { ended.end }

    /// From the moment when the request had come to ``end``; zero for one that was refused before.
    ///
    /// Of a streamed request, from the moment when its head had come.
    public var duration: Duration { ended.request.map { ended.end - $0.receivedAt } ?? .zero }

    /// How long the request waited for a Worker; nil when no handler ran.
    public var queueWait: Duration? { ended.request?.queueWait }

    /// How long the handler ran or was suspended, with the writer of its body; nil when none ran.
    ///
    /// Of a handler that had not ended, until ``end``.
    public var runTime: Duration? {
        guard let request = ended.request, let wait = request.queueWait else { return nil }
        return request.runTime ?? max(.zero, ended.end - request.receivedAt - wait)
    }
}
