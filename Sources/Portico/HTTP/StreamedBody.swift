// SPDX-License-Identifier: Apache-2.0

/// A body that is made while it is sent.
///
/// A class, so that a ``ResponseBody`` stays as small as it is without.
final class StreamedBody: Sendable {
    enum Write: Sendable {
        case plain(@Sendable (BodyWriter) throws -> Void)
        case async(@Sendable (BodyWriter) async throws -> Void)
    }

    let write: Write
    /// In bytes; nil when it is not known before.
    let length: Int?
    let isEventStream: Bool
    /// How long an event stream may be quiet until a comment is sent; nil for ever.
    let heartbeat: Duration?

    init(
        _ write: Write, length: Int?, isEventStream: Bool = false, heartbeat: Duration? = nil
    ) {
        precondition((length ?? 0) >= 0, "a body cannot have a length of \(length ?? 0) bytes")
        precondition(
            heartbeat.map { $0 > .zero } ?? true, "a heartbeat needs an interval above zero")
        self.write = write
        self.length = length
        self.isEventStream = isEventStream
        self.heartbeat = heartbeat
    }
}
