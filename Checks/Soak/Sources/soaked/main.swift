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
