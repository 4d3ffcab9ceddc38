// SPDX-License-Identifier: Apache-2.0
import Portico

/// What the tests ask: a route for each thing that a handler can do, plain and async.
enum Site {
    struct Note: Codable, Hashable, Sendable {
        var title: String
        var count: Int
    }

    struct Trouble: Error, Equatable {
        let text: String
    }

    static var router: Router {
        var router = Router()
        router.add(middleware: Marking())
        addWhole(to: &router)
        addStreams(to: &router)
        addErrors(to: &router)
        do { try addFiles(to: &router) } catch { preconditionFailure("\(error)") }
        return router
    }

    private static func addWhole(to router: inout Router) {
        router.get("/plain/:name") { _, context in
            "plain \(try context.parameters.require("name"))\n"
        }
        router.get("/async/:name") { _, context in
            await Task.yield()
            return "async \(try context.parameters.require("name"))\n"
        }
        router.on(.post, "/notes") { request, _ in
            var note = try request.decode(as: Note.self)
            note.count += 1
            return try Response(json: note, status: .created)
        }
        router.on(.put, "/echo") { request, _ in
            Response(
                headers: [.contentType: request.value(of: .contentType) ?? ""],
                body: ResponseBody(request.body.bytes))
        }
        router.get("/fields") { request, _ in
            request.headers.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: "\n")
        }
        router.get("/health", runsOn: .loop) { _, context in
            context.isReady ? HTTPResponse.Status.noContent : .serviceUnavailable
        }
    }

    private static func addStreams(to router: inout Router) {
        router.get("/stream/plain") { _, _ in
            Response(
                body: ResponseBody(contentType: "text/csv") { writer in
                    for row in 1...3 { try writer.write("\(row)\n") }
                    try writer.flush()
                    try writer.setTrailers(trailers)
                })
        }
        router.get("/stream/async") { _, _ in
            await Task.yield()
            return Response(
                body: ResponseBody(contentType: "text/csv") { writer async throws in
                    for row in 1...3 { try await writer.write("\(row)\n") }
                    try await writer.flush()
                    try writer.setTrailers(trailers)
                })
        }
        router.get("/stream/length") { _, _ in
            Response(
                body: ResponseBody(length: 1 << 20) { writer in
                    for _ in 0..<16 { try writer.write([UInt8](repeating: 7, count: 1 << 16)) }
                })
        }
        router.on(
            .post, "/upload/plain",
            handler: Handler(body: .stream(maxBytes: 1 << 20)) { request, _ in
                var (count, isStreamed) = (0, request.body.isStreamed)
                while let chunk = try request.body.read() { count += chunk.count }
                return "\(count) bytes, streamed: \(isStreamed)\n"
            })
        router.on(
            .post, "/upload/async",
            handler: Handler(body: .stream(maxBytes: 1 << 20)) { request, _ in
                var count = 0
                for try await chunk in request.body.chunks { count += chunk.count }
                return "\(count) bytes, streamed: \(request.body.isStreamed)\n"
            })
    }

    private static func addFiles(to router: inout Router) throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        router.add(middleware: try FileMiddleware(root: "/" + folder, at: "/files"))
        router.get("/events") { _, _ in
            Response.events { events in
                try events.send(data: "one", id: "1")
                try events.send(data: "two")
            }
        }
    }

    private static func addErrors(to router: inout Router) {
        router.get("/error/plain") { _, _ -> String in throw Trouble(text: "plain") }
        router.get("/error/async") { _, _ -> String in
            await Task.yield()
            throw Trouble(text: "async")
        }
        router.get("/error/http") { _, _ -> String in
            throw HTTPError(.conflict, message: "taken")
        }
        router.get("/error/late") { _, _ in
            Response(
                body: ResponseBody { writer in
                    try writer.write("begun")
                    throw Trouble(text: "late")
                })
        }
    }

    private static var trailers: HTTPFields {
        var fields = HTTPFields()
        if let name = HTTPField.Name("X-Rows") { fields[name] = "3" }
        return fields
    }
}

/// Marks what passes through it.
private struct Marking: Middleware {
    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        if let name = HTTPField.Name("X-Marked") {
            outcome.response.headers[name] = outcome.error == nil ? "yes" : "error"
        }
    }
}
