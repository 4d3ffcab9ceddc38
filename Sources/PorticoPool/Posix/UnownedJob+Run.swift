// SPDX-License-Identifier: Apache-2.0

extension UnownedJob {
    /// Runs this step of a task here and now, as `executor`, which the caller keeps alive.
    package func run(on executor: some TaskExecutor) {
        unsafe runSynchronously(on: executor.asUnownedTaskExecutor())
    }
}

extension UnownedJob {
    /// Runs this step of an actor here and now, as `lane`, which the caller keeps alive.
    func run(in lane: SerialLane) {
        unsafe runSynchronously(on: lane.asUnownedSerialExecutor())
    }
}
