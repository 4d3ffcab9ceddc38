// SPDX-License-Identifier: Apache-2.0

/// A field or a file of a form, while it comes.
///
/// It can be read until the next part is asked for.
///
/// ## Topics
/// ### What it says of itself
/// - ``name``
/// - ``filename``
/// - ``contentType``
public struct MultipartPart: Sendable {
    /// The name of the field.
    public let name: String
    /// The name of the file at the client; nil for a field, and empty where no file was chosen.
    ///
    /// It is the client's to say, and may be `../../etc/passwd`, so it is no path: choose one of your own.
    public let filename: String?
    /// The media type that the client gives, `image/png` for example; it may be wrong.
    public let contentType: String?

    private let reader: MultipartReader
    private let number: Int

    init(_ reader: MultipartReader, _ header: PartHeader, number: Int) {
        name = header.name
        filename = header.filename
        contentType = header.contentType
        self.reader = reader
        self.number = number
    }

    // MARK: Plain handlers

    /// The next bytes, as many as have come, or nil at the end; blocks the Worker until some have.
    ///
    /// - Throws: A ``MultipartError``, or a ``RequestBodyError`` when the rest will not come; and again each time.
    @available(*, noasync, message: "await the other read()")
    public func read() throws -> [UInt8]? { try reader.read(number, name) }

    /// Gives `sink` what has not been read, a piece at a time; blocks the Worker until all has come.
    ///
    /// ```swift
    /// let count = try part.save(upTo: 100 << 20) { chunk in try file.write(contentsOf: chunk) }
    /// ```
    /// - Returns: How many bytes it was.
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes, of which the
    ///   sink has got some; and what the sink throws.
    @available(*, noasync, message: "await the other save(upTo:to:)")
    @discardableResult
    public func save(
        upTo limit: Int, to sink: (_ chunk: [UInt8]) throws -> Void
    ) throws -> Int {
        var allowance = Allowance(self, limit)
        while let chunk = try read() {
            try allowance.take(chunk)
            try sink(chunk)
        }
        return allowance.count
    }

    /// What has not been read; blocks the Worker until all has come.
    ///
    /// `limit` is ``MultipartLimits/maxFieldBytes`` unless you say otherwise.
    ///
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes.
    @available(*, noasync, message: "await the other collect(upTo:)")
    public func collect(upTo limit: Int? = nil) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try save(upTo: limit ?? reader.limits.maxFieldBytes) { bytes.add($0) }
        return bytes
    }

    /// The value of a field, up to ``MultipartLimits/maxFieldBytes``; what is no UTF-8 becomes U+FFFD.
    @available(*, noasync, message: "await the other text()")
    public func text() throws -> String { String(decoding: try collect(), as: UTF8.self) }

    // MARK: Async handlers

    /// The next bytes, as many as have come, or nil at the end; suspends until some have.
    ///
    /// - Throws: A ``MultipartError``, or a ``RequestBodyError`` when the rest will not come, and again each
    ///   time; `CancellationError` when the task is cancelled and nothing has come.
    public func read() async throws -> [UInt8]? { try await reader.read(number, name) }

    /// Gives `sink` what has not been read, a piece at a time; suspends until all has come.
    ///
    /// - Returns: How many bytes it was.
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes, of which the
    ///   sink has got some; and what the sink throws.
    @discardableResult
    public func save(
        upTo limit: Int, to sink: (_ chunk: [UInt8]) throws -> Void
    ) async throws -> Int {
        var allowance = Allowance(self, limit)
        while let chunk = try await read() {
            try allowance.take(chunk)
            try sink(chunk)
        }
        return allowance.count
    }

    /// Gives `sink`, which may suspend, what has not been read, a piece at a time; suspends until all has come.
    ///
    /// - Returns: How many bytes it was.
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes, of which the
    ///   sink has got some; and what the sink throws.
    @discardableResult
    public func save(
        upTo limit: Int, to sink: (_ chunk: [UInt8]) async throws -> Void
    ) async throws -> Int {
        var allowance = Allowance(self, limit)
        while let chunk = try await read() {
            try allowance.take(chunk)
            try await sink(chunk)
        }
        return allowance.count
    }

    /// What has not been read; suspends until all has come.
    ///
    /// `limit` is ``MultipartLimits/maxFieldBytes`` unless you say otherwise.
    ///
    /// - Throws: ``MultipartError/partTooLarge(name:limit:)`` when there are more than `limit` bytes.
    public func collect(upTo limit: Int? = nil) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await save(upTo: limit ?? reader.limits.maxFieldBytes) { bytes.add($0) }
        return bytes
    }

    /// The value of a field, up to ``MultipartLimits/maxFieldBytes``; what is no UTF-8 becomes U+FFFD.
    public func text() async throws -> String {
        String(decoding: try await collect(), as: UTF8.self)
    }
}

/// How many bytes of a part may still come.
private struct Allowance {
    let name: String
    let limit: Int
    private(set) var count = 0

    init(_ part: MultipartPart, _ limit: Int) {
        precondition(limit >= 0, "a part cannot have up to \(limit) bytes; choose 0 or more")
        name = part.name
        self.limit = limit
    }

    mutating func take(_ chunk: [UInt8]) throws(MultipartError) {
        guard chunk.count <= limit - count else { throw .partTooLarge(name: name, limit: limit) }
        count += chunk.count
    }
}

extension [UInt8] {
    /// Without a copy of the first piece, which is often the only one.
    fileprivate mutating func add(_ chunk: [UInt8]) {
        if isEmpty { self = chunk } else { self += chunk }
    }
}
