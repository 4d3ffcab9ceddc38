// SPDX-License-Identifier: Apache-2.0

extension TestClient {
    /// Sends bytes as they are, be they a request or not, and reads one reply.
    ///
    /// ```swift
    /// let response = try client.send(raw: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    /// ```
    /// What comes after the reply is dropped with its connection. Not with ``TestTransport/router``, where
    /// nobody would read them.
    ///
    /// - Throws: ``TestError``.
    @available(*, noasync, message: "await the other send(raw:)")
    public func send(raw text: String) throws(TestError) -> TestResponse {
        try exchange(.raw(Array(text.utf8)))
    }

    /// Sends bytes as they are, be they a request or not, and reads one reply.
    ///
    /// What comes after the reply is dropped with its connection. Not with ``TestTransport/router``, where
    /// nobody would read them.
    ///
    /// - Throws: ``TestError``; `CancellationError` when the task is cancelled.
    public func send(raw text: String) async throws -> TestResponse {
        try await exchange(.raw(Array(text.utf8)))
    }
}
