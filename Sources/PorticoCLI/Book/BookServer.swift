// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPTypes
import Portico
import PorticoPool

/// The Rust Book's server, with its pool and its lines on stdout.
struct BookServer {
    private let server: Server
    private let pool: ThreadPool?
    private let output: BookOutput
    private let lines: BookLines

    init(_ command: BookCommand) throws {
        let output = try BookOutput()
        self.output = output
        lines = BookLines(output)
        pool = command.engine == .pool ? try Self.makePool(command, lines) : nil
        let engine: Engine =
            if let pool { .executor(pool, loops: command.loops) } else {
                .inline(loops: command.loops)
            }
        var configuration = Configuration(engine: engine)
        configuration.addresses = command.listen.addresses(
            host: command.host, port: command.port)
        configuration.notifiesServiceManager = true
        configuration.sharesPort = command.reusePort
        configuration.drainDelay = .seconds(command.drainDelay)
        configuration.drainDeadline = .seconds(command.drainDeadline)
        if !command.quiet { configuration.onDrain = { output.printLine("Shutting down.") } }
        let countdown = Countdown(from: command.maxRequests)
        server = Server(configuration: configuration, logger: BookLog.logger(output)) {
            request, context in
            if request.path == "/health" { return Health.answer(request, context) }
            countdown.requestArrived()
            return Self.answer(request)
        }
        // Weakly, as the server owns the handler, and the handler this.
        countdown.atZero { [weak server] in server?.shutdown() }
    }

    /// Serves until a signal or the last of `--max-requests`, then drains server and pool.
    func run() throws {
        defer { output.end() }
        do {
            try server.start()
        } catch {
            lines.silence()
            pool?.shutdown(.drain)
            throw error
        }
        for address in server.addresses { output.printError(ListenOptions.line(address)) }
        server.waitUntilStopped()
        // The server has waited for the handlers as long as it may.
        pool?.shutdown(.drain(deadline: .now + .seconds(1)))
    }

    private static func makePool(
        _ command: BookCommand, _ lines: BookLines
    ) throws(PoolCreationError) -> ThreadPool {
        var configuration = ThreadPool.Configuration(size: command.workers)
        if !command.quiet { configuration.observer = lines }
        return try ThreadPool.build(configuration)
    }

    /// `/` at once, `/sleep` after five seconds in which its thread does nothing else.
    private static func answer(_ request: Request) -> Response {
        switch (request.method, request.path) {
        case (.get, "/"), (.head, "/"):
            break
        case (.get, "/sleep"), (.head, "/sleep"):
            sleep(5)
        default:
            return Response(status: .notFound, body: .html(BookPages.notFound))
        }
        return Response(body: .html(BookPages.hello))
    }
}
