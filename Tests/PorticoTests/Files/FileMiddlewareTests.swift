// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(2))) struct FileMiddlewareTests {
    /// One byte more than is read at once.
    private static let odd = (0..<FileReply.maxWholeBytes + 1).map { UInt8(truncatingIfNeeded: $0) }

    /// Starts a server with routes, and files where no route is.
    private func withSite(
        _ engine: TestEngine = .pool, at prefix: String = "/",
        _ body: (TestServer) throws -> Void
    ) async throws {
        let tree = try KeptTree()
        try tree.files.write("a.txt", "file a")
        try tree.files.write("plain", "file plain")
        try tree.files.write("big.bin", [UInt8](repeating: 7, count: 1_000_000))
        try tree.files.write("odd.bin", Self.odd)
        try tree.files.write("folder/index.html", "index")
        var router = Router()
        router.get("/plain") { _, _ in "route\n" }
        router.get("/async/:name") { _, context -> String in
            await Task.yield()
            throw HTTPError(.notFound)
        }
        router.get("/own") { _, _ in Response(status: .notFound, body: "own 404\n") }
        router.post("/a.txt") { _, _ in "posted\n" }
        router.add(middleware: try FileMiddleware(root: tree.files.root, at: prefix))
        try await withServer(engine, handler: Handler(router), body)
        tree.remove()
    }

    @Test(arguments: TestEngine.allCases)
    func servesFilesWhereNoRouteIs(_ engine: TestEngine) async throws {
        try await withSite(engine) { server throws in
            #expect(try server.get("/a.txt").text == "file a")
            #expect(try server.get("/plain").text == "route\n", "a route goes before a file")
            #expect(try server.get("/none").status == 404)
            #expect(try server.get("/own").text == "own 404\n")
            #expect(try server.get("/async/a.txt").status == 404)
            #expect(try server.get("/folder").status == 301)
            #expect(try server.get("/folder/").text == "index")
            #expect(try server.get("/../a.txt").status == 404)
        }
    }

    @Test(arguments: ["/static", "/static/"])
    func servesBelowAPrefix(_ prefix: String) async throws {
        try await withSite(at: prefix) { server in
            #expect(try server.get("/static/a.txt").text == "file a")
            #expect(try server.get("/a.txt").status == 405)
            #expect(try server.get("/static").status == 404)
            #expect(try server.get("/statica.txt").status == 404)
            #expect(try server.get("/static/../a.txt").status == 404)
            let folder = try server.get("/static/folder")
            #expect(folder["Location"] == "./folder/")
        }
    }

    @Test func leavesOtherMethodsToTheRouter() async throws {
        try await withSite { server in
            let connection = try server.connect()
            try connection.send(Site.request("POST", "/a.txt"))
            #expect(try connection.readResponse().text == "posted\n")
            try connection.send(Site.request("DELETE", "/plain"))
            #expect(try connection.readResponse().status == 405)
            try connection.send(Site.request("POST", "/big.bin"))
            #expect(try connection.readResponse().status == 404)
        }
    }

    /// One connection, so that every reply must end where it says.
    @Test(arguments: TestEngine.allCases)
    func framesEveryKindOfReply(_ engine: TestEngine) async throws {
        try await withSite(engine) { server in
            let connection = try server.connect()
            func ask(_ target: String, _ fields: [String] = [], method: String = "GET") throws
                -> WireResponse
            {
                try connection.send(Site.request(method, target, fields))
                return try connection.readResponse(toHead: method == "HEAD")
            }
            for _ in 1...3 {
                let whole = try ask("/big.bin")
                #expect(whole.body == [UInt8](repeating: 7, count: 1_000_000))
                let tag = try #require(whole["ETag"])
                let head = try ask("/big.bin", method: "HEAD")
                #expect(head["Content-Length"] == "1000000")
                #expect(head["ETag"] == tag)
                let part = try ask("/big.bin", ["Range: bytes=999990-"])
                #expect(part.status == 206)
                #expect(part.body.count == 10)
                #expect(part["Content-Range"] == "bytes 999990-999999/1000000")
                let parts = try ask("/big.bin", ["Range: bytes=0-9,500000-700000"])
                #expect(parts.status == 206)
                #expect(parts.body.count > 200_011)
                #expect(parts["Content-Type"]?.hasPrefix("multipart/byteranges; ") == true)
                let same = try ask("/big.bin", ["If-None-Match: \(tag)"])
                #expect(same.status == 304)
                #expect(same.values(of: "Content-Length").isEmpty)
                let beyond = try ask("/big.bin", ["Range: bytes=1000000-"])
                #expect(beyond.status == 416)
                #expect(beyond["Content-Range"] == "bytes */1000000")
                #expect(try ask("/big.bin", ["If-Match: \"x\""]).status == 412)
                #expect(try ask("/odd.bin").body == Self.odd)
                let rest = try ask("/odd.bin", ["Range: bytes=65000-"])
                #expect(rest.body == Array(Self.odd[65_000...]))
                #expect(try ask("/plain").text == "route\n")
            }
        }
    }

    @Test func aHandlerOfFilesKnowsThreeMethods() async throws {
        let tree = try KeptTree()
        try tree.files.write("a", "a")
        let folder = try FileFolder(root: tree.files.root)
        try await withServer(handler: Handler(files: folder)) { server in
            #expect(try server.get("/a").text == "a")
            let connection = try server.connect()
            try connection.send(Site.request("POST", "/a"))
            let reply = try connection.readResponse()
            #expect(reply.status == 405)
            #expect(reply["Allow"] == "GET, HEAD, OPTIONS")
            try connection.send(Site.request("OPTIONS", "/a"))
            #expect(try connection.readResponse().status == 204)
        }
        tree.remove()
    }

    @Test func aRouteServesWhatItsPatternCaptures() async throws {
        let tree = try KeptTree()
        try tree.files.write("b/c.txt", "c")
        let folder = try FileFolder(root: tree.files.root)
        var router = Router()
        router.get("/files/**") { request, context in
            try folder.response(
                to: request, path: try context.parameters.require("**"), context: context)
        }
        try await withServer(handler: Handler(router)) { server throws in
            #expect(try server.get("/files/b/c.txt").text == "c")
            #expect(try server.get("/files/b")["Location"] == "./b/")
            #expect(try server.get("/files/%2e%2e/b").status == 404)
            #expect(try server.get("/files/none").status == 404)
        }
        tree.remove()
    }
}
