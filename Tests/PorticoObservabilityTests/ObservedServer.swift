// SPDX-License-Identifier: Apache-2.0
import Logging
import Portico
import TestSupport
import Testing

/// Starts a server with `observers`, runs `body` on a thread that may block, and ends the server: then every
/// observer has been told of all.
func withServer(
    _ observers: [any ExchangeObserver] = [], router: Router,
    configure: @escaping (inout Configuration) -> Void = { _ in },
    _ body: (Server, _ port: Int) throws -> Void
) async throws {
    try await blocking {
        var configuration = Configuration(address: .hostname("127.0.0.1", port: 0))
        configuration.handlesSignals = false
        configuration.observers = observers
        configure(&configuration)
        let server = Server(
            configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, router: router)
        try server.start()
        defer {
            server.shutdown()
            server.waitUntilStopped()
        }
        try body(server, #require(server.address).port)
    }
}

/// Sends `bytes` on a connection of its own, and reads until the server closes it.
@discardableResult
func exchange(_ port: Int, _ bytes: [UInt8]) throws -> String {
    let connection = try RawConnection(port: port)
    try connection.send(bytes)
    return String(decoding: try connection.readToEnd(), as: UTF8.self)
}

/// Sends a GET request for `target`, and reads until the server closes the connection.
@discardableResult
func get(_ target: String, _ port: Int, _ fields: [UInt8] = []) throws -> String {
    try exchange(
        port,
        Array("GET \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n".utf8) + fields
            + Array("\r\n".utf8))
}
