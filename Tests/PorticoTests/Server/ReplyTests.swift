// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
@testable import Portico
import TestSupport
import Testing

extension ServerTests {
    struct ReplyTests {
        @Test(arguments: TestEngine.allCases) func answersAPlainHandler(_ engine: TestEngine)
            async throws
        {
            try await withServer(engine, handler: Site.handler) { test in
                let reply = try test.get("/")
                #expect(reply.version == "HTTP/1.1")
                #expect(reply.status == 200)
                #expect(reply.reason == "OK")
                #expect(reply.text == "hello\n")
                #expect(reply["Content-Length"] == "6")
                #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
                #expect(reply["Connection"] == "close")
                #expect(reply["Date"]?.hasSuffix(" GMT") == true)
            }
        }

        @Test(arguments: TestEngine.allCases) func answersAnAsyncHandler(_ engine: TestEngine)
            async throws
        {
            try await withServer(engine, handler: Site.handler) { test in
                let reply = try test.get("/async")
                #expect(reply.text == "hello from a task\n")
            }
        }

        @Test(arguments: TestEngine.allCases)
        func answersHeadLikeGetButWithoutABody(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for path in ["/", "/async", "/none"] {
                    try connection.send(Site.request("GET", path))
                    let get = try connection.readResponse()
                    try connection.send(Site.request("HEAD", path))
                    let head = try connection.readResponse(toHead: true)
                    #expect(head.status == get.status)
                    #expect(head["Content-Length"] == "\(get.body.count)")
                    #expect(head["Content-Type"] == get["Content-Type"])
                }
                try connection.send(Site.request("GET", "/close"))
                #expect(try connection.readResponse().text == "bye\n")
                #expect(connection.isClosed)
            }
        }

        @Test(arguments: TestEngine.allCases)
        func sendsNoBodyWhereTheStatusHasNone(_ engine: TestEngine) async throws {
            try await withServer(engine, handler: Site.handler) { test in
                let connection = try test.connect()
                for method in ["GET", "HEAD"] {
                    let isHead = method == "HEAD"
                    try connection.send(Site.request(method, "/204"))
                    let noContent = try connection.readResponse(toHead: isHead)
                    #expect(noContent.status == 204)
                    #expect(noContent.values(of: "Content-Length").isEmpty, "RFC 9110 §8.6")
                    #expect(noContent.values(of: "Content-Type").isEmpty)
                    try connection.send(Site.request(method, "/205"))
                    let reset = try connection.readResponse(toHead: isHead)
                    #expect(reset.status == 205)
                    #expect(reset["Content-Length"] == "0", "RFC 9110 §15.3.6")
                    try connection.send(Site.request(method, "/304"))
                    let notModified = try connection.readResponse(toHead: isHead)
                    #expect(notModified.status == 304)
                    #expect(notModified["ETag"] == "\"a\"")
                }
                // A body byte on the wire would be read as the beginning of this reply.
                try connection.send(Site.request("GET", "/close"))
                #expect(try connection.readResponse().text == "bye\n")
                #expect(connection.isClosed)
            }
        }

        @Test func datesRepliesWithThePresent() async throws {
            try await withServer(handler: Site.handler) { test in
                let before = WallTime.now
                let date = try #require(try test.get("/")["Date"])
                let possible = (before...WallTime.now).map(HTTPDate.format)
                #expect(possible.contains(date))
            }
        }

        @Test(arguments: [
            (ResponseBody("a"), "text/plain; charset=utf-8"),
            (ResponseBody([1]), "application/octet-stream"),
            (.html("<p>"), "text/html; charset=utf-8"),
            (ResponseBody("{}", contentType: "application/json"), "application/json"),
        ])
        func saysWhatTheBodyIs(_ body: ResponseBody, _ type: String) async throws {
            try await withServer(handler: Handler { _, _ in Response(body: body) }) { test in
                let reply = try test.get("/")
                #expect(reply["Content-Type"] == type)
            }
        }

        @Test func leavesTheTypeOfAnEmptyBodyOut() async throws {
            try await withServer(handler: Handler { _, _ in HTTPResponse.Status.ok }) { test in
                let reply = try test.get("/")
                #expect(reply.values(of: "Content-Type").isEmpty)
                #expect(reply["Content-Length"] == "0")
            }
        }

        @Test func prefersTheHandlersOwnContentType() async throws {
            let handler = Handler { _, _ in
                Response(headers: [.contentType: "text/css"], body: "p {}")
            }
            try await withServer(handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply["Content-Type"] == "text/css")
            }
        }

        @Test(arguments: TestEngine.allCases)
        func letsTheBodyDecideItsFraming(_ engine: TestEngine) async throws {
            let handler = Handler { _, _ in
                Response(
                    headers: [
                        .contentLength: "999", .transferEncoding: "chunked", .date: "yesterday",
                        .connection: "keep-alive", .server: "mine",
                    ], body: "five!")
            }
            try await withServer(engine, handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply["Content-Length"] == "5")
                #expect(reply.values(of: "Transfer-Encoding").isEmpty)
                #expect(reply["Date"]?.hasSuffix("GMT") == true)
                #expect(reply["Connection"] == "close")
                #expect(reply["Server"] == "mine")
                #expect(reply.text == "five!")
            }
        }

        /// RFC 9110 §8.6: the length in a reply to HEAD is that of the reply to GET, or is missing.
        @Test func givesHeadTheLengthThatGetHas() async throws {
            let handler = Handler { _, _ in
                Response(headers: [.contentLength: "999"], body: "five!")
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("HEAD", "/"))
                #expect(try connection.readResponse(toHead: true)["Content-Length"] == "5")
            }
        }

        @Test func letsAHandlerWithoutABodyTellItsLengthToHead() async throws {
            let handler = Handler { _, _ in Response(headers: [.contentLength: "999"]) }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("HEAD", "/"))
                #expect(try connection.readResponse(toHead: true)["Content-Length"] == "999")
            }
        }

        @Test(arguments: [["5", "7"], ["+5"], ["-5"], ["5, 5"], ["0x5"], [""]])
        func neverSendsABrokenLength(_ lengths: [String]) async throws {
            let handler = Handler { _, _ in
                var headers = HTTPFields()
                for length in lengths {
                    headers.append(HTTPField(name: .contentLength, value: length))
                }
                return Response(headers: headers)
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request("HEAD", "/"))
                let values = try connection.readResponse(toHead: true).values(of: "Content-Length")
                #expect(values.count <= 1)
                #expect(values.allSatisfy { $0.utf8.allSatisfy { 48...57 ~= $0 } && !$0.isEmpty })
            }
        }

        /// RFC 9110 §8.6: no Content-Length in a 204, whatever the method.
        @Test(arguments: ["GET", "HEAD"])
        func never204WithALength(_ method: String) async throws {
            let handler = Handler { _, _ in
                Response(status: .noContent, headers: [.contentLength: "5"])
            }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                try connection.send(Site.request(method, "/"))
                let reply = try connection.readResponse(toHead: method == "HEAD")
                #expect(reply.values(of: "Content-Length").isEmpty)
            }
        }

        @Test func cannotBeSplitByWhatAHandlerPutsIntoIt() async throws {
            let evil = "a\r\nX-Evil: 1\r\n\r\nHTTP/1.1 200 OK"
            let handler = Handler { _, _ in
                Response(
                    status: .init(code: 299, reasonPhrase: evil),
                    headers: [.server: evil],
                    body: ResponseBody("good", contentType: evil))
            }
            try await withServer(handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply.status == 299)
                #expect(reply.values(of: "X-Evil").isEmpty)
                #expect(reply.text == "good")
            }
        }

        @Test(arguments: [100, 101, 103, 199])
        func doesNotTakeAnInterimStatusForAnAnswer(_ code: Int) async throws {
            let handler = Handler { _, _ in Response(status: .init(code: code), body: "x") }
            try await withServer(handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply.status == 500)
            }
        }

        @Test func sendsAsManyFieldsAsAHandlerWants() async throws {
            let handler = Handler { _, _ in
                var headers = HTTPFields()
                for index in 0..<500 {
                    let value = String(repeating: "v", count: 100)
                    headers.append(HTTPField(name: .setCookie, value: "\(index)=\(value)"))
                }
                return Response(headers: headers, body: "end")
            }
            try await withServer(handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply.values(of: "Set-Cookie").count == 500)
                #expect(reply.text == "end")
            }
        }
    }
}
