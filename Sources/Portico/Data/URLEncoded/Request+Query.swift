// SPDX-License-Identifier: Apache-2.0

extension Request {
    /// The names and values of the target's query; read anew each time, so keep them.
    ///
    /// ```swift
    /// router.get("/search") { request, _ in
    ///     let query = request.queryParameters
    ///     return "\(query["q"] ?? "anything"), page \(try query.get("page", as: Int.self) ?? 1)\n"
    /// }
    /// ```
    public var queryParameters: URLEncodedValues { URLEncodedValues(query ?? "") }

    /// Reads the query into a type with one level of keys.
    ///
    /// A name that comes several times is an array, one that does not come is an empty array. An empty
    /// value is nil for an optional. Numbers, `Bool`, enums and ISO 8601 dates are read from their text.
    ///
    /// - Throws: An ``HTTPError`` with 400 that names the key and what was expected.
    public func decodeQuery<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try queryParameters.decode(type, failure: .badRequest)
    }
}
