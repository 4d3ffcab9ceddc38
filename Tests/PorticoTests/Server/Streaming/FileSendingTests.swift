// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

extension ServerTests {
    /// Files that are longer than what is read at once, on their way to clients.
    struct FileSendingTests {
        /// More than the kernel keeps for a client that does not read.
        private static let size = 8_000_000
        private static let content = Pattern.bytes(size)

        /// Starts a server of one large file.
        private func withFile(
            _ engine: TestEngine, configure: (inout Configuration) -> Void = { _ in },
            _ body: (TestServer, FileTree) throws -> Void
        ) async throws {
            let tree = try KeptTree()
            try tree.files.write("large", Self.content)
            try tree.files.write("small", "small")
            let folder = try FileFolder(root: tree.files.root)
            try await withServer(engine, configure: configure, handler: Handler(files: folder)) {
                try body($0, tree.files)
            }
            tree.remove()
        }

        /// Reads a head, and then the body to its end or to that of the connection; returns how much came.
        private func readBody(
            _ connection: RawConnection, of count: Int, from offset: Int = 0
        ) throws -> Int {
            try #require(try StreamReader(connection)["Content-Length"] == "\(count)")
            return try readContent(connection, of: count, from: offset)
        }

        private func readContent(
            _ connection: RawConnection, of count: Int, from offset: Int = 0
        ) throws -> Int {
            var body: [UInt8] = []
            while body.count < count {
                let bytes = try connection.read(upTo: min(500_000, count - body.count))
                if bytes.isEmpty { break }
                body += bytes
            }
            let isIntact = body == Array(Self.content[offset..<offset + body.count])
            try #require(isIntact)
            return body.count
        }

        @Test(arguments: TestEngine.allCases)
        func sendsAllOfALongFileToAClientThatReadsLate(_ engine: TestEngine) async throws {
            try await withFile(engine) { test, _ in
                let connection = try test.connect(receiveBufferBytes: 65_536)
                try connection.send(Site.request("GET", "/large"))
                try test.waitForLoop()
                #expect(try test.get("/small").text == "small")
                #expect(try readBody(connection, of: Self.size) == Self.size)
                try connection.send(Site.request("GET", "/small"))
                #expect(try connection.readResponse().text == "small")
            }
        }

        @Test(arguments: [(1, 3_000_000), (4095, 70_000), (7_000_000, 999_999)])
        func sendsARangeOfALongFile(_ first: Int, _ count: Int) async throws {
            try await withFile(.pool) { test, _ in
                let connection = try test.connect()
                let range = "Range: bytes=\(first)-\(first + count - 1)"
                try connection.send(Site.request("GET", "/large", [range]))
                #expect(try readBody(connection, of: count, from: first) == count)
                #expect(connection.isSilent())
            }
        }

        @Test func sendsSeveralRangesOfALongFile() async throws {
            try await withFile(.pool) { test, _ in
                let connection = try test.connect()
                let ranges = [0..<100_000, 1_000_003..<3_000_003, Self.size - 10..<Self.size]
                let text = ranges.map { "\($0.lowerBound)-\($0.upperBound - 1)" }
                try connection.send(
                    Site.request("GET", "/large", ["Range: bytes=\(text.joined(separator: ","))"]))
                let reply = try connection.readResponse()
                #expect(reply.status == 206)
                var rest = reply.body[...]
                for range in ranges {
                    let head = try #require(rest.prefix(300).firstRange(of: [13, 10, 13, 10]))
                    rest = rest[head.upperBound...]
                    let isIntact = Array(rest.prefix(range.count)) == Array(Self.content[range])
                    #expect(isIntact, "\(range)")
                    rest = rest.dropFirst(range.count)
                }
                #expect(String(decoding: rest, as: UTF8.self).hasSuffix("--\r\n"))
            }
        }

        @Test func sendsNothingOfALongFileToHead() async throws {
            try await withFile(.pool) { test, _ in
                let connection = try test.connect()
                try connection.send(Site.request("HEAD", "/large"))
                let reply = try connection.readResponse(toHead: true)
                #expect(reply["Content-Length"] == "\(Self.size)")
                #expect(connection.isSilent())
            }
        }

        /// Never is something else sent in the place of what has gone.
        @Test(arguments: [TestEngine.pool, .inline])
        func breaksOffAFileThatIsTruncatedWhileItIsSent(_ engine: TestEngine) async throws {
            try await withFile(engine) { test, tree in
                let connection = try test.connect(receiveBufferBytes: 65_536)
                try connection.send(Site.request("GET", "/large"))
                #expect(try StreamReader(connection)["Content-Length"] == "\(Self.size)")
                try tree.overwrite("large", "short")
                var count = 0
                // A reset may take the place of the end.
                while let bytes = try? connection.read(upTo: 500_000), !bytes.isEmpty {
                    count += bytes.count
                }
                #expect(count < Self.size)
                #expect(try test.get("/large").text == "short")
            }
        }

        @Test(arguments: [TestEngine.pool, .inline])
        func sendsAFileThatGrowsInTheLengthThatItHad(_ engine: TestEngine) async throws {
            try await withFile(engine) { test, tree in
                let connection = try test.connect(receiveBufferBytes: 65_536)
                try connection.send(Site.request("GET", "/large"))
                let length = try #require(StreamReader(connection)["Content-Length"])
                try tree.append("large", "and more")
                #expect(length == "\(Self.size)")
                #expect(try readContent(connection, of: Self.size) == Self.size)
                #expect(connection.isSilent())
                try connection.send(Site.request("GET", "/small"))
                #expect(try connection.readResponse().text == "small")
            }
        }

        /// More of them than there are pipes; what they have left in one reaches nobody else.
        @Test(arguments: TestEngine.ofEachKind, Departure.allCases)
        func survivesClientsThatLeaveInTheMiddleOfAFile(
            _ engine: TestEngine, _ departure: Departure
        ) async throws {
            try await withFile(engine) { test, _ in
                for _ in 1...40 {
                    let connection = try test.connect(receiveBufferBytes: 4096)
                    try connection.send(Site.request("GET", "/large"))
                    _ = try connection.read(upTo: 1000)
                    departure.leave(connection)
                }
                let connection = try test.connect()
                try connection.send(Site.request("GET", "/large"))
                #expect(try readBody(connection, of: Self.size) == Self.size)
            }
        }

        @Test func givesUpAClientThatStopsReadingAFile() async throws {
            let configure = { (configuration: inout Configuration) in
                configuration.limits.writeStallTime = .milliseconds(500)
            }
            try await withFile(.pool, configure: configure) { test, _ in
                let connection = try test.connect(receiveBufferBytes: 4096)
                try connection.send(Site.request("GET", "/large"))
                #expect(eventually { connection.hasBeenReset })
                #expect(try test.get("/small").text == "small")
            }
        }
    }
}
