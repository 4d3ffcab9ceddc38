// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
@testable import Portico
import TestSupport
import Testing

extension ServerTests {
    /// How the client of a streamed reply finds its end.
    struct StreamFramingTests {
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsChunksAsRFC9112Section7_1Says(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let handler = kind.handler([.text("one "), .flush, .text("two "), .text("three")])
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                for _ in 1...3 {
                    try connection.send(Site.request("GET", "/"))
                    let reply = try StreamReader(connection)
                    #expect(reply.status == 200)
                    #expect(reply["Transfer-Encoding"] == "chunked")
                    #expect(reply["Content-Length"] == nil)
                    #expect(reply["Content-Type"] == "text/plain")
                    #expect(reply["Connection"] == nil)
                    #expect(try reply.text() == "one two three")
                    #expect(reply.trailers.isEmpty)
                }
                #expect(connection.isSilent())
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func endsByClosingForHTTP10AsRFC9112Section6_3Says(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let handler = kind.handler([.text("one "), .flush, .text("two")])
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("GET", "/", version: "HTTP/1.0", ["Connection: keep-alive"]))
                let reply = try StreamReader(connection)
                #expect(reply["Transfer-Encoding"] == nil)
                #expect(reply["Content-Length"] == nil)
                #expect(reply["Connection"] == "close")
                #expect(try connection.readToEnd() == Array("one two".utf8))
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsTheAnnouncedLengthAsItIs(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let bytes = Pattern.bytes(300_000)
            let handler = kind.handler(
                length: bytes.count,
                [.write(Array(bytes.prefix(7))), .write(Array(bytes.dropFirst(7)))])
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                for version in ["HTTP/1.1", "HTTP/1.0"] {
                    try connection.send(
                        Site.request("GET", "/", version: version, ["Connection: keep-alive"]))
                    let reply = try StreamReader(connection)
                    #expect(reply["Content-Length"] == "300000")
                    #expect(reply["Transfer-Encoding"] == nil)
                    let isIntact = try reply.read(bytes.count) == bytes
                    #expect(isIntact)
                }
                #expect(connection.isSilent())
            }
        }

        @Test(arguments: TestEngine.allCases, [nil, 3] as [Int?])
        func answersHEADWithoutTheWriterAsRFC9110Section9_3_2Says(
            _ engine: TestEngine, _ length: Int?
        ) async throws {
            let runs = Journal<String>()
            let handler = Handler { request, _ in
                Response(
                    body: ResponseBody(length: length) { writer in
                        runs.write(request.method.rawValue)
                        try writer.write("abc")
                    })
            }
            try await withServer(engine, handler: handler) { test in
                for version in ["HTTP/1.1", "HTTP/1.0"] {
                    let heads = try ["HEAD", "GET"].map { method in
                        try test.stream(method, version: version).head.filter {
                            !$0.hasPrefix("Date: ")
                        }
                    }
                    #expect(heads[0] == heads[1])
                }
                let connection = try test.connect()
                try connection.send(Site.request("HEAD", "/", ["Connection: close"]))
                #expect(try StreamReader(connection).status == 200)
                #expect(connection.isClosed)
            }
            #expect(runs.entries.allSatisfy { $0 == "GET" })
        }

        @Test(arguments: [HTTPResponse.Status.noContent, .resetContent, .notModified])
        func neverRunsTheWriterOfAReplyWithoutABody(_ status: HTTPResponse.Status) async throws {
            let ran = Gate()
            for kind in WriterKind.allCases {
                let handler = kind.handler(status: status, [.open(ran), .text("not sent")])
                try await withServer(handler: handler) { test in
                    let connection = try test.connect()
                    try connection.send(Site.request("GET", "/") + Site.request("GET", "/next"))
                    let reply = try StreamReader(connection)
                    #expect(reply.status == status.code)
                    #expect(reply["Transfer-Encoding"] == nil)
                    #expect(try connection.readResponse().text == "ok")
                }
            }
            #expect(!ran.isOpen)
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsTrailersAsRFC9110Section6_5_1Says(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let checksum = try #require(HTTPField.Name("X-Checksum"))
            let host = try #require(HTTPField.Name("Host"))
            let fields: HTTPFields = [
                checksum: "12", .transferEncoding: "gzip", .contentLength: "1",
                .authorization: "Basic eA==", .contentType: "text/html", .setCookie: "a=b",
                .trailer: "x", .connection: "close", host: "b",
            ]
            let handler = kind.handler([.text("body"), .trailers(fields)])
            try await withServer(engine, handler: handler) { test in
                let reply = try test.stream()
                #expect(try reply.text() == "body")
                #expect(reply.trailers == ["X-Checksum: 12"])
                // No place for them.
                let old = try test.stream(version: "HTTP/1.0")
                #expect(old["Connection"] == "close")
            }
        }

        @Test func sendsTrailersWithoutAByteBefore() async throws {
            let name = try #require(HTTPField.Name("X-Checksum"))
            let handler = WriterKind.async.handler([.trailers([name: "0"])])
            try await withServer(handler: handler) { test in
                let reply = try test.stream()
                #expect(try reply.body().isEmpty)
                #expect(reply.trailers == ["X-Checksum: 0"])
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsAnEmptyBodyWhenNothingIsWritten(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            try await withServer(engine, handler: kind.handler([.write([])])) { test in
                for version in ["HTTP/1.1", "HTTP/1.0"] {
                    let reply = try test.stream(version: version)
                    #expect(reply.status == 200)
                    #expect(reply["Content-Length"] == "0")
                    #expect(reply["Content-Type"] == "text/plain")
                    #expect(reply["Transfer-Encoding"] == nil)
                }
                try test.end()
                #expect(test.server.figures.repliesStreamed == 0)
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func gathersPiecesOfOneByte(_ engine: TestEngine, _ kind: WriterKind) async throws {
            let bytes = Pattern.bytes(20_000)
            let handler = kind.handler(bytes.map { .write([$0]) })
            try await withServer(engine, handler: handler) { test in
                let reply = try test.stream()
                let isIntact = try reply.body() == bytes
                #expect(isIntact)
                #expect(reply.chunks < 20_000)
            }
        }

        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func answersWhatIsPipelinedBehindAStreamedReply(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let bytes = Pattern.bytes(500_000)
            try await withServer(engine, handler: kind.handler([.write(bytes)])) { test in
                let connection = try test.connect()
                let requests = ["/", "/next", "/", "/next"].map { Site.request("GET", $0) }
                try connection.send(requests.joined())
                for _ in 1...2 {
                    let isIntact = try StreamReader(connection).body() == bytes
                    #expect(isIntact)
                    #expect(try connection.readResponse().text == "ok")
                }
            }
        }

        /// The first bytes do not wait for more, nor does a head without any.
        @Test(arguments: TestEngine.allCases, WriterKind.allCases)
        func sendsWhatThereIsWhileTheWriterWaits(
            _ engine: TestEngine, _ kind: WriterKind
        ) async throws {
            let (first, second) = (Gate(), Gate())
            let handler = kind.handler([
                .flush, .wait(first), .text("now"), .wait(second), .text("later"),
            ])
            try await withServer(engine, handler: handler) { test in
                defer {
                    first.open()
                    second.open()
                }
                let reply = try test.stream()
                #expect(reply.status == 200)
                first.open()
                #expect(try reply.chunk() == Array("now".utf8))
                second.open()
                #expect(try reply.text() == "later")
            }
        }

        /// What other replies are made of.
        private enum WholeContent {
            case text(String)
            case bytes([UInt8])
        }

        @Test func costsOtherRepliesNoSpace() {
            #expect(MemoryLayout<ResponseBody.Content>.size == MemoryLayout<WholeContent>.size)
        }
    }
}
