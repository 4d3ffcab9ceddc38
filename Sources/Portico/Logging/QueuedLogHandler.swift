// SPDX-License-Identifier: Apache-2.0
import Logging

/// Hands lines to a ``ServerLog``, which has `target` write them on its own thread.
struct QueuedLogHandler: LogHandler {
    /// The log handler that the user of the server has chosen.
    var target: any LogHandler
    let log: ServerLog

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { target[metadataKey: key] }
        set { target[metadataKey: key] = newValue }
    }

    var metadata: Logger.Metadata {
        get { target.metadata }
        set { target.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { target.logLevel }
        set { target.logLevel = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { target.metadataProvider }
        set { target.metadataProvider = newValue }
    }

    func log(event: LogEvent) {
        var event = event
        // Asked here: on the other thread there are no task-local values.
        if let provided = metadataProvider?.get(), !provided.isEmpty {
            event.metadata = provided.merging(event.metadata ?? [:]) { $1 }
        }
        log.take(event, for: target)
    }
}
