// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import Libevent

/// A request as evhttp parsed it, behind the guard: every byte of it has been checked.
///
/// A value of two words; copying it is cheap and any thread may have it. Strings and fields are made
/// when they are asked for.
///
/// ## Topics
/// ### The request line
/// - ``method``
/// - ``target``
/// - ``path``
/// - ``query``
/// - ``authority``
/// - ``minorVersion``
/// ### The rest
/// - ``headers``
/// - ``value(of:)``
/// - ``valueBytes(of:)``
/// - ``body``
/// - ``lastEventID``
/// - ``remoteAddress``
/// ### For tests
/// - ``init(method:target:headers:body:)``
public struct Request: Sendable {
    let received: ReceivedRequest
    /// What a streamed body is read through; nil where it is read as it came.
    let decoded: DecodedBody?

    init(_ received: ReceivedRequest, decoded: DecodedBody? = nil) {
        self.received = received
        self.decoded = decoded
    }

    /// The method; any token that the client sent.
    ///
    /// [RFC 9110 §9](https://www.rfc-editor.org/rfc/rfc9110#section-9)
    public var method: HTTPRequest.Method {
        HTTPRequest.Method(received.head)
    }

    /// The request target as sent, nothing decoded: `/a%20b?c=d`, `http://host/a` or `*`.
    ///
    /// Bytes that are not UTF-8, which no browser sends, are written as escapes: none is lost.
    /// [RFC 9112 §3.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2)
    public var target: String { received.head.target }

    /// The path of the target, still percent-encoded; `/` when an absolute target names none.
    ///
    /// `//a/b` is a path and no host.
    public var path: String { received.head.path }

    /// What follows the first `?` of the target, still percent-encoded; nil without one.
    public var query: String? { received.head.query }

    /// The host and port that the client asked for, as sent: of an absolute target, or else of `Host`.
    ///
    /// [RFC 9112 §3.2.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2). Nil in an HTTP/1.0
    /// request without either.
    public var authority: String? {
        received.head.authority ?? host
    }

    /// The minor version of HTTP/1 that the client speaks: 0 or 1.
    public var minorVersion: Int { Int(received.head.minorVersion) }

    /// The header fields in the order they came; made when first asked for, then kept.
    ///
    /// A value is read as UTF-8 if it is that, and as ISO 8859-1 otherwise, so that no byte is lost;
    /// ``valueBytes(of:)`` has the bytes.
    public var headers: HTTPFields {
        received.derive { HTTPFields(received.head) }
    }

    /// The body, without its transfer coding: whole, or streamed where the route wants that.
    public var body: RequestBody { RequestBody(received, decoded: decoded) }

    /// The pattern of the route that was found, once it was, and where an observer or a scope wants to know.
    package var route: String? { received.route?.pattern }

    /// The other end of the connection; nil for a request that did not come over a connection.
    ///
    /// A client of a unix socket has the host `unix:` and no port.
    public var remoteAddress: SocketAddress? {
        SocketAddress(known: received.remoteAddress)
    }
}

extension Request {
    /// Makes a request without a connection, to call a handler with.
    ///
    /// - Precondition: `target` is not empty and has neither blanks nor control characters.
    public init(
        method: HTTPRequest.Method = .get,
        target: String,
        headers: HTTPFields = [:],
        body: [UInt8] = []
    ) {
        precondition(
            !target.isEmpty && target.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f },
            "\"\(target)\" cannot stand in a request line")
        self.init(
            ReceivedRequest(
                id: ExchangeID(slot: -1, serial: 0),
                head: RequestHead(
                    method: method.rawValue, target: target,
                    fields: headers.map { ($0.name.rawName, $0.value) }),
                body: body,
                remoteAddress: Endpoint(host: "", port: 0)))
    }
}

extension HTTPRequest.Method {
    /// The method of a head.
    init(_ head: RequestHead) {
        if head.hasMethod(.get) {
            self = .get
        } else if head.hasMethod(.post) {
            self = .post
        } else {
            // The guard let only tokens through, and a token is a valid method.
            self = HTTPRequest.Method(head.method) ?? .get
        }
    }
}

extension HTTPFields {
    /// The fields of a head, in their order; without those named `excluded`, in lower case.
    init(_ head: RequestHead, without excluded: String? = nil) {
        self.init()
        head.forEachField { name, value in
            // The guard let only tokens through, and a token is a valid name.
            if let name = HTTPField.Name(head.text(name)), name.canonicalName != excluded {
                append(HTTPField(name: name, value: String(fieldValue: head.bytes(value))))
            }
            return true
        }
    }
}
