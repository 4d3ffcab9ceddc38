// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A running thread of the system; it is joined once or, when its owner lets go of it, detached.
@safe package final class PosixThread: Sendable {
    /// The longest name that the kernel shows, in bytes; longer ones are cut.
    package static let maxNameBytes = 15

    /// Tells threads apart also after their end, when the system gives their handles to others.
    private static let running = Local<ThreadIdentity>()

    private let handle: pthread_t
    private let identity = ThreadIdentity()
    private let joined = Guarded(false)

    /// Starts a thread that runs `body` and ends.
    ///
    /// Wraps `pthread_create`.
    ///
    /// `stackBytes` is rounded up to whole pages; nil takes the system's default (`ulimit -s`).
    /// Throws the error of the call that failed: `EAGAIN` when there are too many threads.
    package init(
        name: String,
        stackBytes: Int? = nil,
        _ body: @escaping @Sendable () -> Void
    ) throws(PosixError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackBytes {
            let page = sysconf(Int32(_SC_PAGESIZE))
            let (bytes, overflow) = stackBytes.addingReportingOverflow(page - 1)
            let size = overflow || bytes < 0 ? 0 : bytes / page * page
            let code = unsafe pthread_attr_setstacksize(&attributes, size)
            guard code == 0 else { throw PosixError(call: "pthread_attr_setstacksize", code: code) }
        }
        let identity = identity
        let start = unsafe Unmanaged.passRetained(
            ThreadStart(name: name) { Self.running.with(identity, body) })
        var thread = pthread_t(bitPattern: 0)
        let code = unsafe pthread_create(
            &thread, &attributes, runThread, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw PosixError(call: "pthread_create", code: code)
        }
        handle = thread
    }

    deinit {
        if !isJoined { pthread_detach(handle) }
    }

    /// True when somebody has waited for the end of this thread and seen it.
    package var isJoined: Bool { joined.withLock { $0 } }

    /// True on this very thread, which must not join itself.
    package var isCurrent: Bool { Self.running.value === identity }

    /// Waits until the thread has ended; at once when it was joined before.
    ///
    /// Wraps `pthread_join`.
    ///
    /// A thread that joins itself is a mistake of the caller, and trapped.
    package func join() {
        joined.withLock { isJoined in
            // Once joined, the handle may be that of another thread, even of this one.
            guard !isJoined else { return }
            precondition(!isCurrent, "a thread cannot wait for its own end")
            pthread_join(handle, nil)
            isJoined = true
        }
    }
}

/// What one thread has and no other.
private final class ThreadIdentity: Sendable {}

/// What the new thread needs to know.
private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

/// The first function on the new thread: takes over the ``ThreadStart`` and runs it.
private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    nameCurrentThread(start.name)
    start.body()
    return nil
}

/// Gives the calling thread a name; without /proc it keeps that of the process.
private func nameCurrentThread(_ name: String) {
    var name = name
    while name.utf8.count > PosixThread.maxNameBytes { name.removeLast() }
    #if canImport(Darwin)
        unsafe pthread_setname_np(name)
    #else
        // Glibc shows `pthread_setname_np` only to programs built with _GNU_SOURCE.
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        unsafe write(file, name, name.utf8.count)
        close(file)
    #endif
}
