// SPDX-License-Identifier: Apache-2.0

/// What a `multipart/form-data` body may ask for; beyond it, reading fails, and the client gets 413.
///
/// The body as a whole has the limit of its route, see ``BodyPolicy``.
public struct MultipartLimits: Sendable, Hashable {
    /// The most parts: fields and files together.
    ///
    /// Default: 1,000.
    public var maxParts = 1_000

    /// The longest header of a part, in bytes: its name and filename stand there.
    ///
    /// Default: 8 KiB. So much is held of it.
    public var maxPartHeaderBytes = 8 << 10

    /// The longest value of a field, in bytes, where it is read as a whole: with `text()`, or with
    /// `collect(upTo:)` without a limit of its own.
    ///
    /// Default: 64 KiB.
    public var maxFieldBytes = 64 << 10

    /// The most bytes of the body, headers and boundaries included.
    ///
    /// Default: nil, as many as the route accepts.
    public var maxBytes: Int?

    /// Makes the default limits.
    public init() {}

    /// Whether they can be kept: what is counted is not negative.
    var isSound: Bool { min(maxParts, maxPartHeaderBytes, maxFieldBytes, maxBytes ?? 0) >= 0 }
}
