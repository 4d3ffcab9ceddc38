// SPDX-License-Identifier: Apache-2.0
import Glibc
import Logging
import Portico
import PorticoPool

/// The server under test, from the inside: see ``ServerProcess``.
struct ComparedServer {
    private let server: Server

    /// Makes a server for a scenario; nil when there is no such engine.
    init?(_ role: ChildRole.ServerRole, _ scenario: any Scenario) {
        guard let engine = ComparedEngine.all.first(where: { $0.id == role.engine }) else {
            return nil
        }
        var configuration = Configuration(
            address: .hostname("127.0.0.1", port: 0), engine: engine.engine(role.size))
        configuration.handlesSignals = false
        // No client waits for what is still queued at the end of a measurement.
        configuration.drainDeadline = .zero
        scenario.adjust(&configuration.limits)
        // Refusals are counted by the client, and a line for each second of them would be in the way.
        var logger = Logger(label: "portico.compare")
        logger.logLevel = .critical
        server = Server(
            configuration: configuration, logger: logger, handler: scenario.handler(over: engine))
    }

    /// Serves until stdin ends, and ends the process.
    func run() throws -> Never {
        PosixSystem.raiseOpenFileLimit()
        let lines = try ChildLines()
        try server.start()
        lines.say("\(server.address?.port ?? 0)")
        while readLine() != nil {
            let usage = PosixSystem.usage
            lines.say("\(usage.cpuMicros) \(usage.contextSwitches)")
        }
        // Not drained: an engine with a queue without an end would work through it.
        _exit(0)
    }
}
