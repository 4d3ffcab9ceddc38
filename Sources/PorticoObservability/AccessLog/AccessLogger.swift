// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
public import Logging
public import Portico

/// Logs each request with swift-log, all of it as metadata.
///
/// ```swift
/// configuration.observers.append(AccessLogger(Logger(label: "access")))
/// ```
/// The keys are those of ``AccessLogFormat/json``. Text of the client is escaped as in
/// ``AccessLogFormat/common``, since many log handlers write metadata as it is. The log handler may block: a
/// thread of its own waits for it.
public struct AccessLogger: ExchangeObserver {
    private let logger: Logger
    private let level: Logger.Level

    /// Logs to `logger` at `level`.
    public init(_ logger: Logger, level: Logger.Level = .info) {
        self.logger = logger
        self.level = level
    }

    /// Logs each.
    public func exchangesDidEnd(_ records: [ExchangeRecord]) {
        guard logger.logLevel <= level else { return }
        for record in records {
            logger.log(level: level, "request", metadata: Self.metadata(of: record))
        }
    }

    /// What is logged of `record`.
    static func metadata(of record: ExchangeRecord) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "request_id": "\(record.requestID)", "status": "\(record.status)",
            "request_bytes": "\(record.requestBytes)", "reply_bytes": "\(record.replyBytes)",
            "body_bytes": "\(record.bodyBytes)", "complete": "\(record.isComplete)",
            "duration": seconds(record.duration),
        ]
        metadata["client"] = record.clientAddress.map { "\($0.host)" }
        metadata["method"] = record.method.map { escaped($0.rawValue.utf8) }
        metadata["target"] = record.target.map { escaped($0.utf8) }
        metadata["route"] = record.route.map { "\($0)" }
        metadata["protocol"] = record.minorVersion.map { "HTTP/1.\($0)" }
        metadata["reject"] = record.reject.map { "\($0.rawValue)" }
        metadata["queue_wait"] = record.queueWait.map(seconds)
        metadata["run_time"] = record.runTime.map(seconds)
        metadata["referer"] = record.valueBytes(of: .referer).map(escaped)
        metadata["user_agent"] = record.valueBytes(of: .userAgent).map(escaped)
        return metadata
    }

    private static func seconds(_ time: Duration) -> Logger.MetadataValue {
        var line = LineBuffer()
        line.append(seconds: time)
        return "\(String(decoding: line.bytes, as: UTF8.self))"
    }

    private static func escaped(_ text: some Sequence<UInt8>) -> Logger.MetadataValue {
        var line = LineBuffer()
        line.append(escaping: text)
        return "\(String(decoding: line.bytes, as: UTF8.self))"
    }
}
