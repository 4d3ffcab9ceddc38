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
/// - ``TestError``
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
    }

    // MARK: Plain tests

    /// Sends a request and returns its reply.
    ///
    /// - Throws: ``TestError``.
    @available(*, noasync, message: "await the other execute(uri:method:headers:body:)")
    public func execute(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: TestBody = .none
    ) throws(TestError) -> TestResponse {
        try exchange(.request(try TestRequest(method, uri, headers, body)))
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
        try await exchange(.request(try TestRequest(method, uri, headers, body)))
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

    @available(*, noasync)
    func exchange(_ message: OutgoingMessage) throws(TestError) -> TestResponse {
        do throws(ReplyFault) {
            return response(try channel.exchange(message, until: .now + timeLimit))
        } catch {
            throw error.error(message.name, timeLimit)
        }
    }

    func exchange(_ message: OutgoingMessage) async throws -> TestResponse {
        do {
            return response(try await channel.exchange(message, until: .now + timeLimit))
        } catch let fault as ReplyFault {
            throw fault.error(message.name, timeLimit)
        }
    }

    private func response(_ reply: ReplyReader.Reply) -> TestResponse {
        var headers = reply.headers
        let error = errors.take(from: &headers)
        return TestResponse(
            status: reply.status, headers: headers, body: reply.body, trailers: reply.trailers,
            handlerError: error)
    }
}
