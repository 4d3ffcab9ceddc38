// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import PorticoPool

/// Every state that a pool of up to three Workers can reach with three messages, a resize, a thread that
/// the system refuses, and a close.
@Suite(.endsWithin(minutes: 5)) struct PoolStateExplorationTests {
    /// All that can be reached from `start`, each world checked once.
    private func explore(_ start: PoolWorld, _ check: (PoolWorld) throws -> Void) rethrows -> Int {
        var known: Set<PoolWorld> = [start]
        var pending = [start]
        while let world = pending.popLast() {
            try check(world)
            for next in world.possible where known.insert(next).inserted { pending.append(next) }
        }
        return known.count
    }

    /// How many Workers live at first, how many there may be, and how many threads the system refuses.
    private static let pools: [(living: Int, maximum: Int?, refusals: Int)] = [
        (1, 3, 1), (2, nil, 0), (3, nil, 0), (2, 3, 0),
    ]

    @Test(arguments: 0..<4) func nothingIsLostInAnyStateOfAPool(_ index: Int) throws {
        let (living, maximum, refusals) = Self.pools[index]
        // A sanitizer has nothing to find here, and takes its time.
        let jobs = Sanitizer.isOn ? 1 : 3
        let start = PoolWorld(
            living: living, maximum: maximum, slots: 3, jobs: jobs, resizes: 1, refusals: refusals)
        let count = try explore(start) { world in
            try #require(world.isConsistent, "\(world)")
            try #require(world.aWaitingMessageIsSomebodysDuty, "\(world)")
            try #require(world.somebodyLives, "\(world)")
            if world.forced.isEmpty { try #require(world.isAtRest, "\(world)") }
        }
        #expect(count > 1_000)
    }
}

extension PoolWorld {
    /// The counts are those of the places.
    fileprivate var isConsistent: Bool {
        let phases = places.indices.map { id in
            pool.phases.indices.contains(id) ? pool.phases[id] : nil
        }
        return pool.startingCount == phases.count { $0 == .starting }
            && pool.activeCount == phases.count { $0 == .active || $0 == .woken }
            && Set(pool.parked)
                == Set(phases.indices.filter { phases[$0] == .idle || phases[$0] == .polling })
            && pool.leavingCount == phases.count { $0 == .leaving }
            && zip(places, phases).allSatisfy { ($0 == .absent) == ($1 == nil) }
            && pool.memberCount <= 3 && pool.excess >= 0 && pool.size > 0
            && (!pool.isClosed || pool.excess == 0)
    }

    /// While a message waits and a Worker is parked, one is about to look.
    fileprivate var aWaitingMessageIsSomebodysDuty: Bool {
        guard waits, !pool.parked.isEmpty else { return true }
        if pool.poller != nil { return true }
        return places.contains { place in
            switch place {
            case .looking, .taking, .tookAndLeftMore, .parking: true
            case .parked(let isSignalled): isSignalled
            case .absent, .starting, .running, .leaving: false
            }
        }
    }

    /// The last living Worker stays while the channel is open, or a job waits.
    fileprivate var somebodyLives: Bool {
        pool.livingCount > 0 || (pool.isClosed && (jobs == 0 || pool.startingCount > 0))
    }

    /// Nothing is left to do: an open pool has run all jobs, a closed one is over.
    fileprivate var isAtRest: Bool {
        guard jobs == 0 else { return false }
        return pool.isClosed ? pool.isOver : pool.livingCount > 0
    }
}
