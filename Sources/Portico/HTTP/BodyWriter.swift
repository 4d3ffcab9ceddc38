// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import Libevent

/// Writes the body of a reply while it is sent.
///
/// ```swift
/// ResponseBody(contentType: "text/csv") { writer in
///     for row in rows { try writer.write(row) }
/// }
/// ```
/// In a plain closure the methods block the thread while the client is slow; in an async one they
/// suspend. Small writes are gathered: what is written while the loop is on its way goes out in one piece.
/// The first bytes do not wait for more. Several tasks may write: each write stays in one piece.
///
/// The reply begins with the first bytes, or with `flush`. What the closure throws before becomes an
/// ordinary error reply; afterwards it ends the connection, so that the client can tell that the
/// body is not complete. Once the closure has returned, every method throws ``BodyWriteError/writerEnded``.
public struct BodyWriter: Sendable {
    let stream: ReplyStream
    /// What is written goes through it first; nil for nothing.
    let filtered: FilteredStream?

    init(_ stream: ReplyStream, filtered: FilteredStream? = nil) {
        self.stream = stream
        self.filtered = filtered
    }

    // MARK: In a plain closure

    /// Writes `bytes`; blocks while ``Limits/maxReplyBufferBytes`` wait for the client.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await write'")
    public func write(_ bytes: [UInt8]) throws(BodyWriteError) {
        if let filtered { return try filtered.write(bytes) }
        try Self.typed { () throws(ReplyStream.Failure) in try stream.append(bytes) }
    }

    /// Writes the UTF-8 of `text`; blocks like ``write(_:)-([UInt8])``.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await write'")
    public func write(_ text: String) throws(BodyWriteError) {
        try write(Array(text.utf8))
    }

    /// Sends the head and what was written, and blocks until the kernel has all of it.
    ///
    /// Not needed for progress: what is written leaves by itself.
    @available(*, noasync, message: "it would block a thread of Swift's; use 'await flush'")
    public func flush() throws(BodyWriteError) {
        if let filtered { return try filtered.flush() }
        try Self.typed { () throws(ReplyStream.Failure) in try stream.flush() }
    }

    // MARK: In an async closure

    /// Writes `bytes`; suspends while ``Limits/maxReplyBufferBytes`` wait for the client.
    public func write(_ bytes: [UInt8]) async throws(BodyWriteError) {
        if let filtered { return try await filtered.write(bytes) }
        do throws(ReplyStream.Failure) {
            try await stream.append(bytes)
        } catch {
            throw BodyWriteError(error)
        }
    }

    /// Writes the UTF-8 of `text`; suspends while ``Limits/maxReplyBufferBytes`` wait for the client.
    public func write(_ text: String) async throws(BodyWriteError) {
        try await write(Array(text.utf8))
    }

    /// Sends the head and what was written, and suspends until the kernel has all of it.
    ///
    /// Not needed for progress: what is written leaves by itself.
    public func flush() async throws(BodyWriteError) {
        if let filtered { return try await filtered.flush() }
        do throws(ReplyStream.Failure) {
            try await stream.flush()
        } catch {
            throw BodyWriteError(error)
        }
    }

    // MARK: In both

    /// Sets the fields that follow the body.
    ///
    /// They are sent to HTTP/1.1 clients when no length was announced, and may be lost on the way. Fields that
    /// say how to read or route the message, or that authenticate, are left out:
    /// [RFC 9110 §6.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.5.1).
    public func setTrailers(_ fields: HTTPFields) throws(BodyWriteError) {
        let lines = fields.trailerLines
        try Self.typed { () throws(ReplyStream.Failure) in try stream.setTrailers(lines) }
    }

    /// Sends the head without waiting.
    package func begin() throws(BodyWriteError) {
        try Self.typed { () throws(ReplyStream.Failure) in try stream.begin() }
    }

    private static func typed(
        _ body: () throws(ReplyStream.Failure) -> Void
    ) throws(BodyWriteError) {
        do throws(ReplyStream.Failure) {
            try body()
        } catch {
            throw BodyWriteError(error)
        }
    }
}
