// SPDX-License-Identifier: Apache-2.0
// One of the three files of this module that may say `unsafe`: a
// pthread mutex, its condition variable, and a value that only the holder of the mutex can reach.
//
// Why not `Synchronization.Mutex`: it costs the same, but ThreadSanitizer cannot see it and reports
// races that are none.

#if canImport(Darwin)
    package import Darwin
#elseif canImport(Musl)
    package import Musl
#else
    package import Glibc
#endif

/// A mutual exclusion lock: `pthread_mutex_t` on a cache line of its own.
///
/// It is not recursive: a thread that locks it twice waits for itself. Any thread may call it.
@safe package final class PosixMutex: @unchecked Sendable {
    // The only state is the C mutex, which exists to be used by several threads.
    @usableFromInline let handle: UnsafeMutablePointer<pthread_mutex_t>

    /// Makes an unlocked mutex.
    ///
    /// Wraps `pthread_mutex_init`.
    package init() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
        unsafe handle = memory.bindMemory(to: pthread_mutex_t.self, capacity: 1)
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        #if canImport(Glibc)
            // Tries for some hundred cycles before it sleeps: nothing here holds a lock for longer.
            unsafe pthread_mutexattr_settype(&attributes, CInt(PTHREAD_MUTEX_ADAPTIVE_NP))
        #endif
        let code = unsafe pthread_mutex_init(handle, &attributes)
        unsafe pthread_mutexattr_destroy(&attributes)
        precondition(code == 0, "cannot make a mutex: errno \(code)")
    }

    deinit {
        unsafe pthread_mutex_destroy(handle)
        unsafe UnsafeMutableRawPointer(handle).deallocate()
    }

    /// Waits for the lock and takes it.
    ///
    /// Wraps `pthread_mutex_lock`.
    @inlinable package func lock() {
        unsafe pthread_mutex_lock(handle)
    }

    /// Gives the lock back; only the thread that holds it may.
    ///
    /// Wraps `pthread_mutex_unlock`.
    @inlinable package func unlock() {
        unsafe pthread_mutex_unlock(handle)
    }

    /// Runs `body` while holding the lock and passes on what it returns or throws.
    @inlinable package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body()
    }
}

/// A place to sleep until another thread signals: `pthread_cond_t` on CLOCK_MONOTONIC.
///
/// Wake-ups can be spurious, so a wait belongs in a loop that tests what is waited for.
@safe package final class PosixCondition: @unchecked Sendable {
    // The only state is the C condition, which exists to be used by several threads.
    @usableFromInline let handle: UnsafeMutablePointer<pthread_cond_t>

    /// Makes a condition that nobody waits for.
    ///
    /// Wraps `pthread_cond_init`.
    package init() {
        unsafe handle = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        #if !canImport(Darwin)
            unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        let code = unsafe pthread_cond_init(handle, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        precondition(code == 0, "cannot make a condition: errno \(code)")
    }

    deinit {
        unsafe pthread_cond_destroy(handle)
        unsafe handle.deallocate()
    }

    /// Gives `mutex` back, sleeps until signalled, takes it again.
    ///
    /// Wraps `pthread_cond_wait`.
    @inlinable package func wait(_ mutex: PosixMutex) {
        unsafe pthread_cond_wait(handle, mutex.handle)
    }

    /// Like ``wait(_:)``, but for at most `duration`; false when that has passed.
    ///
    /// Wraps `pthread_cond_timedwait` with CLOCK_MONOTONIC: setting the wall clock changes nothing.
    package func wait(_ mutex: PosixMutex, atMost duration: Duration) -> Bool {
        let (seconds, attoseconds) = max(duration, .zero).components
        var time = timespec()
        #if canImport(Darwin)
            time.tv_sec = Int(seconds)
            time.tv_nsec = Int(attoseconds / 1_000_000_000)
            return unsafe pthread_cond_timedwait_relative_np(handle, mutex.handle, &time) == 0
        #else
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
            time.tv_sec += Int(min(seconds, 1 << 40)) + nanoseconds / 1_000_000_000
            time.tv_nsec = nanoseconds % 1_000_000_000
            return unsafe pthread_cond_timedwait(handle, mutex.handle, &time) == 0
        #endif
    }

    /// Wakes one waiting thread, if there is one.
    ///
    /// Wraps `pthread_cond_signal`.
    @inlinable package func signal() {
        unsafe pthread_cond_signal(handle)
    }

    /// Wakes all waiting threads.
    ///
    /// Wraps `pthread_cond_broadcast`.
    @inlinable package func broadcast() {
        unsafe pthread_cond_broadcast(handle)
    }
}

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
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        mutex.lock()
        defer { mutex.unlock() }
        return try unsafe body(&state.pointee)
    }

    /// Sleeps on `condition` as long as `rest` says, then runs `body`, all under the lock.
    ///
    /// Each call of `rest` is an access of its own: others change the value between two calls.
    package func withLock<Result>(
        waitingOn condition: PosixCondition,
        while rest: (inout State) -> Rest,
        _ body: (inout State) -> Result
    ) -> Result {
        mutex.lock()
        defer { mutex.unlock() }
        while true {
            switch unsafe rest(&state.pointee) {
            case .over: return unsafe body(&state.pointee)
            case .untilSignalled: condition.wait(mutex)
            case .atMost(let duration): _ = condition.wait(mutex, atMost: duration)
            }
        }
    }
}

/// How long to go on waiting for a condition.
package enum Rest: Equatable, Sendable {
    /// Not at all: what was waited for is there.
    case over
    /// Until somebody signals.
    case untilSignalled
    /// Until somebody signals or so much time has passed.
    case atMost(Duration)
}
