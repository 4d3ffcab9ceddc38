// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
public import Portico

/// A reply as the client read it.
public struct TestResponse: Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The header fields, in the order they came.
    public let headers: HTTPFields
    /// The body without its transfer coding.
    public let body: [UInt8]
    /// The fields that came after the body.
    public let trailers: HTTPFields

    /// What the handler threw if that became a 500, or whatever middleware made of it; nil otherwise.
    ///
    /// Clients never see it; it is here so that a test can say why. An `HTTPError` is an answer and no such
    /// error. Nothing is known of routes that run on the loop.
    public let handlerError: (any Error)?

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Reads the body as JSON; dates are ISO 8601.
    ///
    /// - Throws: `DecodingError`.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(body))
    }
}
