// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging
import PorticoPool

//   loops --- ObserverThreads.put ---(a LineWriter each)--- ExchangeObserver
//
// Records that come close together are handed over together: to wake a thread for each costs more than all else.

/// Hands records to the observers of a server, each on a thread of its own.
///
/// From any thread.
final class ObserverThreads: Sendable {
    /// How many records may wait for an observer; each holds the head of its request.
    static let capacity = 1 << 13
    /// How long records are gathered.
    private static let gatherTime = Duration.milliseconds(20)
    /// How long the end of a server waits for an observer.
    private static let patience = Duration.seconds(1)

    private let writers: [LineWriter<ExchangeRecord>]

    /// Starts the threads; lost records are logged by `logger`.
    init(
        _ observers: [any ExchangeObserver], _ logger: Logger, capacity: Int = capacity,
        _ statistics: @escaping @Sendable () -> ServerStatistics
    ) throws(PosixError) {
        var writers: [LineWriter<ExchangeRecord>] = []
        for observer in observers {
            do throws(PosixError) {
                writers.append(try Self.start(observer, logger, capacity, statistics))
            } catch {
                for writer in writers { writer.end(atMost: Self.patience) }
                throw error
            }
        }
        self.writers = writers
    }

    private static func start(
        _ observer: any ExchangeObserver, _ logger: Logger, _ capacity: Int,
        _ statistics: @escaping @Sendable () -> ServerStatistics
    ) throws(PosixError) -> LineWriter<ExchangeRecord> {
        let glances = Glances(observer.statisticsInterval)
        return try LineWriter(
            name: "portico-observe", capacity: capacity, gathering: gatherTime
        ) { records in
            observer.exchangesDidEnd(records)
        } afterEach: { lost, isLast in
            if lost > 0 {
                observer.recordsWereLost(lost)
                logger.warning(
                    "records of requests were lost, as an observer was too slow",
                    metadata: ["lost": "\(lost)", "observer": "\(type(of: observer))"])
            }
            let rest = glances.take(isLast: isLast) { observer.look(at: statistics()) }
            if isLast { observer.serverDidEnd() }
            return rest
        }
    }

    // MARK: On a loop thread

    func put(_ record: ExchangeRecord) {
        for writer in writers { writer.put(record) }
    }

    // MARK: The end

    /// Takes no more records; those that wait are still handed over.
    func close() {
        for writer in writers { writer.close() }
    }

    /// Waits until all are handed over, but not for long.
    func end() {
        close()
        // One time for all, however many are stuck.
        let end = ContinuousClock.now + Self.patience
        for writer in writers { writer.end(atMost: max(.zero, end - .now)) }
    }
}

/// When an observer looks at the statistics next.
private final class Glances: Sendable {
    private let interval: Duration?
    private let next = Guarded(ContinuousClock.now)

    init(_ interval: Duration?) {
        self.interval = interval.map { max($0, .milliseconds(1)) }
    }

    /// Calls `look` if it is time, or the last call.
    ///
    /// - Returns: How long it is to the next call; nil when there is none.
    func take(isLast: Bool, _ look: () -> Void) -> Duration? {
        guard let interval else { return nil }
        let now = ContinuousClock.now
        let due = next.withLock(\.self)
        guard isLast || now >= due else { return due - now }
        look()
        next.withLock { $0 = now + interval }
        return interval
    }
}
