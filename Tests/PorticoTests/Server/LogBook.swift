// SPDX-License-Identifier: Apache-2.0
import Logging
import PorticoPool

/// Keeps what is logged, for tests to read.
final class LogBook: Sendable {
    struct Entry: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]

        /// Message and metadata, as a person would see them.
        var text: String { "\(message) \(metadata)" }
    }

    private let list = Guarded<[Entry]>([])

    var entries: [Entry] { list.withLock { $0 } }

    /// A logger that writes here, at every level.
    var logger: Logger {
        Logger(label: "test") { _ in BookHandler(book: self) }
    }

    fileprivate func append(_ entry: Entry) {
        list.withLock { $0.append(entry) }
    }
}

private struct BookHandler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
            .merging(event.metadata ?? [:]) { $1 }
        book.append(
            LogBook.Entry(
                level: event.level, message: event.message.description,
                metadata: all.mapValues { "\($0)" }))
    }
}
