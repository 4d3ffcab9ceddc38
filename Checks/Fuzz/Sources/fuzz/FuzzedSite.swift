// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import HTTP1
@testable import Libevent
@testable import Portico

/// Servers of this process, with a pool and inline, whole and streamed, and a client for them.
struct FuzzedSite {
    private let servers: [(server: Server, streams: Bool)]

    init() {
        let whole = Handler { request, _ in Reference.Request(seenIn: request).echo }
        let pool = Engine.pool(workers: 2)
        servers = [
            (Self.server(pool, whole), false), (Self.server(.inline(), whole), false),
            (Self.server(pool, StreamedSite.plain), true),
            (Self.server(pool, StreamedSite.async), true),
            (Self.server(.inline(), StreamedSite.async), true),
            // A body is whole there, and a plain writer has a thread of its own.
            (Self.server(.inline(), StreamedSite.plain), true),
        ]
        for (server, _) in servers {
            do { try server.start() } catch { finding("no server: \(error)") }
        }
    }

    private static func server(_ engine: Engine, _ handler: Handler) -> Server {
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: 0), engine: engine, limits: serverLimits)
        configuration.handlesSignals = false
        // Writers that fail on purpose are logged as errors.
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        return Server(configuration: configuration, logger: logger, handler: handler)
    }

    /// Sends `input` on a few connections at a time, split differently on each, and judges what comes.
    func check(_ input: [UInt8], against reading: Reference) {
        var splits = Splits(of: input, number: 2)
        let (server, streams) = servers[splits.choose(servers.count)]
        let port = server.address?.port ?? 0
        let connections = (0..<4).map { _ in FuzzClient(port: port, streams: streams) }
        // Now and then somebody vanishes at any point, of whom nothing is expected.
        let leaver = splits.choose(4) == 0 ? FuzzClient(port: port, streams: streams) : nil
        leaver?.send([input.prefix(splits.choose(input.count + 1))])
        for connection in connections { connection.send(splits.pieces(of: input)) }
        leaver?.reset()
        for connection in connections { connection.expect(reading, of: input) }
        if splits.choose(64) == 0 { checkService(port, streams) }
    }

    /// A good request on a new connection.
    private func checkService(_ port: Int, _ streams: Bool) {
        let request = Array("GET /well HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
        let client = FuzzClient(port: port, streams: streams)
        client.send([request[...]])
        client.expect(Reference(reading: request, messageLimits), of: request)
    }

    /// Ends the servers, which must have let go of everything.
    func end() {
        for (server, streams) in servers {
            checkService(server.address?.port ?? 0, streams)
            server.shutdown()
            server.waitUntilStopped()
            let left = server.figures
            guard left.connectionsOpen == 0, left.exchangesOpen == 0 else {
                finding("the server has left something open: \(left)")
            }
            guard left.parserRefusals == 0 else {
                finding("evhttp refused \(left.parserRefusals) heads that the guard had let in")
            }
            print(
                "connections: \(left.connectionsAccepted), requests and refusals:",
                "\(left.exchangesBegun), streamed: \(left.repliesStreamed),",
                "broken off: \(left.repliesBrokenOff), refused by evhttp: 0, left open: 0")
        }
    }
}

extension Reference.Request {
    /// What a handler sees; of the connection it sees nothing, and of a streamed body neither.
    init(seenIn request: Request) {
        let head = request.received.head
        self.init(
            method: Array(request.method.rawValue.utf8), target: Array(head.targetBytes),
            minorVersion: request.minorVersion, body: request.body.bytes)
        head.forEachField { name, value in
            fields.append(
                Reference.Field(name: Array(head.bytes(name)), value: Array(head.bytes(value))))
            return true
        }
    }

    /// All of it as text, to be sent back: a word each, in hexadecimal.
    var echo: String {
        let texts = [method, target] + fields.flatMap { [$0.name, $0.value] } + [body]
        return "\(minorVersion) " + texts.map(\.hexadecimal).joined(separator: " ")
    }

    /// The beginning of ``echo`` that does not depend on the body.
    var echoOfHead: String {
        var head = self
        head.body = []
        return head.echo
    }
}

extension Sequence<UInt8> {
    /// Two digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
