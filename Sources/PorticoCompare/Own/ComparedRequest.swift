// SPDX-License-Identifier: Apache-2.0
public import Portico

/// A request that the clients of a ``Comparison`` send, and how often.
///
/// ```swift
/// let requests = [
///     ComparedRequest("/notes/7", weight: 9),
///     ComparedRequest(.post, "/notes", headers: [.contentType: "text/plain"], body: "Buy milk"),
/// ]
/// ```
public struct ComparedRequest: Sendable {
    /// The method; neither HEAD nor CONNECT, whose replies wrk cannot read.
    public var method: HTTPRequest.Method
    /// The path and query, percent-encoded: `/notes?tag=a%20b`.
    public var target: String
    /// Header fields beside `Host` and `Content-Length`, which stand there by themselves.
    public var headers: HTTPFields
    /// The body, sent whole.
    public var body: [UInt8]
    /// How often it is sent among the others: 9 and 1 make nine of ten requests and one of ten.
    ///
    /// 1 to 1000.
    public var weight: Int
    /// Whether its latency counts; false for what is slow on purpose.
    var isTimed = true

    /// A request with a body of bytes.
    public init(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], body: [UInt8],
        weight: Int = 1
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.weight = weight
    }

    /// A request with a body of text, or with none.
    public init(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:],
        body: String = "", weight: Int = 1
    ) {
        self.init(method, target, headers: headers, body: Array(body.utf8), weight: weight)
    }

    /// A GET request.
    public init(_ target: String, headers: HTTPFields = [:], weight: Int = 1) {
        self.init(.get, target, headers: headers, weight: weight)
    }
}

extension ComparedRequest {
    /// How it is named in messages.
    var name: String { "\(method.rawValue) \(target)" }

    /// The bytes that a client sends.
    var wire: [UInt8] {
        var head = "\(name) HTTP/1.1\r\n"
        let hasHost = headers.contains { $0.name.canonicalName == "host" }
        if !hasHost { head += "Host: localhost\r\n" }
        for field in headers { head += "\(field.name.rawName): \(field.value)\r\n" }
        // RFC 9110 §8.6: a method that has a use for a body says that there is none.
        if !body.isEmpty || [.post, .put, .patch].contains(method) {
            head += "Content-Length: \(body.count)\r\n"
        }
        return Array("\(head)\r\n".utf8) + body
    }

    /// Throws when it cannot be sent again and again over kept connections.
    func check() throws(CompareError) {
        if let reason = whyItCannotBeSent {
            throw .cannotSend(request: String(name.prefix(60)), reason: reason)
        }
    }

    private var whyItCannotBeSent: String? {
        if method == .head || method == .connect {
            return "wrk cannot read the reply to \(method.rawValue): choose another method"
        }
        if !target.hasPrefix("/") || !target.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
            return "a target begins with / and has neither blanks nor other characters than ASCII: "
                + "encode them with percent signs"
        }
        let own = [HTTPField.Name.contentLength, .transferEncoding, .connection, .expect]
        if let field = headers.first(where: { own.contains($0.name) }) {
            return "leave out \(field.name): the client decides on that"
        }
        return (1...1000).contains(weight)
            ? nil : "its weight \(weight) makes no sense: choose 1 to 1000"
    }
}
