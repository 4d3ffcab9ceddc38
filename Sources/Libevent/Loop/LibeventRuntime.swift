// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// What libevent needs once per process, before the first base exists.
///
/// Order matters: a base made before `evthread_use_pthreads` has no lock and no descriptor to be
/// woken through, so `event_active` from a Worker would neither be safe nor be noticed.
package enum LibeventRuntime {
    /// Sets up memory, locking and the log.
    ///
    /// Reading it a second time does nothing. SIGPIPE stays the program's, as no call needs it ignored:
    /// sockets are written with MSG_NOSIGNAL, evhttp's bufferevents have no descriptor, and a base is woken
    /// through an eventfd, or a pipe that it reads itself.
    package static let isReady: Bool = {
        LibeventMemory.install()
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
