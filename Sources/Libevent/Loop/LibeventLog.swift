// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

// libevent has one log for the process, and its lines do not say which base they are about. It logs on the
// thread that called it, nearly always a loop thread: so each loop thread knows its server's log. Lines of
// other threads go to the server that was started last and still runs.

/// What one server does with the lines that libevent logs.
///
/// From any thread.
package final class LibeventLog: Sendable {
    /// How severe a line is.
    package enum Severity: Sendable { case debug, notice, warning, error }

    /// Receives the lines, on the thread that logs them; it must not block.
    package typealias Sink = @Sendable (Severity, String) -> Void

    private static let current = PosixThread.Local<LibeventLog>()
    private static let open = Guarded<[LibeventLog]>([])

    private let sink: Sink

    /// Receives the lines of threads without a log of their own, until ``close()`` or until a later log is
    /// opened.
    package init(_ sink: @escaping Sink) {
        self.sink = sink
        Self.open.withLock { $0.append(self) }
    }

    /// Receives the lines of the calling thread while `body` runs.
    package func whileRunning(_ body: () -> Void) {
        Self.current.with(self, body)
    }

    /// Receives nothing from other threads any more.
    package func close() {
        Self.open.withLock { open in open.removeAll { $0 === self } }
    }

    /// Logs a line about the calling thread's loop.
    package static func write(_ severity: Severity, _ line: String) {
        let log = current.value ?? open.withLock { $0.last }
        log?.sink(severity, line)
    }

    /// Logs that the process is about to be aborted: also on stderr if that takes it at once, as no
    /// thread may be left to write what is queued.
    static func writeLast(_ line: String) {
        write(.error, line)
        var entry = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        // A pipe that is writable has room for a line of this size, `man 7 pipe`.
        guard unsafe poll(&entry, 1, 0) == 1 else { return }
        let bytes = Array("\(line)\n".utf8.prefix(512))
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

extension LibeventLog.Severity {
    /// Reads one of libevent's own: `EVENT_LOG_WARN` and so on.
    init(_ severity: Int32) {
        self =
            switch severity {
            case EVENT_LOG_DEBUG: .debug
            case EVENT_LOG_MSG: .notice
            case EVENT_LOG_WARN: .warning
            default: .error
            }
    }
}
