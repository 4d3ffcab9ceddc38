// SPDX-License-Identifier: Apache-2.0

/// A value that can be reached only while its mutex is held.
@safe package final class Guarded<State>: @unchecked Sendable {
    // `state` is private and each access to it below happens with `mutex` held.
    private let state: UnsafeMutablePointer<State>
    private let mutex = PosixMutex()

    /// Puts `value` behind a lock of its own.
    package init(_ value: sending State) {
        // Not a stored property of type `State`: each access to one is checked at run time, which
        // costs as much as the lock.
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: value)
    }

    deinit {
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Runs `body` on the value while holding the lock; it must not call out or take long.
    ///
    /// What it returns lives on until the lock has been given back, also if the caller has no use for it:
    /// it may be the last reference to what this lock is a part of, and an optimiser that releases it as
    /// soon as nobody reads it would have the mutex freed while it is held.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        mutex.lock()
        do throws(Failure) {
            let result = try unsafe body(&state.pointee)
            withExtendedLifetime(result) { mutex.unlock() }
            return result
        } catch {
            mutex.unlock()
            throw error
        }
    }

    /// Sleeps on `condition` as long as `rest` says, then runs `body`, all under the lock.
    ///
    /// Each call of `rest` is an access of its own: others change the value between two calls.
    package func withLock<Result>(
        waitingOn condition: PosixCondition,
        while rest: (inout State) -> WaitDecision,
        _ body: (inout State) -> Result
    ) -> Result {
        mutex.lock()
        while true {
            switch unsafe rest(&state.pointee) {
            case .over:
                let result = unsafe body(&state.pointee)
                withExtendedLifetime(result) { mutex.unlock() }
                return result
            case .untilSignalled: condition.wait(mutex)
            case .atMost(let duration): _ = condition.wait(mutex, atMost: duration)
            }
        }
    }
}
