// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// Limits of single routes, and what a client gets beyond them.
    struct UploadLimitTests {
        private static let mebibyte = 1 << 20

        private static let handler: Handler = {
            var router = Router()
            let answer: @Sendable (Request, Context) throws -> String = { request, _ in
                "\(try request.body.collect(upTo: .max).count)"
            }
            router.post("/unrouted", answer)
            router.post("/small", body: .whole(maxBytes: 10), answer)
            router.post("/large", body: .whole(maxBytes: 2 * mebibyte), answer)
            router.post("/small-stream", body: .stream(maxBytes: 10), answer)
            router.post("/large-stream", body: .stream(maxBytes: 3 * mebibyte), answer)
            router.put("/none", body: .stream(maxBytes: 0), answer)
            router.post("/collects-10", body: .stream(maxBytes: mebibyte)) { request, _ in
                try request.body.collect(upTo: 10)
            }
            router.post("/awaits-10", body: .stream(maxBytes: mebibyte)) { request, _ in
                try await request.body.collect(upTo: 10)
            }
            return Handler(router)
        }()

        /// RFC 9110 §15.5.14, for bodies of exactly the limit and of one byte more.
        @Test(
            arguments: [TestEngine.pool, .inline],
            [
                ("POST /unrouted", mebibyte), ("POST /small", 10), ("POST /large", 2 * mebibyte),
                ("POST /small-stream", 10), ("POST /large-stream", 3 * mebibyte), ("PUT /none", 0),
            ])
        func takesABodyOfExactlyTheLimitOfItsRoute(
            _ engine: TestEngine, _ route: (echo: String, limit: Int)
        ) async throws {
            try await withServer(engine, handler: Self.handler) { test in
                for excess in [0, 1] {
                    let body = [UInt8](repeating: 97, count: route.limit + excess)
                    let wire =
                        body.isEmpty
                        ? Array("0\r\n\r\n".utf8) : UploadSite.chunked(body, size: body.count)
                    for (field, wire) in [
                        ("Content-Length: \(body.count)", body),
                        ("Transfer-Encoding: chunked", wire),
                    ] {
                        let connection = try test.connect()
                        try connection.send(UploadSite.head(route.echo, field))
                        try connection.send(wire)
                        let reply = try connection.readResponse()
                        #expect(reply.status == (excess == 0 ? 200 : 413), "\(field)")
                        if excess == 0 {
                            #expect(reply.text == "\(body.count)")
                        } else {
                            #expect(connection.isClosed)
                        }
                    }
                }
            }
        }

        /// RFC 9110 §10.1.1: the body is not asked for.
        @Test(arguments: [
            ("/unrouted", 1 << 20), ("/small", 10), ("/large", 2 << 20), ("/small-stream", 10),
            ("/large-stream", 3 << 20),
        ])
        func refusesAnAnnouncedLengthBeforeTheBodyIsSent(
            _ path: String, _ limit: Int
        ) async throws {
            try await withServer(handler: Self.handler) { test in
                for expect in [[], ["Expect: 100-continue"]] {
                    let connection = try test.connect()
                    try connection.send(
                        Site.request("POST", path, ["Content-Length: \(limit + 1)"] + expect))
                    let reply = try connection.readResponse()
                    #expect(reply.status == 413)
                    #expect(reply["Connection"] == "close")
                    #expect(connection.isClosed)
                }
            }
        }

        /// The handler runs by then: it is told, and its reply thrown away.
        @Test(arguments: [false, true])
        func refusesAChunkThatGoesBeyondTheLimit(_ isAsync: Bool) async throws {
            let held = HeldUpload()
            held.released.open()
            let policy = BodyPolicy.stream(maxBytes: 1000)
            let handler = isAsync ? held.async(policy) : held.plain(policy)
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/", ["Transfer-Encoding: chunked"], body: "5\r\nhello\r\n"))
                try #require(held.entered.wait())
                // 5 and 996 bytes: refused when the size line is there.
                try connection.send("3e4\r\n")
                let reply = try connection.readResponse()
                #expect(reply.status == 413)
                #expect(reply.text.contains("1000 bytes"))
                #expect(connection.isClosed)
                #expect(
                    eventually {
                        held.ends.entries == ["cannot read the body: it is larger than 1000 bytes"]
                    })
            }
        }

        @Test(arguments: ["/collects-10", "/awaits-10"])
        func answers413WhenMoreComesThanIsCollected(_ path: String) async throws {
            try await withServer(handler: Self.handler) { test in
                for (count, status) in [(10, 200), (11, 413)] {
                    let connection = try test.connect()
                    try connection.send(
                        Site.request(
                            "POST", path, ["Content-Length: \(count)"],
                            body: String(repeating: "a", count: count)))
                    #expect(try connection.readResponse().status == status)
                }
            }
        }
    }
}
