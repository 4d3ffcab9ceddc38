// SPDX-License-Identifier: Apache-2.0
import Logging
import PorticoPool

// A log handler may block, and then blocks the thread that logs: the loop with all its clients, or all Workers
// one after the other. So a server's loggers, those of its contexts included, only queue their lines:
//
//   loops, Workers, tasks --- QueuedLogHandler --- ServerLog ---(LineWriter's thread)--- the log handler
//
// What finds no room in the queue is lost; of Portico's own lines, which requests cause, few of a kind
// pass in each second. Both are counted, and the counts are logged.

/// Writes what a server and its handlers log, on a thread of its own.
///
/// From any thread. Before ``start()`` and after the end, lines are written by the thread that logs.
final class ServerLog: Sendable {
    /// How many lines may wait.
    static let capacity = 1024
    /// How long the end of a server waits for a log that is not read.
    static let patience = Duration.seconds(1)

    private struct Line: Sendable {
        let event: LogEvent
        let target: any LogHandler
    }

    private let writer = Guarded<LineWriter<Line>?>(nil)
    private let throttle = Guarded(LineThrottle())

    /// Starts the thread; ``logger(over:)`` says what goes through it.
    ///
    /// Its own lines, about those that are missing, go to `logger`.
    func start(_ logger: Logger) throws(PosixError) {
        let target = logger.handler
        let new = try LineWriter<Line>(name: "portico-log", capacity: Self.capacity) { lines in
            for line in lines { line.target.log(event: line.event) }
        } afterEach: { [self] lost, isLast in
            report(lost, isLast, to: target)
        }
        writer.withLock { $0 = new }
    }

    /// A logger that does what `logger` does, without waiting for it.
    func logger(over logger: Logger) -> Logger {
        Logger(label: logger.label) { _ in QueuedLogHandler(target: logger.handler, log: self) }
    }

    /// Has `target` write `event`.
    func take(_ event: LogEvent, for target: any LogHandler) {
        if event.source == "Portico", !admits(event) { return }
        let fate = writer.withLock(\.self)?.put(Line(event: event, target: target))
        if fate == nil || fate == .refused { target.log(event: event) }
    }

    /// The message is the kind: what differs from line to line stands in the metadata.
    private func admits(_ event: LogEvent) -> Bool {
        throttle.withLock { $0.admits(event.message.description, event.level, at: .now) }
    }

    // MARK: The end

    /// Takes no more lines into the queue; those that wait are still written.
    func close() {
        writer.withLock(\.self)?.close()
    }

    /// Waits until all is written, but not for long.
    func end() {
        writer.withLock(\.self)?.end(atMost: Self.patience)
    }

    // MARK: On the thread that writes

    /// Logs what is missing, and says when to look again.
    private func report(_ lost: Int, _ isLast: Bool, to target: any LogHandler) -> Duration? {
        let (summaries, isCounting) = throttle.withLock { throttle in
            (throttle.takeSummaries(at: isLast ? nil : .now), throttle.isCounting)
        }
        for summary in summaries {
            write(
                summary.level, "lines like this were left out",
                ["line": "\(summary.kind)", "left-out": "\(summary.leftOut)"], to: target)
        }
        if lost > 0 {
            write(
                .warning, "lines were lost, as they came faster than they were written",
                ["lost": "\(lost)"], to: target)
        }
        return isCounting ? LineThrottle.span : nil
    }

    private func write(
        _ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata,
        to target: any LogHandler
    ) {
        target.log(
            event: LogEvent(
                level: level, message: message, metadata: metadata, source: "Portico",
                file: #fileID, function: #function, line: #line))
    }
}
