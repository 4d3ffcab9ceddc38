// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Portico
import PorticoPool

/// `portico book`: the server of the Rust Book's last chapter.
struct BookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book",
        abstract: "Serve the site of the Rust Book's last chapter.",
        discussion: """
            GET / answers at once, GET /sleep blocks its thread for five seconds first, and \
            everything else is not found. With the pool, three /sleep at a time leave a worker of \
            four for /. With --engine inline --loops 1, / waits behind every /sleep.

            SIGINT (Ctrl-C) and SIGTERM drain: what was accepted is answered, then the workers are \
            told to terminate. A second signal ends the process at once.
            """)

    /// Where handlers run.
    enum EngineName: String, ExpressibleByArgument, CaseIterable {
        case pool, inline
    }

    @Option(help: "The host name or address to listen on.")
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: "The port to listen on; 0 picks a free one.")
    var port = 7878

    @Option(parsing: .unconditional, help: "How many workers run handlers, with --engine pool.")
    var workers = 4

    @Option(
        parsing: .unconditional,
        help: "How many event loops accept connections, each on a thread of its own.")
    var loops = 1

    @Option(help: "Where handlers run: on the pool's workers, or inline on the loops.")
    var engine = EngineName.pool

    @Option(parsing: .unconditional, help: "Shut down after this many requests.")
    var maxRequests: Int?

    @Flag(help: "Do not print what the workers do.")
    var quiet = false

    func validate() throws {
        if let maxRequests, maxRequests < 1 {
            throw ValidationError("--max-requests \(maxRequests) makes no sense: ask for 1 or more")
        }
    }

    func run() throws {
        do {
            try BookServer(self).run()
        } catch let error as ServerError {
            throw CommandFailure.exit(for: error)
        } catch let error as PoolCreationError {
            throw CommandFailure.exit(for: error)
        }
    }
}
