// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging

@testable import Libevent
@testable import Portico

// The server that is soaked: short deadlines, handlers of every kind. It prints its address first, and
// when it has drained what it did and what it left open, which is to be nothing. It logs to standard
// error, which nobody reads.

var configuration = Configuration(
    address: .hostname("127.0.0.1", port: 0), engine: .pool(workers: 8))
configuration.limits.headDeadline = .seconds(2)
configuration.limits.bodyDeadline = .seconds(4)
configuration.limits.idleTime = .seconds(4)
configuration.limits.writeStallTime = .seconds(2)
configuration.limits.minReplyBytesPerSecond = 5_000
configuration.limits.maxConnections = 500
configuration.limits.maxConnectionsPerAddress = 300
configuration.drainDeadline = .seconds(10)

struct Mishap: Error {}

/// Not `print`: flushing it might wait for standard error, which is stuck.
func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

var router = Router()
router.get("/") { _, _ in "hello\n" }
router.get("/large") { _, _ in [UInt8](repeating: 120, count: 1 << 20) }
router.get("/slow") { _, _ in
    usleep(20_000)
    return "slow\n"
}
router.get("/async") { _, _ in
    await Task.yield()
    return "async\n"
}
router.get("/throws") { _, _ -> String in throw Mishap() }
router.post("/echo") { request, _ in request.body.bytes }

/// Sizes of pieces that make 300,000 bytes.
func somePieces() -> [Int] {
    var left = 300_000
    var sizes: [Int] = []
    while left > 0 {
        let size = min(
            left, Int.random(in: 0..<4) == 0 ? .random(in: 1...100_000) : .random(in: 1...500))
        sizes.append(size)
        left -= size
    }
    return sizes
}

router.get("/stream") { _, _ in
    Response(
        body: ResponseBody(length: Bool.random() ? 300_000 : nil) { writer in
            for size in somePieces() { try writer.write([UInt8](repeating: 115, count: size)) }
        })
}
router.get("/async-stream") { _, _ in
    Response(
        body: ResponseBody { writer in
            for size in somePieces() {
                try await writer.write([UInt8](repeating: 115, count: size))
            }
        })
}
router.get("/breaks") { _, _ in
    Response(
        body: ResponseBody { writer in
            for size in somePieces().prefix(20) {
                try await writer.write([UInt8](repeating: 115, count: size))
            }
            throw Mishap()
        })
}
router.get("/endless") { _, _ in
    Response(
        body: ResponseBody { writer in
            while true { try await writer.write([UInt8](repeating: 115, count: 50_000)) }
        })
}
router.get("/events") { request, _ in
    let last = request.lastEventID.flatMap { Int($0) } ?? 0
    return Response.events { events in
        for number in (last + 1)... {
            try await events.send(data: "tick", id: "\(number)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
let stream = BodyPolicy.stream(maxBytes: 2 << 20)
router.post("/count", body: stream) { request, _ in
    var count = 0
    while let chunk = try request.body.read() { count += chunk.count }
    return "\(count)\n"
}
router.post("/async-count", body: stream) { request, _ in
    var count = 0
    for try await chunk in request.body.chunks { count += chunk.count }
    return "\(count)\n"
}
router.post("/stream-echo", body: stream) { request, _ in
    let body = request.body
    return Response(
        body: ResponseBody { writer in
            for try await chunk in body.chunks { try await writer.write(chunk) }
        })
}
router.post("/unread", body: stream) { _, _ in "unread\n" }

let server = Server(
    configuration: configuration,
    logger: Logger(label: "soaked") { StreamLogHandler.standardError(label: $0) }, router: router)
try server.start()
say("listening on \(server.address?.port ?? 0)")
server.waitUntilStopped()
let done = server.figures
say(
    "connections \(done.connectionsAccepted), requests \(done.exchangesBegun), "
        + "left open: connections \(done.connectionsOpen), requests \(done.exchangesOpen)")
// Not `exit`: that would wait for the thread that writes the log into the full pipe.
_exit(done.connectionsOpen == 0 && done.exchangesOpen == 0 ? 0 : 1)
