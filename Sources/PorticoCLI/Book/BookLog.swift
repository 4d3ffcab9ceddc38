// SPDX-License-Identifier: Apache-2.0
import Logging

/// Writes what the server logs to stderr, not through the C library's stream: `exit` waits for its lock.
struct BookLog: LogHandler {
    let output: BookOutput
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    /// A logger that writes to `output`.
    static func logger(_ output: BookOutput) -> Logger {
        Logger(label: "portico") { _ in BookLog(output: output) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        output.printError("\(event.level): \(event.message)\(pairs.joined())")
    }
}
