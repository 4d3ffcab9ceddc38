// SPDX-License-Identifier: Apache-2.0

extension HTTPError {
    /// 422 about a value that was read and cannot be accepted, in the form of those that could not be read.
    ///
    /// ```swift
    /// let draft = try request.decode(as: Draft.self)
    /// guard draft.title.count <= 200 else {
    ///     throw HTTPError.invalid(field: "title", reason: "at most 200 characters are expected")
    /// }
    /// ```
    /// The client reads `title: at most 200 characters are expected`; in problem details, the path is the member
    /// `field`, too.
    ///
    /// - Parameters:
    ///   - field: The path of the value, as a client would write it: `items[2].price`; empty for the whole.
    ///   - reason: What is expected, in words for the client.
    /// - Returns: The error, to be thrown.
    public static func invalid(field: String, reason: String) -> HTTPError {
        DecodingFailure(path: field, reason: reason).httpError(.unprocessableContent)
    }
}
