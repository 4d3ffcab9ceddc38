// SPDX-License-Identifier: Apache-2.0
// packages: swift
// version: FlyingFox
//
// FlyingFox, as its users write it: routes whose handlers block where they stand.

import FlyingFox
import Foundation
import Glibc

@main enum Main {
    static func main() async throws {
        guard let port = UInt16(CommandLine.arguments.dropFirst().first ?? "") else {
            fatalError("usage: flyingfox PORT")
        }
        let hello = HTTPResponse(
            statusCode: .ok, headers: [.contentType: "text/plain"], body: Data("Hello, world!".utf8)
        )
        let large = HTTPResponse(
            statusCode: .ok, headers: [.contentType: "text/plain"],
            body: Data(repeating: UInt8(ascii: "x"), count: 1 << 20))
        let server = HTTPServer(address: .inet(port: port), logger: .disabled)
        await server.appendRoute("/block") { _ in
            usleep(5_000)
            return hello
        }
        await server.appendRoute("/slow") { _ in
            usleep(50_000)
            return hello
        }
        await server.appendRoute("/large") { _ in large }
        await server.appendRoute("/") { _ in hello }
        try await server.run()
    }
}
