// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs `body` on a thread of its own, where it may wait for sockets and gates.
///
/// Tests run on Swift's cooperative pool, which has two threads here: a test that blocked one of them
/// would starve the handlers that it waits for. The test's task goes with the body, so what it expects
/// is expected by the test.
package func blocking<Value>(_ body: () throws -> Value) async rethrows -> Value {
    try await withTaskExecutorPreference(OwnThread.shared) { try body() }
}

/// Gives every step of a task a new thread.
private final class OwnThread: TaskExecutor {
    static let shared = OwnThread()

    func enqueue(_ job: consuming ExecutorJob) {
        let step = UnownedJob(job)
        Thread.detachNewThread { unsafe step.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
