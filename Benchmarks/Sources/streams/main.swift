// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico

// The server that `make bench-streams` measures:
// `streams --port N --workers N --file PATH --max-queued N`.
//
// POST /upload/plain, /upload/async   writes the body to the file as it comes
// POST /echo/plain, /echo/async       sends the body back as it comes
// GET /events                         one server-sent event a second

/// The value after the option `name` on the command line.
func option(_ name: String, default value: String) -> String {
    let words = CommandLine.arguments
    guard let index = words.firstIndex(of: name), index + 1 < words.count else { return value }
    return words[index + 1]
}

/// The number after the option `name` on the command line.
func number(_ name: String, default value: Int) -> Int {
    guard let number = Int(option(name, default: "\(value)")) else {
        fatalError("\(name) takes a number")
    }
    return number
}

var configuration = Configuration(
    address: .hostname("127.0.0.1", port: number("--port", default: 8080)),
    engine: .pool(workers: number("--workers", default: 4)))
// For streams that all begin at once: until its writer runs, each of them waits for a Worker.
configuration.limits.maxConnections = 16_000
configuration.limits.maxConcurrentRequests = 16_000
configuration.limits.maxQueuedRequests = number("--max-queued", default: 16_000)
let path = option("--file", default: "/dev/null")
let everything = BodyPolicy.stream(maxBytes: 1 << 40, deadline: nil)

var router = Router()
router.post("/upload/plain", body: everything) { request, _ in
    let file = try Sink(path)
    while let chunk = try request.body.read() { try file.write(chunk) }
    return "\(file.count)\n"
}
router.post("/upload/async", body: everything) { request, _ in
    let file = try Sink(path)
    for try await chunk in request.body.chunks { try file.write(chunk) }
    return "\(file.count)\n"
}
router.post("/echo/plain", body: everything) { request, _ in
    Response(
        body: ResponseBody { writer in
            while let chunk = try request.body.read() { try writer.write(chunk) }
        })
}
router.post("/echo/async", body: everything) { request, _ in
    Response(
        body: ResponseBody { writer async throws in
            for try await chunk in request.body.chunks { try await writer.write(chunk) }
        })
}
router.get("/events") { request, _ in
    let last = request.lastEventID.flatMap { Int($0) } ?? 0
    return Response.events { events async throws in
        for number in (last + 1)... {
            try await Task.sleep(for: .seconds(1))
            try await events.send(data: "tick \(number)", id: "\(number)")
        }
    }
}
try Server(configuration: configuration, router: router).runBlocking()
