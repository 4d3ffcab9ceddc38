// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// What a ``Server`` is doing and has done, at one moment.
///
/// Gathered by each loop for itself while it works; nothing is locked, and nothing stops to be looked at. What
/// has ended is never more than what has begun, and each sum is the sum of its parts. Figures of different
/// parts need not be of exactly the same moment: a reply is counted right after it has been sent.
///
/// ## Topics
/// - ``connections-swift.property``
/// - ``requests-swift.property``
/// - ``rejects``
/// - ``handlers-swift.property``
/// - ``bytesReceived``
/// - ``bytesSent``
/// - ``loopLag``
/// - ``mostLoopLag``
public struct ServerStatistics: Sendable, Hashable {
    /// Connections, by what they do.
    public struct Connections: Sendable, Hashable {
        /// How many have been accepted since the start.
        public var accepted = 0
        /// How many wait for a request, or for the rest of one.
        public var reading = 0
        /// How many wait for a handler.
        public var waiting = 0
        /// How many are sent a reply that the client has not taken, or that is still being made.
        public var sending = 0
        /// How many have been answered for the last time, and are read until the client closes.
        public var lingering = 0
        /// How often the system refused to hand over a connection.
        public var acceptFailures = 0

        /// How many are open.
        public var open: Int { reading + waiting + sending + lingering }
    }

    /// Requests, refused ones included.
    public struct Requests: Sendable, Hashable {
        /// How many have begun since the start.
        public var received: Int { answered + unanswered + open }
        /// How many have neither been answered nor given up.
        public var open = 0
        /// How many ended without a reply, as their clients had gone.
        public var unanswered = 0
        /// How many were answered with 200 to 299.
        public var successful = 0
        /// How many were answered with 300 to 399.
        public var redirected = 0
        /// How many were answered with 400 to 499.
        public var clientErrors = 0
        /// How many were answered with 500 or more.
        public var serverErrors = 0

        /// How many were answered, whether the client took all of the reply or not.
        public var answered: Int { successful + redirected + clientErrors + serverErrors }
    }

    /// What runs the handlers.
    public struct Handlers: Sendable, Hashable {
        /// How many requests are with handlers: they wait for a Worker, run, or are suspended.
        public var calls = 0
        /// How many jobs wait for a Worker; 0 without a pool.
        public var queued = 0
        /// How many Workers there are; 0 without a pool.
        public var workers = 0
        /// How many Workers run a job.
        public var busyWorkers = 0
    }

    /// Connections, by what they do.
    public var connections = Connections()
    /// Requests, by how they ended.
    public var requests = Requests()
    /// How many requests were answered without a handler's reply, by the reason; 0 for those that are missing.
    public var rejects: [RejectReason: Int] = [:]
    /// What runs the handlers, and how much waits for it.
    public var handlers = Handlers()
    /// How many bytes clients have sent.
    public var bytesReceived = 0
    /// How many bytes of replies have been sent, heads included.
    public var bytesSent = 0
    /// How late a loop last was for what it does by the clock; of several loops, the latest.
    ///
    /// Looked at twice a second at least. Something holds up the loop when it is more than some milliseconds.
    public var loopLag = Duration.zero
    /// The most that ``loopLag`` has been.
    public var mostLoopLag = Duration.zero

    /// Makes statistics of a server that has done nothing.
    public init() {}

    init(_ counters: [LoopCounters]) {
        let front = counters.map(\.front.figures).reduce(FrontFigures(), +)
        requests.open = front.exchangesOpen
        requests.unanswered = front.exchangesUnanswered
        requests.successful = front.replies[1] + front.replies[2]
        requests.redirected = front.replies[3]
        requests.clientErrors = front.replies[4]
        requests.serverErrors = front.replies[5]
        connections = Connections(front)
        bytesReceived = front.bytesReceived
        bytesSent = front.bytesSent
        loopLag = front.lag
        mostLoopLag = front.mostLag
        for reason in RejectReason.allCases {
            let count = counters.map { $0.rejects[reason] }.reduce(0, +)
            if count > 0 { rejects[reason] = count }
        }
    }

    /// Adds what is known of the handlers.
    mutating func add(_ pool: PoolFigures?, _ calls: Int) {
        handlers.calls = calls
        handlers.queued = pool?.queued ?? 0
        handlers.workers = pool?.size ?? 0
        handlers.busyWorkers = pool?.active ?? 0
    }
}

extension ServerStatistics.Connections {
    /// The loops go on while they are looked at: what cannot be is left out.
    fileprivate init(_ front: FrontFigures) {
        accepted = front.connectionsAccepted
        acceptFailures = front.acceptFailures
        lingering = max(0, front.connectionsLingering)
        sending = max(0, front.connectionsSending)
        waiting = max(0, front.exchangesOpen - sending)
        reading = max(0, front.connectionsOpen - waiting - sending - lingering)
    }
}
