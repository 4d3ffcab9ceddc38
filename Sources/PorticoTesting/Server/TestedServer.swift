// SPDX-License-Identifier: Apache-2.0
import Libevent
import Portico

/// The server of one test, or its handler alone.
final class TestedServer: Sendable {
    let client: TestClient
    /// Nil when requests go to the handler.
    private let server: Server?
    private let connections: ConnectionChannel?
    private let direct: DirectChannel?
    private let threads: TestThreads?

    /// Starts a server like `subject`, as `transport` says.
    @available(*, noasync)
    convenience init(
        _ subject: Server, _ transport: TestTransport, _ timeLimit: Duration
    ) throws {
        let threads = transport == .router ? nil : try TestThreads()
        try self.init(subject, transport, timeLimit, threads)
    }

    private init(
        _ subject: Server, _ transport: TestTransport, _ timeLimit: Duration,
        _ threads: TestThreads?
    ) throws {
        let errors = HandlerErrors()
        let handler = subject.handler.wrapped(in: errors)
        self.threads = threads
        guard let threads else {
            (server, connections) = (nil, nil)
            let channel = DirectChannel(handler, subject.configuration, subject.ownLogger)
            direct = channel
            client = TestClient(transport, channel, errors, timeLimit)
            return
        }
        let configuration = Self.configuration(subject.configuration, timeLimit)
        let server = Server(
            configuration: configuration, logger: subject.ownLogger, handler: handler)
        let address = try Self.start(server, transport)
        let connections = ConnectionChannel(to: address, threads)
        (self.server, self.connections, direct) = (server, connections, nil)
        client = TestClient(transport, port: address.port, connections, errors, timeLimit)
    }

    /// Does what the initialiser does, on a thread that may block.
    static func start(
        _ subject: Server, _ transport: TestTransport, _ timeLimit: Duration
    ) async throws -> TestedServer {
        guard transport != .router else {
            return try TestedServer(subject, transport, timeLimit, nil)
        }
        let threads = try TestThreads()
        return try await threads.run { try TestedServer(subject, transport, timeLimit, threads) }
    }

    /// What must be another way in a test.
    private static func configuration(
        _ configuration: Configuration, _ timeLimit: Duration
    ) -> Configuration {
        var configuration = configuration
        configuration.address = .hostname("127.0.0.1", port: 0)
        configuration.handlesSignals = false
        configuration.sharesPort = false
        configuration.drainDelay = .zero
        configuration.drainDeadline = min(configuration.drainDeadline, timeLimit)
        return configuration
    }

    private static func start(
        _ server: Server, _ transport: TestTransport
    ) throws(ServerError) -> ConnectionChannel.Address {
        if transport == .wire {
            if let name = try server.startLocally() { return .local(name) }
        } else {
            try server.start()
        }
        return .port(Endpoint(host: "127.0.0.1", port: UInt16(server.address?.port ?? 0)))
    }

    // MARK: The end

    /// Closes the connections, and blocks until the server has drained.
    ///
    /// - Returns: Why it could not go on before, if it could not.
    @available(*, noasync)
    func end() -> ServerError? { drain() }

    /// Does the same on a thread that may block.
    func end() async -> ServerError? {
        guard let threads else { return drain() }
        // Not cancelled with the test: the server must end in any case.
        let end = Task { try await threads.run { [self] in drain() } }
        // Only a pool that has ended refuses, and this one has not.
        return try? await end.value
    }

    private func drain() -> ServerError? {
        direct?.end()
        guard let server else { return nil }
        connections?.close()
        server.shutdown()
        server.waitUntilStopped()
        do throws(ServerError) {
            try server.throwFailure()
            return nil
        } catch {
            return error
        }
    }
}
