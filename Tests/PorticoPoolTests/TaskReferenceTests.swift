// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct TaskReferenceTests {
    @Test func cancelsATaskThatHasNotSuspended() async throws {
        let reference = Guarded<TaskReference?>(nil)
        let made = Gate()
        await blocking {
            let canceller = Task.detached {
                await blocking { _ = made.wait() }
                reference.withLock { $0 }?.cancel()
            }
            // On this thread, until it has been cancelled.
            let task = Task.immediate {
                reference.withLock { $0 = TaskReference.current }
                made.open()
                let end = ContinuousClock.now + .seconds(20)
                while !Task.isCancelled, ContinuousClock.now < end {}
                #expect(Task.isCancelled)
            }
            withExtendedLifetime((canceller, task)) {}
        }
    }

    @Test func mayBeCancelledWhenItHasEnded() async throws {
        for suspends in [false, true] {
            let references = Guarded<[TaskReference]>([])
            for _ in 1...1_000 {
                // Not the task's own result: a task that holds itself is never freed.
                let task = Task.immediate {
                    if suspends { await Task.yield() }
                    if let task = TaskReference.current { references.withLock { $0.append(task) } }
                }
                await task.value
            }
            let ended = references.withLock { $0 }
            #expect(ended.count == 1_000)
            for reference in ended { reference.cancel() }
        }
    }
}
