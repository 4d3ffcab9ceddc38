// SPDX-License-Identifier: Apache-2.0
#if Observability
    import CoreMetrics
    import Portico
    import PorticoPool

    /// What is measured of a server by looking at its statistics from time to time.
    final class ServerGauges: Sendable {
        private let activeRequests: Meter
        private let connections: [String: Meter]
        private let accepted: Counter
        private let received: Counter
        private let sent: Counter
        private let busyWorkers: Meter
        private let idleWorkers: Meter
        private let queued: Meter
        private let lag: Meter
        private let rejects: [RejectReason: Counter]
        /// What the counters have been told of.
        private let last = Guarded(ServerStatistics())

        init(_ factory: any MetricsFactory) {
            func meter(_ label: String, _ dimensions: [(String, String)] = []) -> Meter {
                Meter(label: label, dimensions: dimensions, factory: factory)
            }
            func counter(_ label: String, _ dimensions: [(String, String)] = []) -> Counter {
                Counter(label: label, dimensions: dimensions, factory: factory)
            }
            activeRequests = meter("http.server.active_requests")
            let states = ["reading", "waiting", "sending", "lingering"]
            connections = Dictionary(
                uniqueKeysWithValues: states.map {
                    ($0, meter("portico.connections", [("state", $0)]))
                })
            accepted = counter("portico.connections.accepted")
            received = counter("portico.network.io", [("direction", "receive")])
            sent = counter("portico.network.io", [("direction", "transmit")])
            busyWorkers = meter("portico.workers", [("state", "busy")])
            idleWorkers = meter("portico.workers", [("state", "idle")])
            queued = meter("portico.queue.length")
            lag = meter("portico.loop.lag")
            rejects = Dictionary(
                uniqueKeysWithValues: RejectReason.allCases.map { reason in
                    (reason, counter("portico.requests.rejected", [("reason", reason.rawValue)]))
                })
        }

        /// Sets and counts what has changed.
        func set(_ new: ServerStatistics) {
            let old = last.withLock { last in
                defer { last = new }
                return last
            }
            activeRequests.set(new.requests.open)
            connections["reading"]?.set(new.connections.reading)
            connections["waiting"]?.set(new.connections.waiting)
            connections["sending"]?.set(new.connections.sending)
            connections["lingering"]?.set(new.connections.lingering)
            accepted.increment(by: new.connections.accepted - old.connections.accepted)
            received.increment(by: new.bytesReceived - old.bytesReceived)
            sent.increment(by: new.bytesSent - old.bytesSent)
            busyWorkers.set(new.handlers.busyWorkers)
            idleWorkers.set(max(0, new.handlers.workers - new.handlers.busyWorkers))
            queued.set(new.handlers.queued)
            lag.set(new.loopLag / .seconds(1))
            for (reason, counter) in rejects {
                let count = new.rejects[reason, default: 0] - old.rejects[reason, default: 0]
                if count > 0 { counter.increment(by: count) }
            }
        }
    }
#endif
