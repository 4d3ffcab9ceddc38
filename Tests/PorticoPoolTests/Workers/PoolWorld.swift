// SPDX-License-Identifier: Apache-2.0

@testable import PorticoPool

/// A pool without threads: what its Workers are about to do, beside the ``PoolState`` that they share.
///
/// Each step is what one thread does under one lock, so the steps of all Workers and senders in any order
/// are all that can happen.
struct PoolWorld: Hashable {
    /// What a Worker does next.
    enum Place: Hashable {
        case absent, starting, looking, taking, parking
        case tookAndLeftMore, running
        case parked(isSignalled: Bool)
        case leaving
    }

    var pool: PoolState
    var places: [Place]
    /// Messages in the queue: jobs, then terminates.
    var jobs = 0
    var terminates = 0
    /// What others may still do.
    var unsent: Int
    var resizes: Int
    var refusals: Int

    /// A pool of `living` Workers that have begun to look for messages.
    init(living: Int, maximum: Int?, slots: Int, jobs: Int, resizes: Int, refusals: Int) {
        pool = PoolState(minimum: living, maximum: maximum)
        places = Array(repeating: .absent, count: slots)
        (unsent, self.resizes, self.refusals) = (jobs, resizes, refusals)
        for _ in 0..<living {
            guard let id = pool.reserve(waits: false) else { continue }
            pool.begin(id)
            places[id] = .looking
        }
    }

    var waits: Bool { jobs + terminates > 0 }
}

// MARK: - What can happen next

extension PoolWorld {
    /// Every world that may be the next, if nobody has to wait for a clock or another decision.
    var forced: [PoolWorld] {
        places.indices.flatMap(stepsOfWorker) + reservations
    }

    /// Those in which a clock, the user or a wake-up for nothing has its way, as well.
    var possible: [PoolWorld] {
        forced + places.indices.flatMap(looksForNothing) + decisions
    }

    private func after(_ change: (inout PoolWorld) -> Void) -> PoolWorld {
        var next = self
        change(&next)
        return next
    }

    private mutating func signal(_ id: Int?) {
        if let id { places[id] = .parked(isSignalled: true) }
    }

    /// The system gives or refuses a thread that is wanted.
    private var reservations: [PoolWorld] {
        var reserved = self
        guard let id = reserved.pool.reserve(waits: waits), id < places.count else { return [] }
        reserved.places[id] = .starting
        return [reserved]
    }

    private var decisions: [PoolWorld] {
        var worlds: [PoolWorld] = []
        if unsent > 0, !pool.isClosed {
            worlds.append(
                after { next in
                    (next.unsent, next.jobs) = (unsent - 1, jobs + 1)
                    next.signal(next.pool.wake(waits: true))
                })
        }
        if resizes > 0 {
            for size in 1...3 {
                for maximum in [nil, 3] {
                    worlds.append(
                        after { next in
                            next.resizes -= 1
                            let woken = next.pool.resize(
                                minimum: size, maximum: maximum, target: size, waits: waits)
                            for id in woken { next.signal(id) }
                        })
                }
            }
        }
        if !pool.isClosed {
            worlds.append(
                after { next in
                    let (terminates, woken) = next.pool.close()
                    next.terminates = terminates
                    for id in woken { next.signal(id) }
                })
        }
        return worlds
    }
}

// MARK: - On the Workers

extension PoolWorld {
    private func stepsOfWorker(_ id: Int) -> [PoolWorld] {
        switch places[id] {
        case .absent:
            []
        case .starting:
            starts(id)
        case .looking:
            [
                after { next in
                    let (leaves, woken) = next.pool.leaveIfExcess(id, waits: waits)
                    next.signal(woken)
                    next.places[id] = leaves ? .leaving : .taking
                }
            ]
        case .taking:
            [waits ? takes(id) : after { $0.places[id] = .parking }]
        case .tookAndLeftMore:
            [
                after { next in
                    next.signal(next.pool.wake(waits: waits))
                    next.places[id] = .running
                }
            ]
        case .running:
            [after { $0.places[id] = .looking }]
        case .parking:
            [true, false].map { mayPoll in
                after { $0.follow($0.pool.park(id, waits: waits, mayPoll: mayPoll), id) }
            }
        case .parked(let isSignalled):
            isSignalled ? looksUp(id) : pool.phases[id] == .polling ? ticks(id) : []
        case .leaving:
            [
                after { next in
                    next.pool.end(id)
                    next.places[id] = .absent
                }
            ]
        }
    }

    private func starts(_ id: Int) -> [PoolWorld] {
        let begun = after { next in
            next.pool.begin(id)
            next.places[id] = .looking
        }
        guard refusals > 0 else { return [begun] }
        let refused = after { next in
            next.refusals -= 1
            next.pool.didFailToStart(id)
            next.places[id] = .absent
        }
        return [begun, refused]
    }

    private func takes(_ id: Int) -> PoolWorld {
        after { next in
            if jobs > 0 {
                next.jobs -= 1
                next.places[id] = next.waits ? .tookAndLeftMore : .running
            } else {
                next.terminates -= 1
                next.signal(next.pool.terminate(id, waits: next.waits))
                next.places[id] = .leaving
            }
        }
    }

    private mutating func follow(_ outcome: PoolState.Outcome, _ id: Int) {
        switch outcome {
        case .receive: places[id] = .looking
        case .wait, .poll: places[id] = .parked(isSignalled: false)
        case .leave: places[id] = .leaving
        }
    }

    private func looksUp(_ id: Int) -> [PoolWorld] {
        [true, false].map { mayPoll in
            after { $0.follow($0.pool.resume(id, waits: waits, mayPoll: mayPoll), id) }
        }
    }

    private func ticks(_ id: Int) -> [PoolWorld] {
        [waits ? PoolState.Poll.messageWaited : .queueRests].map { poll in
            after { $0.follow($0.pool.resume(id, waits: waits, poll: poll), id) }
        }
    }

    /// Its idle time is over, a tick tells it little, or it wakes up without a reason.
    private func looksForNothing(_ id: Int) -> [PoolWorld] {
        guard places[id] == .parked(isSignalled: false) else { return [] }
        return [true, false].map { isOver in
            after { $0.follow($0.pool.resume(id, waits: waits, isIdleTimeOver: isOver), id) }
        }
    }
}
