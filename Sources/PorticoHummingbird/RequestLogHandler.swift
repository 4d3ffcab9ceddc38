// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    import Hummingbird
    import Logging

    /// Names a request in its lines, as Hummingbird does.
    ///
    /// Metadata that is set costs each request; this one is made for lines that are written.
    struct RequestLogHandler: LogHandler {
        private static let key = "hb.request.id"

        private var target: any LogHandler
        /// Nil when the metadata was set to something else.
        private var id: RequestID?

        init(_ target: any LogHandler, _ id: RequestID) {
            self.target = target
            self.id = id
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get {
                if let id, key == Self.key { return .stringConvertible(id) }
                return target[metadataKey: key]
            }
            set {
                if key == Self.key { id = nil }
                target[metadataKey: key] = newValue
            }
        }

        var metadata: Logger.Metadata {
            get {
                var metadata = target.metadata
                if let id { metadata[Self.key] = .stringConvertible(id) }
                return metadata
            }
            set {
                id = nil
                target.metadata = newValue
            }
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
            guard let id else { return target.log(event: event) }
            var event = event
            event.metadata = [Self.key: .stringConvertible(id)]
                .merging(event.metadata ?? [:]) { $1 }
            target.log(event: event)
        }
    }
#endif
