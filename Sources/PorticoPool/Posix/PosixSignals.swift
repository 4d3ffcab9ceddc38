// SPDX-License-Identifier: Apache-2.0
// The signals of a thread.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Which signals a thread gets.
package enum PosixSignals {
    /// Keeps SIGPIPE from the calling thread until it ends, and from no other: who writes where
    /// nobody reads gets an error.
    ///
    /// Wraps `pthread_sigmask`. What the process does with the signal stays as it is. A child that the
    /// thread started would inherit the mask.
    package static func blockPipeSignal() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
