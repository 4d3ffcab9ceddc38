// SPDX-License-Identifier: Apache-2.0
#if Observability
    public import CoreMetrics
    public import Portico
    import PorticoPool

    /// Measures a server with swift-metrics, under the names of OpenTelemetry where it has some.
    ///
    /// ```swift
    /// configuration.observers.append(ServerMetrics())
    /// ```
    /// | label | what | dimensions |
    /// |---|---|---|
    /// | `http.server.request.duration` | timer, ``Portico/ExchangeRecord/duration`` | method, status, route |
    /// | `http.server.active_requests` | meter, requests that have not been answered | |
    /// | `portico.request.queue_wait` | timer, ``Portico/ExchangeRecord/queueWait`` | route |
    /// | `portico.request.run_time` | timer, ``Portico/ExchangeRecord/runTime`` | route |
    /// | `portico.requests.rejected` | counter, ``Portico/ServerStatistics/rejects`` | `reason` |
    /// | `portico.connections` | meter, ``Portico/ServerStatistics/connections-swift.property`` | `state` |
    /// | `portico.connections.accepted` | counter | |
    /// | `portico.network.io` | counter, bytes | `direction` |
    /// | `portico.workers` | meter, Workers of the pool | `state`: `busy`, `idle` |
    /// | `portico.queue.length` | meter, jobs that wait for a Worker | |
    /// | `portico.loop.lag` | meter, seconds, ``Portico/ServerStatistics/loopLag`` | |
    ///
    /// Method, status and route are `http.request.method`, `http.response.status_code` and `http.route`. A route
    /// is the pattern, never the path, and is missing where no route was found. Methods that HTTP does not know are
    /// `_OTHER`. So there are as many series as the program has routes and statuses, whatever clients send.
    ///
    /// All but the timers is looked at once a second. One object for each server.
    public final class ServerMetrics: ExchangeObserver {
        private struct Key: Hashable {
            let method: String
            let status: Int
            let route: String?
        }

        /// What the exchanges of one key are measured with.
        private struct Timers: Sendable {
            let duration: CoreMetrics.Timer
            let queueWait: CoreMetrics.Timer
            let runTime: CoreMetrics.Timer
        }

        private let factory: any MetricsFactory
        private let timers = Guarded<[Key: Timers]>([:])
        private let gauges: ServerGauges

        /// Measures with `factory`, or with what swift-metrics was bootstrapped with.
        public init(factory: (any MetricsFactory)? = nil) {
            let factory = factory ?? MetricsSystem.factory
            self.factory = factory
            gauges = ServerGauges(factory)
        }

        /// Once a second.
        public var statisticsInterval: Duration? { .seconds(1) }

        // MARK: On the thread of the observer

        /// Measures what has taken time.
        public func exchangesDidEnd(_ records: [ExchangeRecord]) {
            for record in records {
                let timers = timers(of: record)
                timers.duration.recordNanoseconds(record.duration.nanoseconds)
                if let wait = record.queueWait {
                    timers.queueWait.recordNanoseconds(wait.nanoseconds)
                }
                if let time = record.runTime {
                    timers.runTime.recordNanoseconds(time.nanoseconds)
                }
            }
        }

        /// Measures what is counted and what is at this moment.
        public func look(at statistics: ServerStatistics) { gauges.set(statistics) }

        private func timers(of record: ExchangeRecord) -> Timers {
            let key = Key(
                method: Self.name(of: record), status: record.status, route: record.route)
            if let timers = timers.withLock({ $0[key] }) { return timers }
            let new = makeTimers(key)
            return timers.withLock { timers in
                timers[key] = timers[key] ?? new
                return timers[key] ?? new
            }
        }

        private func makeTimers(_ key: Key) -> Timers {
            let route = key.route.map { [("http.route", $0)] } ?? []
            let dimensions = [
                ("http.request.method", key.method),
                ("http.response.status_code", "\(key.status)"),
            ]
            return Timers(
                duration: CoreMetrics.Timer(
                    label: "http.server.request.duration", dimensions: dimensions + route,
                    factory: factory),
                queueWait: CoreMetrics.Timer(
                    label: "portico.request.queue_wait", dimensions: route, factory: factory),
                runTime: CoreMetrics.Timer(
                    label: "portico.request.run_time", dimensions: route, factory: factory))
        }

        private static let methods: Set<String> = [
            "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
        ]

        /// The method, if it is one of few.
        private static func name(of record: ExchangeRecord) -> String {
            guard let method = record.method?.rawValue, methods.contains(method) else {
                return "_OTHER"
            }
            return method
        }
    }

    extension Duration {
        /// All of it; 292 years at most.
        fileprivate var nanoseconds: Int64 {
            let (seconds, attoseconds) = components
            let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            return isTooLong ? .max : whole &+ attoseconds / 1_000_000_000
        }
    }
#endif
