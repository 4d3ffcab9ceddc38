// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// One event base and the thread that runs it.
///
/// Owns an `event_base`.
///
/// Made, run and released on one thread, the loop thread. Other threads reach it through a
/// ``Mailbox`` alone.
@safe package final class EventLoop {
    let base: OpaquePointer

    /// Makes a base that other threads may wake.
    ///
    /// Wraps `event_base_new_with_config`.
    package init() throws(LibeventError) {
        guard LibeventRuntime.isReady else { throw LibeventError(call: "evthread_use_pthreads") }
        try Self.checkDescriptors()
        guard let base = unsafe event_base_new() else {
            throw LibeventError(call: "event_base_new", code: errno)
        }
        unsafe self.base = base
    }

    deinit {
        unsafe event_base_free(base)
        LibeventMemory.releaseKeptBlocks()
    }

    /// Makes sure that a base can have the descriptors it opens: without, libevent ends the process.
    private static func checkDescriptors() throws(LibeventError) {
        var opened: [Int32] = []
        defer { opened.forEach { _ = close($0) } }
        for _ in 0..<8 {
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            let descriptor = socket(AF_UNIX, kind, 0)
            guard descriptor >= 0 else { throw LibeventError(call: "socket", code: errno) }
            opened.append(descriptor)
        }
    }

    // MARK: On the loop thread

    /// Runs callbacks until ``stop()``.
    ///
    /// Wraps `event_base_loop`.
    package func run() throws(LibeventError) {
        guard unsafe event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) >= 0 else {
            throw LibeventError(call: "event_base_loop")
        }
    }

    /// Ends ``run()`` after the callback that is running now.
    ///
    /// Wraps `event_base_loopbreak`.
    package func stop() {
        unsafe event_base_loopbreak(base)
    }
}
