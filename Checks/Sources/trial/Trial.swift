// SPDX-License-Identifier: Apache-2.0
import Glibc
import Portico
import Synchronization

// The server that `make overload` and `make memory` put under pressure.
//
//   GET /block/N      blocks its thread for N milliseconds
//   GET /bytes/N      N bytes, made anew for each request
//   GET /stream/N     N bytes that are written while they are sent
//   POST /held        reads a streamed body, once somebody has asked for POST /release
//   / and POST /       a short text, once the body has been read
//
// --port N, --workers N, --max-wait-ms N (Limits.maxQueueWait) and --max-queued N
// (Limits.maxQueuedRequests) are its options.
// SIGTERM drains it; then it prints how many handlers ran, and how long requests waited for them.

/// What the handlers saw.
final class Tally: Sendable {
    private let waits = Mutex<[Duration]>([])

    func note(_ wait: Duration) {
        waits.withLock { $0.append(wait) }
    }

    var report: String {
        let sorted = waits.withLock { $0.sorted() }
        guard !sorted.isEmpty else { return "handled 0" }
        let (median, late) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        return "handled \(sorted.count) wait-us-p50 \(microseconds(median))"
            + " wait-us-p99 \(microseconds(late))"
    }

    private func microseconds(_ time: Duration) -> Int { Int(time / .microseconds(1)) }
}

@main
struct Trial {
    /// The number after the option `name` on the command line.
    static func number(_ name: String, default value: Int) -> Int {
        let words = CommandLine.arguments
        guard let index = words.firstIndex(of: name), index + 1 < words.count else { return value }
        guard let number = Int(words[index + 1]) else { fatalError("\(name) takes a number") }
        return number
    }

    static func main() throws {
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: number("--port", default: 8080)),
            engine: .pool(workers: number("--workers", default: 4)))
        configuration.limits.maxConnections = 16_000
        // The clients hold still for longer than honest ones would.
        configuration.limits.bodyDeadline = nil
        configuration.limits.minBodyBytesPerSecond = 0
        configuration.limits.idleTime = nil
        configuration.limits.writeStallTime = nil
        configuration.drainDeadline = .seconds(2)
        let maxWait = number("--max-wait-ms", default: 0)
        if maxWait > 0 { configuration.limits.maxQueueWait = .milliseconds(maxWait) }
        let maxQueued = number("--max-queued", default: 0)
        if maxQueued > 0 { configuration.limits.maxQueuedRequests = maxQueued }
        let tally = Tally()
        let server = Server(configuration: configuration, router: routes(tally))
        try server.runBlocking()
        print(tally.report)
    }

    private static func routes(_ tally: Tally) -> Router {
        var router = Router()
        router.get("/block/:number") { _, context in
            tally.note(context.queueWait)
            usleep(UInt32(try number(in: context)) * 1000)
            return "Hello, world!"
        }
        router.get("/bytes/:number") { _, context in
            tally.note(context.queueWait)
            return Response(
                body: ResponseBody([UInt8](repeating: 97, count: try number(in: context))))
        }
        let held = HeldBodies()
        router.get("/stream/:number") { _, context in
            held.reply(of: try number(in: context))
        }
        router.post("/held", body: .stream(maxBytes: 1 << 20)) { request, _ in
            try await held.read(request.body)
        }
        router.post("/release") { _, _ in held.release() }
        for method in [HTTPRequest.Method.get, .post] {
            router.on(method, "/") { request, context in
                tally.note(context.queueWait)
                return Response(body: ResponseBody("\(request.body.bytes.count) bytes\n"))
            }
        }
        return router
    }

    private static func number(in context: Context) throws -> Int {
        guard let number = Int(try context.parameters.require("number")), number >= 0 else {
            throw HTTPError(.notFound)
        }
        return number
    }
}
