// SPDX-License-Identifier: Apache-2.0
import Portico

extension TestSubject {
    /// Starts a server, runs `body` with a client of it, and ends the server, also when `body` throws.
    ///
    /// Blocks, as the methods of the client do. Each request ends within `timeLimit`, with an error if need be;
    /// of plain handlers with ``TestTransport/router``, which run on this thread, only the streamed replies.
    ///
    /// - Throws: What `body` throws; `ServerError` when the server cannot start or go on.
    @discardableResult @_disfavoredOverload
    @available(*, noasync, message: "await the other test(_:timeLimit:_:)")
    public func test<Value>(
        _ transport: TestTransport, timeLimit: Duration = .seconds(10),
        _ body: (TestClient) throws -> Value
    ) throws -> Value {
        let server = try TestedServer(serverToTest, transport, timeLimit)
        let result = Result { try body(server.client) }
        let failure = server.end()
        let value = try result.get()
        if let failure { throw failure }
        return value
    }

    /// Starts a server, runs `body` with a client of it, and ends the server, also when `body` throws.
    ///
    /// Each request ends within `timeLimit`, with an error if need be; of plain handlers with
    /// ``TestTransport/router``, which run on a thread of Swift's, only the streamed replies.
    ///
    /// - Throws: What `body` throws; `ServerError` when the server cannot start or go on.
    @discardableResult
    nonisolated(nonsending) public func test<Value>(
        _ transport: TestTransport, timeLimit: Duration = .seconds(10),
        _ body: nonisolated(nonsending) (TestClient) async throws -> Value
    ) async throws -> Value {
        let subject = try serverToTest
        let server = try await TestedServer.start(subject, transport, timeLimit)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server.client))
        } catch {
            result = .failure(error)
        }
        let failure = await server.end()
        let value = try result.get()
        if let failure { throw failure }
        return value
    }
}
