// SPDX-License-Identifier: Apache-2.0
public import Portico

extension TestClient {
    /// Sends a request and has `read` read the reply while it comes, be it without an end.
    ///
    /// The connection is closed when `read` returns. With ``TestTransport/router``, the whole reply is waited for
    /// first: it must end.
    ///
    /// - Throws: ``TestError``, and what `read` throws.
    @discardableResult @_disfavoredOverload
    @available(*, noasync, message: "await the other stream(_:method:headers:body:_:)")
    public func stream<Value>(
        _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
        body: TestBody = .none, _ read: (TestStream) throws -> Value
    ) throws -> Value {
        let stream = try open(try message(method, uri, headers, body))
        defer { stream.close() }
        return try read(stream)
    }

    /// Sends a request and has `read` read the reply while it comes, be it without an end.
    ///
    /// The connection is closed when `read` returns. With ``TestTransport/router``, the whole reply is waited for
    /// first: it must end.
    ///
    /// - Throws: ``TestError``, and what `read` throws; `CancellationError` when the task is cancelled.
    @discardableResult
    nonisolated(nonsending) public func stream<Value>(
        _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:],
        body: TestBody = .none, _ read: nonisolated(nonsending) (TestStream) async throws -> Value
    ) async throws -> Value {
        let stream = try await open(try message(method, uri, headers, body))
        defer { stream.close() }
        return try await read(stream)
    }
}
