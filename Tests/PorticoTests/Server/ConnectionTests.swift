// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct ConnectionTests {
        @Test(arguments: TestEngine.allCases)
        func serves1000RequestsOnOneConnection(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for number in 1...1000 {
                    try connection.send(Site.request("GET", "/path/\(number)"))
                    let reply = try connection.readResponse()
                    try #require(reply.text == "/path/\(number)")
                    try #require(reply.values(of: "Connection").isEmpty)
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func answersPipelinedRequestsInTheirOrder(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                let requests = (1...300).map { number in
                    number % 3 == 0
                        ? Site.request(
                            "POST", "/async-echo", ["Content-Length: \("\(number)".count)"],
                            body: "\(number)")
                        : Site.request("GET", "/path/\(number)")
                }
                try connection.send(requests.joined())
                for number in 1...300 {
                    let text = try connection.readResponse().text
                    try #require(text == (number % 3 == 0 ? "\(number)" : "/path/\(number)"))
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func readsARequestThatComesByteByByte(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                let request = Site.request("POST", "/echo", ["Content-Length: 5"], body: "12345")
                for byte in request.utf8 {
                    try connection.send([byte])
                    try test.waitForLoop()
                }
                #expect(try connection.readResponse().text == "12345")
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func readsARequestSplitAnywhere(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                let request = Array(
                    Site.request("POST", "/echo", ["Content-Length: 5"], body: "12345").utf8)
                for split in 1..<request.count {
                    try connection.send(Array(request[..<split]))
                    try test.waitForLoop()
                    try connection.send(Array(request[split...]))
                    try #require(try connection.readResponse().text == "12345")
                }
            }
        }

        /// The request line may be as long as the limit says, wherever the network cuts it.
        @Test func judgesARequestLineByItsLengthAndNotByTheCut() async throws {
            let target = "/path/" + String(repeating: "a", count: 100)
            let line = "GET \(target) HTTP/1.1"
            try await withServer(
                configure: { $0.limits.maxRequestLineBytes = line.utf8.count },
                handler: Site.handler
            ) { test in
                let request = Array(Site.request("GET", target).utf8)
                for split in line.utf8.count - 1...line.utf8.count + 2 {
                    let connection = try test.connect()
                    try connection.send(Array(request[..<split]))
                    try test.waitForLoop()
                    try connection.send(Array(request[split...]))
                    #expect(try connection.readResponse().text == target, "cut at \(split)")
                }
            }
        }

        static let persistence: [(version: String, fields: [String], stays: Bool)] = [
            ("HTTP/1.1", [], true),
            ("HTTP/1.1", ["Connection: keep-alive"], true),
            ("HTTP/1.1", ["Connection: close"], false),
            ("HTTP/1.1", ["connection:CLOSE"], false),
            ("HTTP/1.1", ["Connection: foo, close"], false),
            ("HTTP/1.1", ["Connection: close, foo"], false),
            ("HTTP/1.1", ["Connection: foo ,\tclose\t, bar"], false),
            ("HTTP/1.1", ["Connection: keep-alive, close"], false),
            ("HTTP/1.1", ["Connection: keep-alive", "Connection: close"], false),
            ("HTTP/1.1", ["Connection: closed"], true),
            ("HTTP/1.1", ["Connection: ,"], true),
            ("HTTP/1.0", [], false),
            ("HTTP/1.0", ["Connection: keep-alive"], true),
            ("HTTP/1.0", ["Connection: Keep-Alive, foo"], true),
            ("HTTP/1.0", ["Connection: foo, keep-alive"], true),
            ("HTTP/1.0", ["Connection: keep-alive, close"], false),
            ("HTTP/1.9", [], true),
        ]

        @Test(arguments: TestEngine.allCases)
        func staysOpenAsTheClientAsks(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                for (version, fields, stays) in Self.persistence {
                    let connection = try test.connect()
                    let about = Comment(rawValue: "\(version) \(fields)")
                    try connection.send(Site.request("GET", "/", version: version, fields))
                    let reply = try connection.readResponse()
                    #expect(reply.version == "HTTP/1.1", about)
                    let expected = stays ? (version == "HTTP/1.0" ? ["keep-alive"] : []) : ["close"]
                    #expect(reply.values(of: "Connection") == expected, about)
                    guard stays else {
                        #expect(connection.isClosed, about)
                        continue
                    }
                    try connection.send(Site.request("GET", "/", ["Connection: close"]))
                    #expect(try connection.readResponse().text == "hello\n", about)
                    #expect(connection.isClosed, about)
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func closesWhenTheHandlerAsks(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/close"))
                #expect(try connection.readResponse()["Connection"] == "close")
                #expect(connection.isClosed)
            }
        }

        /// The kernel takes only a part of the reply; the rest must not be lost to a reset either.
        @Test(arguments: [TestEngine.pool, .inline])
        func sendsALongLastReplyWholeThoughTheClientSentMore(_ engine: TestEngine) async throws {
            let body = [UInt8](repeating: 0x61, count: 20 << 20)
            let handler = Handler { _, _ in body }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect(receiveBufferBytes: 1 << 16)
                let last = Site.request("GET", "/", ["Connection: close"])
                try connection.send(last + String(repeating: Site.request("GET", "/"), count: 2000))
                try test.waitForLoop()
                #expect(try connection.readResponse().body.count == body.count)
                #expect(connection.isClosed)
            }
        }

        @Test func staysOpenForAnOptionThatOnlyContainsClose() async throws {
            let handler = Handler { _, _ in Response(headers: [.connection: "x-closeness"]) }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                for _ in 1...2 {
                    try connection.send(Site.request("GET", "/"))
                    #expect(try connection.readResponse().status == 200)
                }
            }
        }

        /// RFC 9112 §9.6: closing with unread input makes the kernel send a reset, which may destroy
        /// the reply before the client has read it.
        @Test(arguments: TestEngine.allCases)
        func endsWithoutAResetThoughTheClientSentMore(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                let last = Site.request("GET", "/", ["Connection: close"])
                try connection.send(last + String(repeating: Site.request("GET", "/"), count: 2000))
                #expect(try connection.readResponse().text == "hello\n")
                #expect(connection.isClosed)
                try test.waitForLoop()
                #expect(!connection.hasBeenReset)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func answersAClientThatHalfClosesWhileItsRequestRuns(_ engine: TestEngine) async throws {
            let (entered, released) = (Gate(), Gate())
            let body = [UInt8](repeating: 7, count: 3 << 20)
            let handler = Handler { _, _ in
                entered.open()
                released.wait()
                return body
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/"))
                try #require(entered.wait())
                connection.shutdownWriting()
                released.open()
                let reply = try connection.readResponse()
                #expect(reply.body == body)
                #expect(connection.isClosed)
            }
        }

        @Test func ignoresEmptyLinesBeforeARequest() async throws {
            try await withServer(handler: Site.handler) { test in
                let connection = try test.connect()
                for _ in 1...3 {
                    try connection.send("\r\n\r\n" + Site.request("GET", "/"))
                    #expect(try connection.readResponse().text == "hello\n")
                }
            }
        }
    }
}
