// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct DownloadTests {
        static let sizes = [
            0, 1, 8191, 8192, 8193, 16_384, 65_536, 300_000, (1 << 20) + 1, 5_000_000,
        ]

        static let handler = Handler { request, _ in
            Pattern.bytes(Int(request.query ?? "") ?? 0)
        }

        @Test(arguments: TestEngine.allCases)
        func sendsBodiesOfAnySizeToAClientThatReadsSlowly(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Self.handler) { test in
                let connection = try test.connect(receiveBufferBytes: 4096)
                for size in Self.sizes {
                    try connection.send(Site.request("GET", "/?\(size)"))
                    // Its window is full before it begins to read.
                    try test.waitForLoop()
                    let head = try Self.readHead(connection)
                    #expect(head.contains("Content-Length: \(size)\r\n"))
                    var body: [UInt8] = []
                    while body.count < size {
                        let part = try connection.read(upTo: min(50_000, size - body.count))
                        try #require(!part.isEmpty)
                        body += part
                    }
                    let isIntact = body == Pattern.bytes(size)
                    #expect(isIntact, "\(size) bytes")
                }
                #expect(connection.isSilent())
            }
        }

        @Test(arguments: TestEngine.allCases)
        func sendsTextOfAnySize(_ engine: TestEngine) async throws {
            let handler = Handler { request, _ in
                String(repeating: "ü", count: Int(request.query ?? "") ?? 0)
            }
            try await withServer(engine, handler: handler) { test in
                for size in [4095, 4096, 4097, 1_000_000] {
                    let reply = try test.get("/?\(size)")
                    let isIntact = reply.text == String(repeating: "ü", count: size)
                    #expect(isIntact, "\(size) characters")
                }
            }
        }

        @Test(arguments: TestEngine.allCases)
        func answersPipelinedRequestsForLargeBodies(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Self.handler) { test in
                let connection = try test.connect()
                let sizes = [3_000_000, 10, 2_000_000, 0, 1_000_000]
                try connection.send(sizes.map { Site.request("GET", "/?\($0)") }.joined())
                for size in sizes {
                    let isIntact = try connection.readResponse().body == Pattern.bytes(size)
                    #expect(isIntact, "\(size) bytes")
                }
            }
        }

        @Test func closesAfterTheLastByteOfALargeReply() async throws {
            try await withServer(handler: Self.handler) { test in
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/?5000000", ["Connection: close"]))
                let isIntact = try connection.readResponse().body == Pattern.bytes(5_000_000)
                #expect(isIntact)
                #expect(connection.isClosed)
            }
        }

        /// What a client does in the middle of a reply may not harm others.
        @Test(arguments: TestEngine.allCases)
        func survivesClientsThatLeaveInTheMiddleOfAReply(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Self.handler) { test in
                for number in 1...20 {
                    let connection = try test.connect(receiveBufferBytes: 4096)
                    try connection.send(Site.request("GET", "/?5000000"))
                    _ = try connection.read(upTo: 1000)
                    if number.isMultiple(of: 2) { connection.reset() } else { connection.close() }
                }
                let reply = try test.get("/?7")
                #expect(reply.body == Pattern.bytes(7))
            }
        }

        private static func readHead(_ connection: RawConnection) throws -> String {
            var head = ""
            while !head.hasSuffix("\r\n\r\n") {
                let byte = try connection.read(upTo: 1)
                try #require(!byte.isEmpty)
                head += String(decoding: byte, as: UTF8.self)
            }
            return head
        }
    }
}
