// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

extension ServerTests {
    /// RFC 9110 §10.1.1, for streamed bodies: the handler decides whether the body is wanted.
    struct UploadContinueTests {
        @Test(arguments: TestEngine.threaded)
        func asksForTheBodyWhenTheHandlerFirstReads(_ engine: TestEngine) async throws {
            let held = HeldUpload()
            try await withServer(engine, handler: held.plain()) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 4", "Expect: 100-continue"]))
                try #require(held.entered.wait())
                try test.waitForLoop()
                #expect(connection.isSilent(forMilliseconds: 20))
                held.released.open()
                let interim = try connection.readResponse()
                #expect(interim.status == 100)
                try connection.send("body")
                #expect(try connection.readResponse().text == "4\n")
                try connection.send(Site.request("GET", "/"))
                #expect(try connection.readResponse().text == "hello\n")
            }
        }

        @Test(arguments: TestEngine.allCases)
        func asksOnceForAChunkedBody(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: HeldUpload().async()) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/", ["Transfer-Encoding: chunked", "Expect: 100-continue"]))
                #expect(try connection.readResponse().status == 100)
                for _ in 1...5 {
                    try connection.send("4\r\nbody\r\n")
                    try test.waitForLoop()
                }
                #expect(connection.isSilent())
                try connection.send("0\r\n\r\n")
                #expect(try connection.readResponse().text == "20\n")
            }
        }

        @Test(arguments: [
            ("HTTP/1.1", "body"), ("HTTP/1.1", "b"), ("HTTP/1.0", "body"), ("HTTP/1.0", ""),
        ])
        func doesNotAskForWhatIsComingAlreadyNorAClientOfHTTP10(
            _ version: String, _ first: String
        ) async throws {
            let held = HeldUpload()
            try await withServer(handler: held.async()) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request(
                        "POST", "/", version: version,
                        ["Content-Length: 4", "Expect: 100-continue"], body: first))
                try #require(held.entered.wait())
                try connection.send(String("body".dropFirst(first.count)))
                let reply = try connection.readResponse()
                #expect(reply.status == 200)
                #expect(reply.text == "4\n")
            }
        }

        @Test func doesNotAskWhenTheHandlerDoesNotRead() async throws {
            try await withServer(handler: UploadSite.handler) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/ignore", ["Content-Length: 4", "Expect: 100-continue"]))
                let reply = try connection.readResponse()
                #expect(reply.status == 200)
                #expect(reply["Connection"] == "close")
                #expect(connection.isClosed)
            }
        }

        /// The client waits for the handler, so none of its time passes.
        @Test func doesNotCountTheTimeBeforeItAsks() async throws {
            let held = HeldUpload()
            try await withServer(
                configure: { $0.limits.bodyDeadline = .milliseconds(100) }, handler: held.plain()
            ) { test in
                let connection = try test.connect()
                try connection.send(
                    Site.request("POST", "/", ["Content-Length: 4", "Expect: 100-continue"]))
                try #require(held.entered.wait())
                for _ in 1...3 {
                    let slow = try test.connect()
                    try slow.send(Site.request("POST", "/", ["Content-Length: 4"]))
                    #expect(try slow.readResponse().status == 408)
                }
                held.released.open()
                #expect(try connection.readResponse().status == 100)
                try connection.send("body")
                #expect(try connection.readResponse().text == "4\n")
            }
        }
    }
}
