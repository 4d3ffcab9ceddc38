// SPDX-License-Identifier: Apache-2.0

extension Request {
    // MARK: Plain handlers

    /// Reads the body as JSON; dates are ISO 8601.
    ///
    /// A streamed body is collected first, up to the limit of its route.
    ///
    /// - Throws: An ``HTTPError`` that tells the client what is wrong. 415: the body does not say that it is
    ///   JSON. 400: it is no JSON. 422: a value is missing or of another kind, with its path, as in
    ///   `items[2].price`. What `type` itself throws is passed on.
    @available(*, noasync, message: "await the other decode(as:)")
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONBody.checkContentType(self)
        return try JSONBody.decode(type, body.isStreamed ? body.collect(upTo: .max) : body.bytes)
    }

    // MARK: Async handlers

    /// Reads the body as JSON; dates are ISO 8601.
    ///
    /// A streamed body is collected first, up to the limit of its route.
    ///
    /// - Throws: An ``HTTPError`` that tells the client what is wrong. 415: the body does not say that it is
    ///   JSON. 400: it is no JSON. 422: a value is missing or of another kind, with its path, as in
    ///   `items[2].price`. What `type` itself throws is passed on.
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) async throws -> Value {
        try JSONBody.checkContentType(self)
        let bytes = body.isStreamed ? try await body.collect(upTo: .max) : body.bytes
        return try JSONBody.decode(type, bytes)
    }
}
