// SPDX-License-Identifier: Apache-2.0

/// How many requests a second the handlers can answer.
///
/// Measured while they have work: a quiet spell says nothing about what they can do. Where the number
/// of Workers is known, so is how much of them was used: four that took turns would have done four
/// times as much. Lives on the loop thread.
struct ServiceRate {
    /// How much work a measurement takes, in seconds of the whole server.
    private static let window = 1.0
    /// Less than this is no measurement.
    private static let leastWindow = 0.05

    /// How many Workers this loop can expect to have, and how many there are; nil when nobody knows.
    private let workers: (share: Double, all: Double)?
    private var open = 0
    private var lastChange: ContinuousClock.Instant
    /// The seconds in which there was work, and the seconds of Workers that went into it.
    private var busySeconds = 0.0
    private var workSeconds = 0.0
    private var replies = 0
    private var lastRate: Double?

    /// Makes a rate for a server that shares `workers` over so many `loops`.
    init(
        workers: Int? = nil, loops: Int = 1, perSecond: Double? = nil,
        at now: ContinuousClock.Instant = .now
    ) {
        self.workers = workers.map { (max(1, Double($0) / Double(loops)), Double($0)) }
        lastRate = perSecond
        lastChange = now
    }

    /// The best estimate, in replies a second; nil when next to nothing has been measured.
    var perSecond: Double? { lastRate ?? (busySeconds >= Self.leastWindow ? current : nil) }

    private var current: Double? {
        guard replies > 0, workSeconds > 0 else { return nil }
        guard let workers else { return Double(replies) / busySeconds }
        return Double(replies) / workSeconds * workers.all
    }

    /// Notes that so many requests have been given to handlers.
    mutating func noteBegun(_ count: Int, at now: ContinuousClock.Instant) {
        advance(to: now)
        open += count
    }

    /// Notes that so many handlers have answered, or will not.
    mutating func noteEnded(_ count: Int, answered: Int, at now: ContinuousClock.Instant) {
        advance(to: now)
        open = max(0, open - count)
        replies += answered
        guard busySeconds >= Self.window else { return }
        lastRate = current ?? lastRate
        (busySeconds, workSeconds, replies) = (0, 0, 0)
    }

    private mutating func advance(to now: ContinuousClock.Instant) {
        defer { lastChange = max(lastChange, now) }
        guard open > 0, now > lastChange else { return }
        let seconds = (now - lastChange) / .seconds(1)
        busySeconds += seconds
        workSeconds += seconds * min(Double(open), workers?.share ?? 1)
    }
}
