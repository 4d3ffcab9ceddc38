// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import PorticoHummingbird
import TestSupport
import Testing

/// Serves what `router` responds, on a port of its own, while `body` runs, on a thread that may block.
func serving<Router: HTTPResponderBuilder>(
    _ router: Router, workers: Int = 4, _ body: (Int) throws -> Void
) async throws
where Router.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    try await serving(router, workers: workers, whileRunning: { port, _ in try body(port) })
}

/// The same for a test that has to do with the server.
func serving<Router: HTTPResponderBuilder>(
    _ router: Router, workers: Int = 4, whileRunning body: (Int, Server) throws -> Void
) async throws
where Router.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var configuration = Configuration(
        address: .hostname("127.0.0.1", port: 0), engine: .pool(workers: workers))
    configuration.handlesSignals = false
    let server = Server(hummingbird: router, configuration: configuration, logger: logger)
    try server.start()
    let port = try #require(server.address?.port)
    try await blocking {
        defer {
            server.shutdown()
            server.waitUntilStopped()
        }
        try body(port, server)
    }
}

/// Sends a request on a connection of its own and reads the reply.
func ask(
    _ port: Int, _ line: String, fields: [String] = [], body: String? = nil
) throws -> WireResponse {
    let connection = try RawConnection(port: port)
    try connection.ask(line, fields: fields, body: body)
    return try connection.readResponse(toHead: line.hasPrefix("HEAD"))
}

extension RawConnection {
    /// Sends a request.
    func ask(_ line: String, fields: [String] = [], body: String? = nil) throws {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let lines = ["\(line) HTTP/1.1", "Host: test"] + fields + length + ["", body ?? ""]
        try send(lines.joined(separator: "\r\n"))
    }
}
