// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import TestSupport
import Testing

@testable import Portico

extension ServerTests {
    /// Bodies that handlers read while they come.
    struct StreamedUploadTests {
        // MARK: RFC 9112 §6 and §7.1: framing

        @Test(arguments: TestEngine.allCases)
        func readsAnnouncedAndChunkedBodies(_ engine: TestEngine) async throws {
            let body = Pattern.bytes(300_000)
            try await withServer(engine, handler: UploadSite.handler) { test in
                let connection = try test.connect()
                for echo in UploadSite.echoes {
                    try connection.send(UploadSite.head(echo, "Content-Length: \(body.count)"))
                    try connection.send(body)
                    let announced = try connection.readResponse()
                    try #require(announced.status == 200, "\(echo)")
                    try #require(announced.body == body, "\(echo)")
                    // Perhaps the handler was done with the body when the loop was.
                    try #require(announced["Connection"] == nil, "\(echo)")
                    try connection.send(UploadSite.head(echo, "Transfer-Encoding: chunked"))
                    try connection.send(UploadSite.chunked(body, size: 9_999))
                    try #require(try connection.readResponse().body == body, "\(echo)")
                }
            }
        }

        /// As fast as it goes, so that the memory of chunks is used again, and large chunks go straight into it.
        @Test(arguments: [TestEngine.pool, .inline], ["/read", "/chunks", "/keep", "/async-keep"])
        func leavesTheChunksAsTheyAre(_ engine: TestEngine, _ path: String) async throws {
            let body = Pattern.bytes(1_000_000)
            let wires: [(String, [UInt8])] = [
                ("Content-Length: \(body.count)", body),
                ("Transfer-Encoding: chunked", UploadSite.chunked(body, size: 400_000)),
                ("Transfer-Encoding: chunked", UploadSite.chunked(body, size: 32 << 10)),
            ]
            try await withServer(engine, handler: UploadSite.handler) { test in
                let connection = try test.connect()
                for (field, wire) in wires {
                    try connection.send(Site.request("POST", path, [field]))
                    try connection.send(wire)
                    let isIntact = try connection.readResponse().body == body
                    try #require(isIntact, "\(field)")
                }
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func readsABodySplitAnywhere(_ engine: TestEngine) async throws {
            let body = Array("0123456789abc".utf8)
            try await withServer(engine, handler: UploadSite.handler) { test in
                let connection = try test.connect()
                for echo in ["POST /read", "POST /chunks"] {
                    for (field, wire) in [
                        ("Content-Length: 13", body),
                        ("Transfer-Encoding: chunked", UploadSite.chunked(body, size: 5)),
                    ] {
                        let request = Array(UploadSite.head(echo, field).utf8) + wire
                        for split in 1..<request.count {
                            try connection.send(Array(request[..<split]))
                            try test.waitForLoop()
                            try connection.send(Array(request[split...]))
                            try #require(
                                try connection.readResponse().body == body, "\(echo) \(split)")
                        }
                    }
                }
            }
        }

        @Test(arguments: [TestEngine.pool, .poolWithTwoLoops, .inline])
        func readsABodyThatComesByteByByte(_ engine: TestEngine) async throws {
            let body = Array("0123456789".utf8)
            try await withServer(engine, handler: UploadSite.handler) { test in
                for echo in UploadSite.echoes {
                    let connection = try test.connect()
                    let head = UploadSite.head(echo, "Transfer-Encoding: chunked")
                    for byte in Array(head.utf8) + UploadSite.chunked(body, size: 3) {
                        try connection.send([byte])
                        try test.waitForLoop()
                    }
                    try #require(try connection.readResponse().body == body, "\(echo)")
                }
            }
        }

        /// RFC 9112 §9.3.2: what follows a body is the next request.
        @Test(arguments: TestEngine.allCases)
        func answersPipelinedRequestsBehindStreamedBodies(_ engine: TestEngine) async throws {
            let body = Pattern.bytes(100_000)
            try await withServer(engine, handler: UploadSite.handler) { test in
                let connection = try test.connect()
                for echo in UploadSite.echoes {
                    let next = Array(Site.request("GET", "/").utf8)
                    let announced = UploadSite.head(echo, "Content-Length: \(body.count)")
                    let chunked = UploadSite.head(echo, "Transfer-Encoding: chunked")
                    try connection.send(Array(announced.utf8) + body + next)
                    try #require(try connection.readResponse().body == body, "\(echo)")
                    try #require(try connection.readResponse().text == "hello\n", "\(echo)")
                    try connection.send(
                        Array(chunked.utf8) + UploadSite.chunked(body, size: 1000)
                            + Array(announced.utf8) + body + next)
                    try #require(try connection.readResponse().body == body, "\(echo)")
                    try #require(try connection.readResponse().body == body, "\(echo)")
                    try #require(try connection.readResponse().text == "hello\n", "\(echo)")
                }
            }
        }

        @Test func streamsForABareHandlerToo() async throws {
            let handler = Handler(body: .stream(maxBytes: 10)) { request, _ in
                "\(request.body.isStreamed) \(request.body.count) \(try request.body.collect(upTo: 10))"
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/", ["Content-Length: 2"], body: "01"))
                #expect(try connection.readResponse().text == "true 0 [48, 49]")
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "false 0 []")
            }
        }

        /// A plain handler on a loop would wait for itself.
        @Test(arguments: [TestEngine.inline, .inlineWithTwoLoops])
        func givesAPlainHandlerOnALoopTheBodyWhole(_ engine: TestEngine) async throws {
            let body = Pattern.bytes(2 << 20)
            let handler = Handler(body: .stream(maxBytes: body.count)) { request, _ in
                "\(request.body.isStreamed) \(request.body.count)"
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: \(body.count)"]))
                try connection.send(body)
                #expect(try connection.readResponse().text == "false \(body.count)")
            }
        }

        // MARK: When the handler runs

        @Test(arguments: TestEngine.allCases)
        func startsAnAsyncHandlerWhenTheHeadIsThere(_ engine: TestEngine) async throws {
            let held = HeldUpload()
            try await withServer(engine, handler: held.async()) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/", ["Content-Length: 4"]))
                try #require(held.entered.wait())
                try test.waitForLoop()
                #expect(connection.isSilent())
                try connection.send("body")
                #expect(try connection.readResponse().text == "4\n")
            }
        }

        @Test(arguments: TestEngine.threaded)
        func startsAPlainHandlerWhenTheHeadIsThere(_ engine: TestEngine) async throws {
            let held = HeldUpload()
            held.released.open()
            try await withServer(engine, handler: held.plain()) { test in
                let connection = try test.connect()
                try connection.send(Site.request("POST", "/", ["Transfer-Encoding: chunked"]))
                try #require(held.entered.wait())
                try connection.send("4\r\nbody\r\n")
                try test.waitForLoop()
                #expect(connection.isSilent())
                try connection.send("0\r\n\r\n")
                #expect(try connection.readResponse().text == "4\n")
            }
        }

        // MARK: Back-pressure

        @Test(arguments: [TestEngine.pool, .poolWithTwoLoops, .threadPerRequest], [false, true])
        func holdsNoMoreThanTheLimitWhileTheHandlerDoesNotRead(
            _ engine: TestEngine, _ isChunked: Bool
        ) async throws {
            let (limit, body) = (64 << 10, Pattern.bytes(16 << 20))
            let held = HeldUpload()
            try await withServer(
                engine, configure: { $0.limits.maxRequestBufferBytes = limit },
                handler: held.plain()
            ) { test in
                let field =
                    isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.count)"
                let wire = isChunked ? UploadSite.chunked(body, size: 5000) : body
                let (sent, replies) = UploadSite.send(
                    Site.request("POST", "/", [field]), wire, to: test)
                try #require(held.entered.wait())
                let stream = try #require(held.requests.entries.first?.received.streamedBody)
                #expect(eventually { stream.bufferedBytes > limit / 2 })
                for _ in 1...20 {
                    try test.waitForLoop()
                    #expect(stream.bufferedBytes <= limit)
                }
                // The kernel's buffers do not hold all the rest.
                #expect(!sent.isOpen)
                held.released.open()
                try #require(sent.wait())
                #expect(eventually { replies.entries == ["\(body.count)\n"] })
            }
        }
    }
}
