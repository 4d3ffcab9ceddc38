// SPDX-License-Identifier: Apache-2.0
// packages: swift libevent-dev pkg-config
// version: hummingbird
//
// The routes of hummingbird.swift, on Portico: its pool has as many Workers as it is told.

import Glibc
import Hummingbird
import Logging
import PorticoHummingbird

@main enum Main {
    static func main() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 2 else { fatalError("usage: hummingbird-on-portico PORT WORKERS") }
        let large = String(repeating: "x", count: 1 << 20)
        let router = Router()
        router.get("/") { _, _ in "Hello, world!" }
        router.get("/block") { _, _ in
            usleep(5_000)
            return "Hello, world!"
        }
        router.get("/slow") { _, _ in
            usleep(50_000)
            return "Hello, world!"
        }
        router.get("/large") { _, _ in large }
        var logger = Logger(label: "hummingbird")
        logger.logLevel = .error
        let server = Server(
            hummingbird: router,
            configuration: .init(
                address: .hostname("127.0.0.1", port: numbers[0]),
                engine: .pool(workers: numbers[1])),
            logger: logger)
        try await server.runService()
    }
}
