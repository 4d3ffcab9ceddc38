// SPDX-License-Identifier: Apache-2.0
import Foundation
import Libevent
import Logging
import Portico
import TestSupport
import Testing

/// A server on a free port, and what tests do with it.
struct TestServer {
    let server: Server
    let port: Int
    private let ended = Gate()

    init(_ server: Server) throws {
        self.server = server
        port = try #require(server.address).port
    }

    /// Opens a connection to the server.
    func connect(receiveBufferBytes: Int32? = nil) throws -> RawConnection {
        try RawConnection(port: port, receiveBufferBytes: receiveBufferBytes)
    }

    /// Sends one request on a connection of its own and returns the reply.
    func get(_ path: String) throws -> WireResponse {
        let connection = try connect()
        try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return try connection.readResponse()
    }

    /// Returns when every loop has gone round, and seen what had come before: it refuses a request
    /// without asking any handler.
    func waitForLoop() throws {
        // The kernel picks the loop: of two, twenty connections leave none out.
        for _ in 1...(server.configuration.engine.loops == 1 ? 1 : 20) {
            let connection = try connect()
            try connection.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try connection.readResponse().status == 400)
        }
    }

    /// Drains the server, unless that has been done, and checks that it has let go of everything.
    func end() throws {
        guard !ended.isOpen else { return }
        ended.open()
        server.shutdown()
        let stopped = Gate()
        let server = server
        Thread.detachNewThread {
            server.waitUntilStopped()
            stopped.open()
        }
        try #require(stopped.wait(atMost: 40), "the server does not end")
        expectNothingOpen()
    }

    /// Checks that a server that has stopped has let go of everything.
    func expectNothingOpen() {
        #expect(server.figures.connectionsOpen == 0)
        #expect(server.figures.exchangesOpen == 0)
        #expect(server.figures.connectionsAccepted > 0 || server.figures.exchangesBegun == 0)
    }
}

/// Starts a server with `engine`, runs `body` on a thread that may block, and ends the server.
func withServer(
    _ engine: TestEngine = .pool,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    configure: (inout Configuration) -> Void = { _ in },
    handler: Handler,
    _ body: (TestServer) throws -> Void
) async throws {
    try await blocking {
        try engine.with { engine in
            var configuration = Configuration(
                address: .hostname("127.0.0.1", port: 0), engine: engine)
            // One server of a process may own the signals, and tests have many.
            configuration.handlesSignals = false
            configure(&configuration)
            let server = Server(configuration: configuration, logger: logger, handler: handler)
            try server.start()
            let test = try TestServer(server)
            do {
                try body(test)
            } catch {
                try test.end()
                throw error
            }
            try test.end()
        }
    }
}
