// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// A request's body and its reply's body that are streamed at the same time, with middleware around them.
    struct EchoTests {
        private struct Mark: Middleware {
            func respond(
                _ outcome: inout HandlerOutcome, to request: Request, _ context: Context,
                _ state: Void
            ) {
                outcome.response.headers[.server] = "marked"
            }
        }

        private static let handler: Handler = {
            var router = Router()
            router.add(middleware: Mark())
            let policy = BodyPolicy.stream(maxBytes: 64 << 20)
            router.post("/plain", body: policy) { request, _ in
                let body = request.body
                return Response(
                    body: ResponseBody(length: Self.length(of: request)) { writer in
                        while let chunk = try body.read() { try writer.write(chunk) }
                    })
            }
            router.post("/async", body: policy) { request, _ in
                await Task.yield()
                let body = request.body
                return Response(
                    body: ResponseBody(length: Self.length(of: request)) { writer in
                        for try await chunk in body.chunks { try await writer.write(chunk) }
                    })
            }
            return Handler(router)
        }()

        private static func length(of request: Request) -> Int? {
            request.value(of: .contentLength).flatMap { Int($0) }
        }

        @Test(arguments: TestEngine.allCases, ["/plain", "/async"])
        func sendsBackWhileItReceives(_ engine: TestEngine, _ path: String) async throws {
            // So much lies in buffers while nobody reads.
            let body = Pattern.bytes(200_000)
            try await withServer(engine, handler: Self.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", path, ["Content-Length: \(body.count)"]))
                try connection.send(body)
                let reply = try connection.readResponse()
                #expect(reply.status == 200)
                #expect(reply["Server"] == "marked")
                #expect(reply.body == body)
            }
        }

        /// What is echoed piece by piece cannot have been collected first.
        @Test(arguments: [TestEngine.pool, .poolWithTwoLoops], ["/plain", "/async"])
        func sendsEachPieceBackBeforeTheNext(_ engine: TestEngine, _ path: String) async throws {
            try await withServer(engine, handler: Self.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", path, ["Transfer-Encoding: chunked"]))
                var received: [UInt8] = []
                for number in 1...5 {
                    try connection.send("1\r\n\(number)\r\n")
                    while !received.ends(with: "1\r\n\(number)\r\n") {
                        received += try connection.read(upTo: 1_000)
                    }
                }
                try connection.send("0\r\n\r\n")
                while !received.ends(with: "0\r\n\r\n") {
                    received += try connection.read(upTo: 1_000)
                }
            }
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool {
        suffix(text.utf8.count).elementsEqual(text.utf8)
    }
}
