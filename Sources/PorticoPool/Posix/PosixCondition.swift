// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    package import Darwin
#elseif canImport(Musl)
    package import Musl
#else
    package import Glibc
#endif

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
    package func wait(_ mutex: PosixMutex) {
        unsafe wait(mutex.handle)
    }

    func wait(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
        unsafe pthread_cond_wait(handle, mutex)
    }

    /// Like ``wait(_:)``, but for at most `duration`; false when that has passed.
    ///
    /// Wraps `pthread_cond_timedwait` with CLOCK_MONOTONIC: setting the wall clock changes nothing.
    package func wait(_ mutex: PosixMutex, atMost duration: Duration) -> Bool {
        unsafe wait(mutex.handle, atMost: duration)
    }

    func wait(_ mutex: UnsafeMutablePointer<pthread_mutex_t>, atMost duration: Duration) -> Bool {
        let (seconds, attoseconds) = max(duration, .zero).components
        var time = timespec()
        #if canImport(Darwin)
            time.tv_sec = Int(seconds)
            time.tv_nsec = Int(attoseconds / 1_000_000_000)
            return unsafe pthread_cond_timedwait_relative_np(handle, mutex, &time) == 0
        #else
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
            time.tv_sec += Int(min(seconds, 1 << 40)) + nanoseconds / 1_000_000_000
            time.tv_nsec = nanoseconds % 1_000_000_000
            return unsafe pthread_cond_timedwait(handle, mutex, &time) == 0
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
