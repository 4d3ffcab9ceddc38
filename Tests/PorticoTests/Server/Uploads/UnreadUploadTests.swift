// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// RFC 9112 §9.6: handlers that answer without reading all of a body.
    struct UnreadUploadTests {
        @Test(arguments: [TestEngine.pool, .poolWithTwoLoops, .threadPerRequest])
        func answersAClientThatIsStillSending(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: UploadSite.handler) { test in
                for (field, first) in [
                    ("Content-Length: 60000000", ""), ("Transfer-Encoding: chunked", "3000000\r\n"),
                ] {
                    let connection = try test.connect()
                    try connection.send(Site.request("POST", "/ignore", [field], body: first))
                    for _ in 1...64 { try connection.send([UInt8](repeating: 0, count: 1 << 16)) }
                    let reply = try connection.readResponse()
                    #expect(reply.text == "ignored\n")
                    #expect(reply["Connection"] == "close")
                    #expect(connection.isClosed)
                }
            }
        }

        /// The reply does not fit into the kernel, and the client reads none of it before it has sent all.
        @Test(arguments: [TestEngine.pool, .threadPerRequest])
        func sendsALongReplyToAClientThatSendsAllFirst(_ engine: TestEngine) async throws {
            let (reply, body) = (Pattern.bytes(16 << 20), [UInt8](repeating: 1, count: 16 << 20))
            let handler = Handler(body: .stream(maxBytes: body.count)) { _, _ in reply }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect(receiveBufferBytes: 65536)
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: \(body.count)"]))
                try connection.send(body)
                let isIntact = try connection.readResponse().body == reply
                #expect(isIntact)
                #expect(connection.isClosed)
            }
        }

        /// Nothing is missing, so the next request can be told from it.
        @Test(arguments: TestEngine.allCases)
        func keepsTheConnectionWhenTheBodyHasComeWhole(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: UploadSite.handler) { test in
                let connection = try test.connect()
                for (field, body) in [
                    ("Content-Length: 4", "body"),
                    ("Transfer-Encoding: chunked", "4\r\nbody\r\n0\r\n\r\n"),
                ] {
                    try connection.send(Site.request("POST", "/ignore", [field], body: body))
                    let reply = try connection.readResponse()
                    #expect(reply.text == "ignored\n")
                    #expect(reply["Connection"] == nil)
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
            }
        }

        /// What is left over is no request of the client's.
        @Test func readsNoRequestOutOfARestThatNobodyRead() async throws {
            let paths = Journal<String>()
            let handler = Handler(body: .stream(maxBytes: 1000)) { request, _ in
                paths.write(request.path)
                return "\(try request.body.read(upTo: 1) ?? [])"
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 1000"], body: "a"))
                #expect(try connection.readResponse().text == "[97]")
                try connection.send(Site.request("GET", "/smuggled"))
                #expect(connection.isClosed)
            }
            #expect(paths.entries == ["/"])
        }

        /// A request that is not let in has a body, too.
        @Test func refusesARequestThatNoWorkerIsFreeFor() async throws {
            let held = HeldUpload()
            try await withServer(
                configure: { $0.limits.maxConcurrentRequests = 1 }, handler: held.plain()
            ) { test in
                let first = try test.connect()
                try first.send(Site.request("POST", "/", ["Content-Length: 4"]))
                try #require(held.entered.wait())
                let second = try test.connect()
                try second.send(
                    Site.request("POST", "/", ["Content-Length: 10000000"]))
                try second.send([UInt8](repeating: 0, count: 1 << 20))
                let reply = try second.readResponse()
                #expect(reply.status == 503)
                #expect(second.isClosed)
                held.released.open()
                try first.send("body")
                #expect(try first.readResponse().text == "4\n")
            }
        }
    }
}
