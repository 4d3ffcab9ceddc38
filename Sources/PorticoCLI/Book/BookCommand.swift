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
            everything else is not found, but for GET /health, which is for load balancers: 200 \
            while the server is ready, 503 from the moment that it is told to end. With the pool, \
            three /sleep at a time leave a worker of four for /. With --engine inline --loops 1, / \
            waits behind every /sleep.

            Started by systemd, listens on the sockets of its .socket unit, if there are any and no --unix, and \
            says when it is ready (Type=notify).

            SIGINT (Ctrl-C), SIGTERM and SIGHUP drain: what was accepted is answered, then the workers \
            are told to terminate. A second SIGINT or SIGTERM, at least a second later, ends the \
            process at once.
            """)

    /// Where handlers run.
    enum EngineName: String, ExpressibleByArgument, CaseIterable {
        case pool, inline
    }

    @Option(help: "The host name or address to listen on.")
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: "The port to listen on; 0 picks a free one.")
    var port = 7878

    @OptionGroup var listen: ListenOptions

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

    @Flag(help: "Let other processes listen on the same port (SO_REUSEPORT).")
    var reusePort = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long to serve on with /health at 503 before draining.", valueName: "seconds"))
    var drainDelay = 0.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long draining may take before what is open gets 503.", valueName: "seconds"))
    var drainDeadline = 30.0

    @Flag(help: "Do not print what the workers do.")
    var quiet = false

    func validate() throws {
        if let maxRequests, maxRequests < 1 {
            throw ValidationError("--max-requests \(maxRequests) makes no sense: ask for 1 or more")
        }
        try checkSeconds(drainDelay, of: "--drain-delay")
        try checkSeconds(drainDeadline, of: "--drain-deadline")
    }

    private func checkSeconds(_ seconds: Double, of option: String) throws {
        guard (0...86_400).contains(seconds) else {
            throw ValidationError("\(option) \(seconds) makes no sense: ask for 0 to 86400 seconds")
        }
    }

    func run() throws {
        do {
            try BookServer(self).run()
        } catch let error as ServerError {
            throw CommandFailure.exit(for: error)
        } catch let error as PoolCreationError {
            throw CommandFailure.exit(for: error)
        } catch let error as PosixError {
            throw CommandFailure.exit(for: error)
        }
    }
}
