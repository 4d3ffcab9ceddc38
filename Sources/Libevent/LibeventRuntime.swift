// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// What libevent needs once per process, before the first base exists.
///
/// Order matters: a base made before `evthread_use_pthreads` has no lock and no descriptor to be
/// woken through, so `event_active` from a Worker would neither be safe nor be noticed.
package enum LibeventRuntime {
    /// How grave a line of libevent's own log is.
    package enum Severity: Sendable { case debug, notice, warning, error }

    /// Receives libevent's log lines, on whichever thread libevent speaks.
    package typealias LogSink = @Sendable (Severity, String) -> Void

    /// Sends libevent's log to `sink` from now on; the last one set wins.
    package static func setLogSink(_ sink: @escaping LogSink) {
        logSink.set(sink)
    }

    /// Sets up memory, locking, the log and SIGPIPE.
    ///
    /// Reading it a second time does nothing.
    package static let isReady: Bool = {
        LibeventMemory.install()
        // libevent writes with `writev`, which has no MSG_NOSIGNAL.
        _ = signal(SIGPIPE, SIG_IGN)
        unsafe event_set_log_callback { severity, message in
            guard let message = unsafe message else { return }
            LibeventRuntime.log(Severity(severity), unsafe String(cString: message))
        }
        event_set_fatal_callback { code in
            LibeventRuntime.log(.error, "libevent cannot go on (code \(code)); aborting")
            abort()
        }
        return evthread_use_pthreads() == 0
    }()

    /// How many descriptors the process may have open.
    ///
    /// Wraps `getrlimit`.
    package static var maxDescriptors: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Int.max
        }
        return Int(clamping: limit.rlim_cur)
    }

    private static let logSink = LockedSink()

    static func log(_ severity: Severity, _ message: String) {
        logSink.get()?(severity, message)
    }
}

extension LibeventRuntime.Severity {
    fileprivate init(_ severity: Int32) {
        self =
            switch severity {
            case EVENT_LOG_DEBUG: .debug
            case EVENT_LOG_MSG: .notice
            case EVENT_LOG_WARN: .warning
            default: .error
            }
    }
}

/// The place where the log sink is kept, with its lock.
private final class LockedSink: @unchecked Sendable {
    // Sendable because `sink` is read and written under `lock` alone.
    private let lock = PosixMutex()
    private var sink: LibeventRuntime.LogSink?

    func set(_ sink: @escaping LibeventRuntime.LogSink) {
        let old = lock.withLock {
            defer { self.sink = sink }
            return self.sink
        }
        // Released without the lock: what it captured may log something at its end.
        withExtendedLifetime(old) {}
    }

    func get() -> LibeventRuntime.LogSink? {
        lock.withLock { sink }
    }
}
