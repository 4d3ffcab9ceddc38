// SPDX-License-Identifier: Apache-2.0
import Logging
import TestSupport

/// A log that nobody reads, like a full pipe: it takes lines only once its gate is open.
struct StuckLog: LogHandler {
    let gate: Gate
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    /// A logger that writes to `book` once `gate` is open.
    static func logger(until gate: Gate, _ book: LogBook) -> Logger {
        Logger(label: "stuck") { _ in StuckLog(gate: gate, book: book) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        gate.wait()
        book.logger.log(level: event.level, event.message, metadata: event.metadata)
    }
}
