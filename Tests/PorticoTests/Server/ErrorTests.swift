// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Logging
import Portico
import TestSupport
import Testing

extension ServerTests {
    struct ErrorTests {
        /// An error whose text belongs to nobody outside.
        struct SecretError: Error, CustomStringConvertible {
            var description: String { "the password is swordfish" }
        }

        static func handler(
            isAsync: Bool, _ body: @escaping @Sendable (Request) throws -> Response
        ) -> Handler {
            guard isAsync else { return Handler { request, _ in try body(request) } }
            return Handler { request, _ in
                await Task.yield()
                return try body(request)
            }
        }

        @Test(arguments: TestEngine.allCases, [false, true])
        func answersAnHTTPErrorWithAllThatItSays(_ engine: TestEngine, _ isAsync: Bool) async throws
        {
            let handler = Self.handler(isAsync: isAsync) { _ in
                throw HTTPError(
                    .unauthorized, message: "who are you?", headers: [.wwwAuthenticate: "Basic"])
            }
            try await withServer(engine, handler: handler) { test in
                let connection = try test.connect()
                for _ in 1...2 {
                    try connection.send(Site.request("GET", "/"))
                    let reply = try connection.readResponse()
                    #expect(reply.status == 401)
                    #expect(reply.reason == "Unauthorized")
                    #expect(reply.text.contains("who are you?"))
                    #expect(reply["WWW-Authenticate"] == "Basic")
                    #expect(reply["Content-Type"] == "text/plain; charset=utf-8")
                }
            }
        }

        /// A typo in the handler is no fault of the client's.
        @Test func answers500WhereAHandlerAsksForACaptureThatIsNone() async throws {
            let log = LogBook()
            var router = Router()
            router.get("/users/:id") { _, context in try context.parameters.require("ID") }
            try await withServer(logger: log.logger, handler: Handler(router)) { test in
                let reply = try test.get("/users/7")
                #expect(reply.status == 500)
                #expect(!reply.text.contains("ID"))
            }
            #expect(log.entries.contains { $0.level == .error && $0.text.contains("ID") })
        }

        /// RFC 9110 §15.5 and §15.6: those that only a handler can know to be due.
        @Test(arguments: [
            (HTTPResponse.Status.lengthRequired, "411 Length Required"),
            (.unsupportedMediaType, "415 Unsupported Media Type"),
            (.misdirectedRequest, "421 Misdirected Request"),
            (.notImplemented, "501 Not Implemented"),
            (.serviceUnavailable, "503 Service Unavailable"),
        ])
        func answersWithTheStatusThatAHandlerThrows(
            _ status: HTTPResponse.Status, _ line: String
        ) async throws {
            let handler = Self.handler(isAsync: false) { _ in throw HTTPError(status) }
            try await withServer(handler: handler) { test in
                let connection = try test.connect()
                for _ in 1...2 {
                    try connection.send(Site.request("POST", "/"))
                    let reply = try connection.readResponse()
                    #expect("\(reply.status) \(reply.reason)" == line)
                    #expect(reply.text == "\(line)\n")
                }
            }
        }

        @Test(arguments: TestEngine.allCases, [false, true])
        func namesOtherErrorsByTheirRequestAlone(_ engine: TestEngine, _ isAsync: Bool) async throws
        {
            let book = LogBook()
            let handler = Self.handler(isAsync: isAsync) { _ in throw SecretError() }
            try await withServer(engine, logger: book.logger, handler: handler) { test in
                let connection = try test.connect()
                var ids: Set<String> = []
                for _ in 1...3 {
                    try connection.send(Site.request("GET", "/?secret"))
                    let reply = try connection.readResponse()
                    #expect(reply.status == 500)
                    #expect(!reply.text.contains("swordfish"))
                    #expect(!reply.text.contains("SecretError"))
                    ids.insert(try #require(Self.requestID(in: reply)))
                }
                #expect(ids.count == 3)
                // A thread of the server's writes the log, to its end.
                try test.end()
                for id in ids {
                    let lines = book.entries.filter { $0.metadata["request-id"] == id }
                    #expect(lines.count == 1)
                    #expect(lines.first?.level == .error)
                    #expect(lines.first?.text.contains("swordfish") == true)
                }
            }
        }

        @Test func treatsAFailingGeneratorLikeAFailingHandler() async throws {
            struct Broken: ResponseGenerator {
                func response(from request: Request, context: Context) throws -> Response {
                    throw SecretError()
                }
            }
            try await withServer(handler: Handler { _, _ in Broken() }) { test in
                let reply = try test.get("/")
                #expect(reply.status == 500)
                #expect(!reply.text.contains("swordfish"))
            }
        }

        @Test(arguments: TestEngine.allCases)
        func givesTheContextsIDToItsLogger(_ engine: TestEngine) async throws {
            let book = LogBook()
            let handler = Handler { _, context in
                context.logger.info("seen")
                return context.requestID
            }
            try await withServer(engine, logger: book.logger, handler: handler) { test in
                let ids = try (1...10).map { _ in try test.get("/").text }
                #expect(Set(ids).count == 10)
                try test.end()
                let seen = book.entries.filter { $0.message == "seen" }
                #expect(seen.map { $0.metadata["request-id"] } == ids)
            }
        }

        @Test func noteARefusalInTheLogWithoutAskingTheHandler() async throws {
            let book = LogBook()
            let journal = Journal<String>()
            let handler = Handler { _, _ in
                journal.write("called")
                return ""
            }
            try await withServer(logger: book.logger, handler: handler) { test in
                let connection = try test.connect()
                try connection.send("GET / HTTP/1.1\r\n\r\n")
                let reply = try connection.readResponse()
                #expect(reply.status == 400)
                let id = try #require(Self.requestID(in: reply))
                try test.end()
                #expect(book.entries.contains { $0.metadata["request-id"] == id })
                #expect(journal.entries.isEmpty)
            }
        }

        static func requestID(in reply: WireResponse) -> String? {
            reply.text.split(separator: "\n").compactMap { line in
                line.hasPrefix("request id: ") ? String(line.dropFirst(12)) : nil
            }.first
        }
    }
}
