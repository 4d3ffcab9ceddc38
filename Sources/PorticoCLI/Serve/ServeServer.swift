// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// A server of files, with its lines on stdout.
struct ServeServer {
    private let server: Server
    private let output: BookOutput

    init(_ command: ServeCommand) throws {
        let folder = try FileFolder(root: command.folder, options: Self.options(command))
        let output = try BookOutput()
        self.output = output
        var middleware = MiddlewareGroup()
        if !command.quiet { middleware.add(RequestLines(output)) }
        middleware.add(ErrorPages())
        var configuration = Configuration(engine: .pool(workers: command.workers))
        configuration.addresses = command.listen.addresses(
            host: command.host, port: command.port)
        configuration.notifiesServiceManager = true
        server = Server(
            configuration: configuration,
            logger: BookLog.logger(output),
            handler: Handler(files: folder).wrapped(in: middleware))
    }

    private static func options(_ command: ServeCommand) -> FileOptions {
        var options = FileOptions()
        options.listsFolders = command.listing
        options.servesPrecompressed = true
        if command.spa { options.fallback = "index.html" }
        if let seconds = command.cache { options.cache = .maxAge(seconds) }
        return options
    }

    /// Serves until a signal.
    func run() throws {
        defer { output.end() }
        try server.start()
        for address in server.addresses { output.printError(ListenOptions.line(address)) }
        server.waitUntilStopped()
    }
}
