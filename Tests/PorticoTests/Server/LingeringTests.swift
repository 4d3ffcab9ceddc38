// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// RFC 9112 §9.6: no reset while the client may still be reading what it was sent.
    struct LingeringTests {
        @Test(arguments: [TestEngine.pool, .inline])
        func aStrayLineEndDoesNotTruncateALastReply(_ engine: TestEngine) async throws {
            let size = 8 << 20
            try await withServer(engine, handler: Handler { _, _ in Pattern.bytes(size) }) { test in
                let connection = try RawConnection(port: test.port, receiveBufferBytes: 65536)
                try connection.send(Site.request("GET", "/", ["Connection: close"]))
                let start = try connection.read(upTo: 1 << 20)
                try connection.send("\r\n")
                let rest = try connection.readToEnd()
                #expect(start.count + rest.count > size)
                #expect(rest.suffix(1000).elementsEqual(Pattern.bytes(size).suffix(1000)))
            }
        }

        /// A client that reads the reply only once it has sent all that it had announced.
        @Test func aClientThatUploadsSlowlyReadsItsRefusal() async throws {
            try await withServer(
                configure: { $0.limits.maxBodyBytes = 1000 }, handler: Site.handler
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n")
                // For longer than a silent client is waited for.
                for _ in 1...30 {
                    try connection.send([UInt8](repeating: 97, count: 2000))
                    Gate().wait(atMost: 0.1)
                }
                #expect(try connection.readResponse().status == 413)
                #expect(connection.end() == .clean)
            }
        }

        /// A line end after a body is nothing that a request begins with.
        @Test(arguments: [TestEngine.pool, .inline])
        func aLineEndAfterABodyIsNotYetARequest(_ engine: TestEngine) async throws {
            try await withServer(
                engine, configure: { $0.limits.headDeadline = .milliseconds(100) },
                handler: Site.handler
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/echo", ["Content-Length: 3"], body: "abc") + "\r\n")
                #expect(try connection.readResponse().text == "abc")
                // A head that was begun later is late by now.
                let slow = try test.connect()
                try slow.send("GET / HTTP/1.1\r\n")
                #expect(try slow.readResponse().status == 408)
                #expect(connection.isSilent())
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "hello\n")
            }
        }
    }
}
