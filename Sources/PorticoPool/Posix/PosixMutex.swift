// SPDX-License-Identifier: Apache-2.0
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
        unsafe Self.initialize(handle)
    }

    /// Makes the memory at `handle` an unlocked mutex.
    static func initialize(_ handle: UnsafeMutablePointer<pthread_mutex_t>) {
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
    ///
    /// What it returns lives on until the lock has been given back, like that of ``Guarded``.
    @inlinable package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        do throws(Failure) {
            let result = try body()
            withExtendedLifetime(result) { unlock() }
            return result
        } catch {
            unlock()
            throw error
        }
    }
}
