// SPDX-License-Identifier: Apache-2.0
import Libevent

/// The body of a request: whole, or a stream where the route wants that.
///
/// A stream is read once, by one reader at a time: with `read(upTo:)`, ``chunks`` or
/// `collect(upTo:)`, which work for whole bodies, too. See ``BodyPolicy``.
///
/// ## Topics
/// ### Whole bodies
/// - ``bytes``
/// - ``count``
/// - ``string``
/// ### Streams
/// - ``isStreamed``
/// - ``chunks``
/// - ``read(into:)``
/// - ``RequestBodyError``
public struct RequestBody: Sendable {
    let received: ReceivedRequest
    /// What a stream is read through; nil where it is read as it came.
    let decoded: DecodedBody?

    init(_ received: ReceivedRequest, decoded: DecodedBody?) {
        self.received = received
        self.decoded = decoded
    }

    /// The whole body; empty when the request had none, and when it is a stream.
    public var bytes: [UInt8] { received.body }

    /// The length of ``bytes``.
    public var count: Int { received.body.count }

    /// The whole body as UTF-8 text; nil when it is not UTF-8, and empty when it is a stream.
    public var string: String? { String(validating: received.body, as: UTF8.self) }

    /// Whether the body comes while the handler runs, and is to be read.
    public var isStreamed: Bool { received.streamedBody != nil }
}
