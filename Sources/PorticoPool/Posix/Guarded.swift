// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A value that can be reached only while its mutex is held.
@safe package final class Guarded<State>: @unchecked Sendable {
    // `state` is private and each access to it below happens with `mutex` held.
    private let state: UnsafeMutablePointer<State>
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let memory: UnsafeMutableRawPointer

    /// Puts `value` behind a lock of its own; one that `isContended` shares no cache line with others.
    package init(_ value: sending State, isContended: Bool = false) {
        // Not a stored property of type `State`: each access to one is checked at run time, which
        // costs as much as the lock. Mutex and value stand together: who takes one wants the other.
        let alignment = isContended ? 128 : max(16, MemoryLayout<State>.alignment)
        let mutexBytes = unsafe MemoryLayout<pthread_mutex_t>.size
        let offset = (mutexBytes + alignment - 1) & ~(alignment - 1)
        let bytes = offset + MemoryLayout<State>.size
        let wholeBytes = isContended ? (bytes + 127) & ~127 : bytes
        unsafe memory = .allocate(byteCount: wholeBytes, alignment: alignment)
        unsafe mutex = memory.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        unsafe PosixMutex.initialize(mutex)
        unsafe state = (memory + offset).bindMemory(to: State.self, capacity: 1)
        unsafe state.initialize(to: value)
    }

    deinit {
        unsafe state.deinitialize(count: 1)
        unsafe pthread_mutex_destroy(mutex)
        unsafe memory.deallocate()
    }

    /// Runs `body` on the value while holding the lock; it must not call out or take long.
    ///
    /// What it returns lives on until the lock has been given back, also if the caller has no use for it:
    /// it may be the last reference to what this lock is a part of, and an optimiser that releases it as
    /// soon as nobody reads it would have the mutex freed while it is held.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        do throws(Failure) {
            let result = try unsafe body(&state.pointee)
            withExtendedLifetime(result) { _ = unsafe pthread_mutex_unlock(mutex) }
            return result
        } catch {
            unsafe pthread_mutex_unlock(mutex)
            throw error
        }
    }

    /// Sleeps on `condition` as long as `decide` says, then runs `body`, all under the lock.
    ///
    /// Each call of `decide` is an access of its own: others change the value between two calls.
    package func withLock<Result>(
        waitingOn condition: PosixCondition,
        while decide: (inout State) -> WaitDecision,
        _ body: (inout State) -> Result
    ) -> Result {
        unsafe pthread_mutex_lock(mutex)
        while true {
            switch unsafe decide(&state.pointee) {
            case .over:
                let result = unsafe body(&state.pointee)
                withExtendedLifetime(result) { _ = unsafe pthread_mutex_unlock(mutex) }
                return result
            case .untilSignalled:
                unsafe condition.wait(mutex)
            case .atMost(let duration):
                _ = unsafe condition.wait(mutex, atMost: duration)
            }
        }
    }
}
