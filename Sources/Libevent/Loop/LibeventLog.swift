// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

// libevent has one log for the process, and its lines do not say which base they are about. It speaks on
// the thread that called it, nearly always one of a loop: so each loop thread knows its server's log.
// What is said on other threads goes to the server that was started last and still runs.

/// What one server does with the lines that libevent logs.
///
/// Any thread may call.
package final class LibeventLog: Sendable {
    /// How grave a line is.
    package enum Severity: Sendable { case debug, notice, warning, error }

    /// Receives the lines, on whichever thread they are said; it must not block.
    package typealias Sink = @Sendable (Severity, String) -> Void

    private static let current = PosixThread.Local<LibeventLog>()
    private static let open = Guarded<[LibeventLog]>([])

    private let sink: Sink

    /// Receives what is said on threads of nobody's, until ``close()`` or until a later one is opened.
    package init(_ sink: @escaping Sink) {
        self.sink = sink
        Self.open.withLock { $0.append(self) }
    }

    /// Receives what is said on the calling thread while `body` runs.
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

    /// Logs that the process is about to be aborted: also on stderr if that takes it at once, as nobody
    /// may be left to write what is queued.
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
