// SPDX-License-Identifier: Apache-2.0
import Glibc
import Logging
package import Portico
import PorticoPool
import SystemPackage

/// The server under test, from the inside: see ``ServerProcess``.
package struct ComparedServer {
    private let server: Server

    /// Makes a server for a scenario over an engine, both by their ids; nil when there is none.
    package init?(engine: String, scenario: String, workers: Int, loops: Int) {
        guard let engine = ComparedEngine.all.first(where: { $0.id == engine }),
            let scenario = Scenarios.all.first(where: { $0.id == scenario })
        else { return nil }
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: 0),
            engine: engine.engine(ComparedEngine.Size(workers: workers, loops: loops)))
        configuration.handlesSignals = false
        // No client waits for what is still queued at the end of a measurement.
        configuration.drainDeadline = .zero
        scenario.adjust(&configuration.limits)
        // Refusals are counted by the client, and a line for each second of them would be in the way.
        var logger = Logger(label: "portico.compare")
        logger.logLevel = .critical
        server = Server(
            configuration: configuration, logger: logger,
            handler: engine.handler { scenario.answer($0) })
    }

    /// Serves until stdin ends.
    package func run() throws(ServerError) {
        PosixSystem.raiseOpenFileLimit()
        try server.start()
        say("\(server.address?.port ?? 0)")
        while readLine() != nil {
            let usage = PosixSystem.usage
            say("\(usage.cpuMicros) \(usage.contextSwitches)")
        }
        // Not drained: an engine with a queue without an end would work through it.
        _exit(0)
    }

    private func say(_ line: String) {
        // Fails when stdout is closed; then stdin ends, too.
        _ = try? FileDescriptor.standardOutput.writeAll("\(line)\n".utf8)
    }
}
