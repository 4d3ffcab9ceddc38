// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

/// What has been handed over may have run, and all that it kept alive may be gone, before the call that
/// handed it over returns.
///
/// An optimised build is where it shows; each test runs in a process of its own, which may crash.
@Suite(.endsWithin(minutes: 5)) struct HandOverTests {
    private actor Guest {
        private let lane: SerialLane
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            unsafe lane.asUnownedSerialExecutor()
        }
        init(on pool: ThreadPool) { lane = pool.serialLane() }
        func visit() {}
    }

    @Test func aLoopOfRunSurvives() async {
        await #expect(processExitsWith: .success) {
            for _ in 0..<20 {
                let pool = ThreadPool(size: 4)
                for number in 0..<5_000 {
                    let answer = try await pool.run { number }
                    precondition(answer == number)
                }
            }
        }
    }

    @Test func tasksThatYieldSurviveTheirPools() async {
        await #expect(processExitsWith: .success) {
            await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<Sanitizer.countOfThreads(4_000) {
                            await Task(executorPreference: ThreadPool(size: 1)) {
                                for _ in 0..<3 { await Task.yield() }
                            }.value
                        }
                    }
                }
            }
        }
    }

    @Test func actorsOnLanesSurviveTheirPools() async {
        await #expect(processExitsWith: .success) {
            await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<Sanitizer.countOfThreads(4_000) {
                            await Guest(on: ThreadPool(size: 1)).visit()
                        }
                    }
                }
            }
        }
    }
}
