// SPDX-License-Identifier: Apache-2.0
import Libevent

// A client that waits for 100 before it sends the body is told to go on by the first read (RFC 9110
// §10.1.1). What a handler does not read is thrown away when it has answered.

extension RequestBody {
    // MARK: Plain handlers

    /// Up to `count` bytes, as many as have come, or nil at the end; blocks the Worker until some have.
    ///
    /// At most 64 KiB of a stream come at a time, and a whole body at once. After the end, it is nil again.
    /// Throws a ``RequestBodyError`` when the rest will not come, and again at
    /// each further read.
    ///
    /// - Precondition: `count` is more than zero.
    @available(*, noasync, message: "await the other read(upTo:)")
    public func read(upTo count: Int = .max) throws(RequestBodyError) -> [UInt8]? {
        precondition(count > 0, "cannot read up to \(count) bytes; choose 1 or more")
        if let decoded { return try decoded.read(upTo: count) }
        do throws(IncomingBody.Failure) {
            return try received.bodyToRead.read(upTo: count)
        } catch {
            throw RequestBodyError(error)
        }
    }

    /// Appends what has come to `output`, as much as there is room for; blocks the Worker until something has.
    ///
    /// ```swift
    /// var record: [UInt8] = []
    /// try record.append(addingCapacity: 512) { output throws(RequestBodyError) in
    ///     while !output.isFull, try request.body.read(into: &output) > 0 {}
    /// }
    /// ```
    /// Throws a ``RequestBodyError`` when the rest will not come, and again at each further read.
    ///
    /// - Returns: How many bytes were appended; 0 at the end, and each time after it.
    /// - Precondition: `output` has room.
    @available(*, noasync, message: "await read(upTo:)")
    public func read(into output: inout OutputSpan<UInt8>) throws(RequestBodyError) -> Int {
        precondition(!output.isFull, "cannot read into an output without room; empty it first")
        if let decoded {
            let bytes = try decoded.read(upTo: output.freeCapacity) ?? []
            for byte in bytes { output.append(byte) }
            return bytes.count
        }
        do throws(IncomingBody.Failure) {
            return try received.bodyToRead.read(into: &output)
        } catch {
            throw RequestBodyError(error)
        }
    }

    /// What has not been read yet, up to the end; blocks the Worker until that has come.
    ///
    /// Throws ``RequestBodyError/tooLarge(limit:)`` when there are more than `limit` bytes: a handler that
    /// lets it escape answers 413.
    ///
    /// - Precondition: `limit` is not negative.
    @available(*, noasync, message: "await the other collect(upTo:)")
    public func collect(upTo limit: Int) throws(RequestBodyError) -> [UInt8] {
        var collected = Collected(limit: limit)
        while let chunk = try read() { try collected.append(chunk) }
        return collected.bytes
    }

    // MARK: Async handlers

    /// Up to `count` bytes, as many as have come, or nil at the end; suspends until some have.
    ///
    /// At most 64 KiB of a stream come at a time, and a whole body at once. After the end, it is nil again.
    /// Throws a ``RequestBodyError`` when the rest will not come, and again at
    /// each further read; `CancellationError` when the task is cancelled and nothing has come.
    ///
    /// - Precondition: `count` is more than zero.
    public func read(upTo count: Int = .max) async throws -> [UInt8]? {
        precondition(count > 0, "cannot read up to \(count) bytes; choose 1 or more")
        if let decoded { return try await decoded.read(upTo: count) }
        do {
            return try await received.bodyToRead.read(upTo: count)
        } catch let failure as IncomingBody.Failure {
            throw RequestBodyError(failure)
        }
    }

    /// What has not been read yet, up to the end; suspends until that has come.
    ///
    /// Throws ``RequestBodyError/tooLarge(limit:)`` when there are more than `limit` bytes: a handler that
    /// lets it escape answers 413.
    ///
    /// - Precondition: `limit` is not negative.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var collected = Collected(limit: limit)
        for try await chunk in chunks { try collected.append(chunk) }
        return collected.bytes
    }

    /// The body, chunk by chunk as it comes, for `for try await`.
    ///
    /// Chunks are what the network makes of the body, not those of the client.
    public var chunks: Chunks { Chunks(body: self) }

    /// The chunks of a body, in their order; read once.
    public struct Chunks: AsyncSequence, Sendable {
        let body: RequestBody

        /// An iterator over what has not been read yet.
        public func makeAsyncIterator() -> Iterator { Iterator(body: body) }

        /// Reads one chunk at a time.
        public struct Iterator: AsyncIteratorProtocol {
            let body: RequestBody

            /// What `read(upTo:)` reads.
            public mutating func next() async throws -> [UInt8]? {
                try await body.read()
            }
        }
    }
}

/// What has been collected of a body.
private struct Collected {
    private let limit: Int
    private(set) var bytes: [UInt8] = []

    init(limit: Int) {
        precondition(limit >= 0, "cannot collect up to \(limit) bytes; choose 0 or more")
        self.limit = limit
    }

    mutating func append(_ chunk: [UInt8]) throws(RequestBodyError) {
        guard chunk.count <= limit - bytes.count else { throw .tooLarge(limit: limit) }
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
}
