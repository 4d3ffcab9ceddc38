// SPDX-License-Identifier: Apache-2.0
// Names of <signal.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// SIGPIPE, which says what a result says already, and ends a program that does not expect it.
enum PipeSignal {
    /// Calls `body` with the signal kept from the thread.
    ///
    /// `body` returns whether the signal may have been raised, and reads errno itself. Wraps `pthread_sigmask` and
    /// `sigtimedwait`.
    static func withoutIt<Value>(_ body: () -> (value: Value, mayBeRaised: Bool)) -> Value {
        var signals = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let (value, mayBeRaised) = body()
        // It is this thread's: taken here, or it would be delivered when the mask is undone.
        if mayBeRaised, unsafe sigismember(&before, SIGPIPE) == 0 {
            var now = timespec()
            _ = unsafe sigtimedwait(&signals, nil, &now)
        }
        return value
    }
}
