// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// Delivers a Unix signal on the loop thread.
///
/// Only one base of a process may own signals: libevent keeps a single pipe for all of them.
package final class SignalSource {
    private let event: Event

    /// Calls `callback` with the signal's number whenever it arrives, until released.
    package init(
        _ signal: Int32, on loop: EventLoop, _ callback: @escaping (Int32) -> Void
    ) throws(LibeventError) {
        event = try Event(on: loop, number: signal, kinds: EV_SIGNAL | EV_PERSIST, callback)
        try event.listen()
        // A process that was started with the signal blocked would never receive it.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, signal)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether the process ignores `signal`, as `nohup` arranges for SIGHUP.
    ///
    /// Wraps `sigaction`.
    package static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(signal, nil, &action) == 0 else { return false }
        let handler = unsafe action.__sigaction_handler.sa_handler
        return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
