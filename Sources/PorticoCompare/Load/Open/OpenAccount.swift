// SPDX-License-Identifier: Apache-2.0

/// What is due, what is under way, and how long it took from the moment it was due.
///
/// A request that finds no free connection waits, and the time that it waits counts: a server that stalls
/// is asked no less (coordinated omission). What is not answered in the end counts with the time until
/// then, which is less than it would have taken. Times are nanoseconds of one clock, in the order in which
/// they are told.
struct OpenAccount {
    private struct Flight {
        var due: UInt64
        var request: Int
    }

    private var schedule: ArrivalSchedule
    private let end: UInt64
    private let cycle: RequestCycle
    private let isTimed: [Bool]
    /// When the next request is due; nil when no more will be.
    private(set) var nextDue: UInt64?
    private var flights: [Flight?]
    /// The free connections, those first that have been free the longest.
    private var free: [Int]
    private var firstFree = 0
    /// When each connection was ready for another request.
    private var freeSince: [UInt64]
    private(set) var result = OpenResult()
    private var timed = LatencyHistogram()
    private var slow = LatencyHistogram()
    private var lateness = LatencyHistogram()

    /// Accounts for requests that are due until `end`, over free `connections`.
    init(
        _ schedule: ArrivalSchedule, until end: UInt64, _ requests: [ComparedRequest],
        connections: Int
    ) {
        self.schedule = schedule
        self.end = end
        cycle = RequestCycle(weights: requests.map(\.weight))
        isTimed = requests.map(\.isTimed)
        flights = Array(repeating: nil, count: connections)
        free = Array(0..<connections)
        freeSince = Array(repeating: 0, count: connections)
        moveOn()
    }

    private mutating func moveOn() {
        let moment = schedule.next()
        nextDue = moment.flatMap { $0 < end ? $0 : nil }
    }

    /// Whether nothing is due any more and nothing under way.
    var isDone: Bool { nextDue == nil && free.count - firstFree == flights.count }

    /// Whether a request that is due could be sent.
    var hasFreeConnection: Bool { firstFree < free.count }

    /// Puts the next request on a connection, if one is due and a connection is free.
    mutating func begin(at now: UInt64) -> (connection: Int, request: Int)? {
        guard let due = nextDue, due <= now, firstFree < free.count else { return nil }
        let connection = free[firstFree]
        firstFree += 1
        if firstFree == free.count || firstFree > 1024 {
            free.removeFirst(firstFree)
            firstFree = 0
        }
        // Beyond the wait for a connection, it is the generator that is late.
        lateness.add(now - max(due, freeSince[connection]))
        let request = nextRequest()
        flights[connection] = Flight(due: due, request: request)
        moveOn()
        return (connection, request)
    }

    private mutating func nextRequest() -> Int {
        result.asked += 1
        return cycle.order[(result.asked - 1) % cycle.order.count]
    }

    /// A connection has its reply.
    mutating func answer(_ status: Int, on connection: Int, at now: UInt64) {
        guard let flight = flights[connection] else { return }
        if status < 400 {
            result.answered += 1
            add(now - flight.due, flight.request)
        } else {
            result.refused += 1
        }
        release(connection, at: now)
    }

    /// A connection has ended without the reply that it owes.
    mutating func fail(_ connection: Int, at now: UInt64) {
        guard flights[connection] != nil else { return }
        result.failed += 1
        release(connection, at: now)
    }

    private mutating func release(_ connection: Int, at now: UInt64) {
        flights[connection] = nil
        freeSince[connection] = now
        free.append(connection)
    }

    private mutating func add(_ nanoseconds: UInt64, _ request: Int) {
        if isTimed[request] { timed.add(nanoseconds) } else { slow.add(nanoseconds) }
    }

    /// Ends the account: what is due and not answered has taken at least until `now`.
    mutating func close(at now: UInt64) {
        for flight in flights.compactMap(\.self) {
            result.unanswered += 1
            add(now - min(now, flight.due), flight.request)
        }
        while let due = nextDue, due <= now {
            result.unanswered += 1
            add(now - due, nextRequest())
            moveOn()
        }
        result.seconds = Double(now) / 1e9
        result.latency = timed.latency
        result.slowLatency = slow.count > 0 ? slow.latency : nil
        result.latenessMicros = lateness.latency.at(99)
    }
}
