// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CORSTests {
    private static let app = "https://app.example"

    private func reply(
        _ middleware: CORSMiddleware, _ method: String = "GET", _ fields: String
    ) async throws -> WireResponse {
        var router = Router()
        router.add(middleware: middleware)
        router.get("/") { _, _ in "hello\n" }
        var reply: WireResponse?
        try await withServer(handler: Handler(router)) { server in
            let connection = try server.connect()
            try connection.send("\(method) / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            reply = try connection.readResponse()
        }
        return try #require(reply)
    }

    @Test func answersAPreflight() async throws {
        let reply = try await reply(
            CORSMiddleware(origins: .these([Self.app]), methods: [.put], maxAge: .seconds(5)),
            "OPTIONS",
            "Origin: \(Self.app)\r\nAccess-Control-Request-Method: PUT\r\n")
        #expect(reply.status == 204)
        #expect(reply["Access-Control-Allow-Origin"] == Self.app)
        #expect(reply["Access-Control-Allow-Methods"] == "PUT")
        #expect(reply["Access-Control-Allow-Headers"] == "Content-Type, Authorization")
        #expect(reply["Access-Control-Max-Age"] == "5")
        #expect(reply["Vary"] == "Origin")
        #expect(reply["Access-Control-Allow-Credentials"] == nil)
        #expect(reply["Allow"] == nil)
    }

    @Test func leavesOptionsThatIsNoPreflightToTheRouter() async throws {
        let reply = try await reply(
            CORSMiddleware(origins: .any), "OPTIONS", "Origin: \(Self.app)\r\n")
        #expect(reply["Allow"] == "GET, HEAD, OPTIONS")
        #expect(reply["Access-Control-Allow-Origin"] == "*")
        #expect(reply["Vary"] == nil)
    }

    @Test func tellsABrowserNothingForAnotherOrigin() async throws {
        let cors = CORSMiddleware(origins: .these([Self.app]), exposedHeaders: [.eTag])
        for origin in ["Origin: https://evil.example\r\n", "Origin: null\r\n", ""] {
            let reply = try await reply(cors, "GET", origin)
            #expect(reply.text == "hello\n")
            #expect(reply["Access-Control-Allow-Origin"] == nil)
            #expect(reply["Access-Control-Expose-Headers"] == nil)
            #expect(reply["Vary"] == "Origin")
        }
    }

    @Test func letsCredentialsAndFieldsThrough() async throws {
        let cors = CORSMiddleware(
            origins: .these([Self.app]), exposedHeaders: [.eTag], allowsCredentials: true)
        let reply = try await reply(cors, "GET", "Origin: \(Self.app)\r\n")
        #expect(reply["Access-Control-Allow-Origin"] == Self.app)
        #expect(reply["Access-Control-Allow-Credentials"] == "true")
        #expect(reply["Access-Control-Expose-Headers"] == "ETag")
    }

    @Test func credentialsForEverybodyAreTheMistakeOfTheProgrammer() async {
        await #expect(processExitsWith: .failure) {
            _ = CORSMiddleware(origins: .any, allowsCredentials: true)
        }
    }
}
