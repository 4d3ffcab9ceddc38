// SPDX-License-Identifier: Apache-2.0
public import Portico

/// Sends the requests of a test, and reads the replies.
///
/// Each method has two forms: one that blocks, for plain tests, and one that is awaited.
///
/// A connection is kept from one request to the next; requests that are sent at the same time have one each.
/// `Host`, `Content-Length` or `Transfer-Encoding`, and the `Content-Type` that suits the body are added where the
/// headers do not have them. From any thread.
///
/// ## Topics
/// ### Requests
/// - ``TestBody``
/// - ``TestResponse``
/// - ``TestStream``
/// - ``TestError``
/// ### Cookies
/// - ``keepingCookies()``
/// - ``cookie(_:)``
/// ### How they are sent
/// - ``transport``
/// - ``port``
public final class TestClient: Sendable {
    /// How requests reach the handlers.
    public let transport: TestTransport
    /// Where the server listens on 127.0.0.1, for clients of your own; nil but with ``TestTransport/live``.
    public let port: Int?
    private let channel: any RequestChannel
    private let errors: HandlerErrors
    private let timeLimit: Duration
    /// Nil keeps no cookies.
    let jar: CookieJar?

    init(
        _ transport: TestTransport, port: Int? = nil, _ channel: any RequestChannel,
        _ errors: HandlerErrors,
        _ timeLimit: Duration
    ) {
        self.transport = transport
        self.port = port
        self.channel = channel
        self.errors = errors
        self.timeLimit = timeLimit
        jar = nil
    }

    /// A client like `other` that keeps its cookies in `jar`.
    init(_ other: TestClient, keeping jar: CookieJar) {
        (transport, port, channel) = (other.transport, other.port, other.channel)
        (errors, timeLimit) = (other.errors, other.timeLimit)
        self.jar = jar
    }

    // MARK: Plain tests

    /// Sends a request and returns its reply.
    ///
    /// - Throws: ``TestError``.
    @available(*, noasync, message: "await the other execute(uri:method:headers:body:)")
    public func execute(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: TestBody = .none
    ) throws(TestError) -> TestResponse {
        try exchange(try message(method, uri, headers, body))
    }

    /// Sends a request and has `check` look at its reply.
    ///
    /// - Throws: ``TestError``, and what `check` throws.
    @discardableResult @_disfavoredOverload
    @available(*, noasync, message: "await the other execute(uri:method:headers:body:_:)")
    public func execute<Value>(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: TestBody = .none,
        _ check: (TestResponse) throws -> Value
    ) throws -> Value {
        try check(try execute(uri: uri, method: method, headers: headers, body: body))
    }

    // MARK: Async tests

    /// Sends a request and returns its reply.
    ///
    /// - Throws: ``TestError``; `CancellationError` when the task is cancelled.
    public func execute(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: TestBody = .none
    ) async throws -> TestResponse {
        try await exchange(try message(method, uri, headers, body))
    }

    /// Sends a request and has `check` look at its reply.
    ///
    /// - Throws: ``TestError``, and what `check` throws; `CancellationError` when the task is cancelled.
    @discardableResult
    nonisolated(nonsending) public func execute<Value>(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: TestBody = .none,
        _ check: nonisolated(nonsending) (TestResponse) async throws -> Value
    ) async throws -> Value {
        try await check(try await execute(uri: uri, method: method, headers: headers, body: body))
    }

    // MARK: Both

    func message(
        _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields, _ body: TestBody
    ) throws(TestError) -> OutgoingMessage {
        var headers = headers
        jar?.add(to: &headers, for: uri)
        return .request(try TestRequest(method, uri, headers, body))
    }

    @available(*, noasync)
    func exchange(_ message: OutgoingMessage) throws(TestError) -> TestResponse {
        do throws(ReplyFault) {
            return response(try channel.exchange(message, until: .now + timeLimit), to: message)
        } catch {
            throw error.error(message.name, timeLimit)
        }
    }

    func exchange(_ message: OutgoingMessage) async throws -> TestResponse {
        do {
            return response(
                try await channel.exchange(message, until: .now + timeLimit), to: message)
        } catch let fault as ReplyFault {
            throw fault.error(message.name, timeLimit)
        }
    }

    @available(*, noasync)
    func open(_ message: OutgoingMessage) throws(TestError) -> TestStream {
        do throws(ReplyFault) {
            return stream(try channel.open(message, until: .now + timeLimit), to: message)
        } catch {
            throw error.error(message.name, timeLimit)
        }
    }

    func open(_ message: OutgoingMessage) async throws -> TestStream {
        do {
            return stream(try await channel.open(message, until: .now + timeLimit), to: message)
        } catch let fault as ReplyFault {
            throw fault.error(message.name, timeLimit)
        }
    }

    private func stream(_ reply: StreamedReply, to message: OutgoingMessage) -> TestStream {
        var headers = reply.head.headers
        _ = take(from: &headers, replyTo: message)
        return TestStream(reply, headers, to: message.name, over: channel, timeLimit)
    }

    /// Keeps cookies, and returns what the handler threw.
    private func take(
        from headers: inout HTTPFields, replyTo message: OutgoingMessage
    ) -> (any Error)? {
        if case .request(let request) = message { jar?.take(headers, replyTo: request) }
        return errors.take(from: &headers)
    }

    private func response(
        _ reply: ReplyReader.Reply, to message: OutgoingMessage
    ) -> TestResponse {
        var headers = reply.headers
        let error = take(from: &headers, replyTo: message)
        return TestResponse(
            status: reply.status, headers: headers, body: reply.body, trailers: reply.trailers,
            handlerError: error)
    }
}
