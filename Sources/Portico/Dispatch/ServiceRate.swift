// SPDX-License-Identifier: Apache-2.0

/// How many requests a second the handlers can answer.
///
/// Measured while they have work: a quiet spell says nothing about what they can do. Where the number
/// of Workers is known, so is how much of them was used: four that took turns would have done four
/// times as much. On the loop thread.
struct ServiceRate {
    /// How long there must have been work for a measurement.
    private static let window = Duration.seconds(1)
    /// Less than this says nothing.
    private static let leastWindow = Duration.milliseconds(50)

    /// How many Workers this loop can expect to have, and how many there are; nil when that is not known.
    private let workers: (share: Int, all: Double)?
    private var open = 0
    private var lastChange: ContinuousClock.Instant
    /// The time in which there was work, and the time of Workers that went into it.
    private var busyTime = Duration.zero
    private var workTime = Duration.zero
    private var replies = 0
    private var lastRate: Double?

    /// Makes a rate for a server whose `loops` share its `workers`.
    init(
        workers: Int? = nil, loops: Int = 1, perSecond: Double? = nil,
        at now: ContinuousClock.Instant = .now
    ) {
        self.workers = workers.map { (max(1, $0 / loops), Double($0)) }
        lastRate = perSecond
        lastChange = now
    }

    /// The best estimate, in replies a second; nil when next to nothing has been measured.
    var perSecond: Double? { lastRate ?? (busyTime >= Self.leastWindow ? current : nil) }

    private var current: Double? {
        guard replies > 0, workTime > .zero else { return nil }
        guard let workers else { return Double(replies) / (busyTime / .seconds(1)) }
        return Double(replies) / (workTime / .seconds(1)) * workers.all
    }

    /// Notes that `count` requests have been given to handlers.
    mutating func noteBegun(_ count: Int, at now: ContinuousClock.Instant) {
        advance(to: now)
        open += count
    }

    /// Notes that `count` handlers have answered, or will not.
    mutating func noteEnded(_ count: Int, answered: Int, at now: ContinuousClock.Instant) {
        advance(to: now)
        open = max(0, open - count)
        replies += answered
        guard busyTime >= Self.window else { return }
        lastRate = current ?? lastRate
        (busyTime, workTime, replies) = (.zero, .zero, 0)
    }

    private mutating func advance(to now: ContinuousClock.Instant) {
        defer { lastChange = max(lastChange, now) }
        guard open > 0, now > lastChange else { return }
        let time = now - lastChange
        busyTime += time
        workTime += time * min(open, workers?.share ?? 1)
    }
}
