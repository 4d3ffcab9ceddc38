// SPDX-License-Identifier: Apache-2.0

/// The parts of a `multipart/form-data` body, one after the other as they come.
///
/// ```swift
/// router.post("/photos", body: .stream(maxBytes: 1 << 30)) { request, _ in
///     let form = try request.multipart()
///     while let part = try form.nextPart() {
///         guard part.filename != nil else { continue }
///         try part.save(upTo: 100 << 20) { chunk in try store.append(chunk) }
///     }
///     return HTTPResponse.Status.created
/// }
/// ```
/// Async handlers write `for try await part in form.parts`. Of a streamed body, a piece is held at a time,
/// however large its files are; a whole body works, too. Read a part before you ask for the next one: what was
/// not read of it is skipped.
///
/// ## Topics
/// ### Getting one
/// - ``Request/multipart(_:)``
/// - ``MultipartLimits``
/// ### Reading
/// - ``parts``
/// - ``MultipartPart``
/// - ``MultipartError``
public struct MultipartBody: Sendable {
    let reader: MultipartReader

    /// The next part, or nil at the end of the body; blocks the Worker until it begins.
    ///
    /// - Throws: A ``MultipartError``, or a ``RequestBodyError`` when the rest will not come; and again each time.
    @available(*, noasync, message: "await the other nextPart()")
    public func nextPart() throws -> MultipartPart? { try reader.nextPart() }

    /// The next part, or nil at the end of the body; suspends until it begins.
    ///
    /// - Throws: A ``MultipartError``, or a ``RequestBodyError`` when the rest will not come, and again each
    ///   time; `CancellationError` when the task is cancelled and nothing has come.
    public func nextPart() async throws -> MultipartPart? { try await reader.nextPart() }

    /// The parts, as they come, for `for try await`.
    public var parts: Parts { Parts(form: self) }

    /// The parts of a form, in their order; read once.
    public struct Parts: AsyncSequence, Sendable {
        let form: MultipartBody

        /// An iterator over the parts that have not been asked for yet.
        public func makeAsyncIterator() -> Iterator { Iterator(form: form) }

        /// Asks for one part at a time.
        public struct Iterator: AsyncIteratorProtocol {
            let form: MultipartBody

            /// What `nextPart()` returns.
            public mutating func next() async throws -> MultipartPart? {
                try await form.nextPart()
            }
        }
    }
}
