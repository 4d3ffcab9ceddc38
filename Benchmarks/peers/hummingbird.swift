// SPDX-License-Identifier: Apache-2.0
// packages: swift
// version: hummingbird
//
// Hummingbird 2, as its users write it: a router, and handlers that block where they stand.

import Glibc
import Hummingbird
import Logging

@main enum Main {
    static func main() async throws {
        guard let port = Int(CommandLine.arguments.dropFirst().first ?? "") else {
            fatalError("usage: hummingbird PORT")
        }
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
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger)
        try await application.runService()
    }
}
