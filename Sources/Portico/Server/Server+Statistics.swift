// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

extension Server {
    /// What the server is doing and has done, at this moment.
    ///
    /// It stays readable when the server has ended. It takes some microseconds: no loop is asked.
    public var statistics: ServerStatistics {
        Self.statistics(life, configuration)
    }

    private static func statistics(
        _ life: ServerLife, _ configuration: Configuration
    ) -> ServerStatistics {
        var statistics = ServerStatistics(life.counters)
        var pool = life.pool
        if case .executor(let executor) = configuration.engine.kind {
            pool = executor as? ThreadPool
        }
        statistics.add(pool?.figures, life.calls.value)
        return statistics
    }

    /// Starts the threads of the observers; nil when there are none.
    func startObservers(
        _ sockets: [[ListeningSocket]]
    ) throws(ServerError) -> ObserverThreads? {
        guard !configuration.observers.isEmpty else { return nil }
        do throws(PosixError) {
            return try ObserverThreads(configuration.observers, logger) { [life, configuration] in
                Self.statistics(life, configuration)
            }
        } catch {
            for socket in sockets.joined() { socket.close() }
            throw ServerError(error)
        }
    }
}
