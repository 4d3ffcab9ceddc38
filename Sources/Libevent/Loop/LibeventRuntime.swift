// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// What libevent needs once per process, before the first base exists.
///
/// Order matters: a base made before `evthread_use_pthreads` has no lock and no descriptor to be
/// woken through, so `event_active` from a Worker would neither be safe nor be noticed.
package enum LibeventRuntime {
    /// Sets up memory, locking, the log and SIGPIPE.
    ///
    /// Reading it a second time does nothing.
    package static let isReady: Bool = {
        LibeventMemory.install()
        // libevent writes with `writev`, which has no MSG_NOSIGNAL.
        _ = signal(SIGPIPE, SIG_IGN)
        unsafe event_set_log_callback { severity, message in
            guard let message = unsafe message else { return }
            LibeventLog.write(.init(severity), unsafe String(cString: message))
        }
        event_set_fatal_callback { code in
            LibeventLog.writeLast("libevent cannot go on (code \(code)); aborting")
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
}
