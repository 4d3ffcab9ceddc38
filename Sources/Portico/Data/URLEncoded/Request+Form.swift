// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension Request {
    // MARK: Plain handlers

    /// The names and values of a form, `application/x-www-form-urlencoded`.
    ///
    /// A streamed body is collected first, up to the limit of its route.
    ///
    /// - Throws: 415 when the body is no such form.
    @available(*, noasync, message: "await the other form()")
    public func form() throws -> URLEncodedValues {
        try checkIsForm()
        return URLEncodedValues(
            parsing: body.isStreamed ? try body.collect(upTo: .max) : body.bytes)
    }

    /// Reads a form into a type with one level of keys, as ``decodeQuery(as:)`` reads a query.
    ///
    /// - Throws: 415 when the body is no such form, and 422 that names the key and what was expected.
    @available(*, noasync, message: "await the other decodeForm(as:)")
    public func decodeForm<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try form().decode(type, failure: .unprocessableContent)
    }

    // MARK: Async handlers

    /// The names and values of a form, `application/x-www-form-urlencoded`.
    ///
    /// A streamed body is collected first, up to the limit of its route.
    ///
    /// - Throws: 415 when the body is no such form.
    public func form() async throws -> URLEncodedValues {
        try checkIsForm()
        return URLEncodedValues(
            parsing: body.isStreamed ? try await body.collect(upTo: .max) : body.bytes)
    }

    /// Reads a form into a type with one level of keys, as ``decodeQuery(as:)`` reads a query.
    ///
    /// - Throws: 415 when the body is no such form, and 422 that names the key and what was expected.
    public func decodeForm<Value: Decodable>(
        as type: Value.Type = Value.self
    ) async throws -> Value {
        try await form().decode(type, failure: .unprocessableContent)
    }

    /// Whether the body says that it is such a form.
    var isForm: Bool {
        value(of: .contentType).flatMap { MediaType($0) }?.essence == Self.formType
    }

    private static let formType = "application/x-www-form-urlencoded"

    private func checkIsForm() throws(HTTPError) {
        guard isForm else {
            throw HTTPError(
                .unsupportedMediaType, message: "the body must be \(Self.formType)",
                headers: [.accept: Self.formType])
        }
    }
}

extension URLEncodedValues {
    /// Reads a type with one level of keys; what is wrong with the values is answered with `status`.
    func decode<Value: Decodable>(
        _ type: Value.Type, failure status: HTTPResponse.Status
    ) throws -> Value {
        do {
            return try Value(from: URLEncodedDecoder(self))
        } catch let error as DecodingError {
            throw DecodingFailure(error).httpError(status)
        }
    }
}
