// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
public import Portico

/// Expands the compressed bodies of requests, up to a limit.
///
/// ```swift
/// let handler = Handler(body: .whole(maxBytes: 1 << 20)) { request, _ in
///     "\(request.body.count) bytes\n"
/// }
/// router.on(
///     .post, "/import", handler: handler.wrapped(in: DecompressionMiddleware(maxBytes: 10 << 20)))
/// ```
/// The handler gets the expanded body, whole or as a stream, and no `Content-Encoding` or `Content-Length`. The
/// client gets
///
/// - 413 when more than `maxBytes` would come out, [RFC 9110 §15.5.14](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14):
///   never more than that is held of a whole body, and a chunk of a stream,
/// - 400 when the body breaks the rules of its coding, or ends too early,
/// - 415 with `Accept-Encoding` for other codings, [§15.5.16](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16).
///
/// What comes over the connection has the limit of its ``Portico/BodyPolicy``, as ever. A whole body is expanded where
/// the handler will run; with ``Portico/Engine/inline(loops:)`` that is the loop.
public struct DecompressionMiddleware: Middleware {
    private let maxBytes: Int
    private let codings: [CompressionCoding]

    /// Makes one that lets bodies grow up to `maxBytes`.
    ///
    /// - Precondition: `maxBytes` is not negative.
    public init(maxBytes: Int, codings: [CompressionCoding] = [.gzip, .deflate, .brotli]) {
        precondition(
            maxBytes >= 0, "a body cannot have at most \(maxBytes) bytes; choose 0 or more")
        self.maxBytes = maxBytes
        self.codings = codings
    }

    /// Expands a whole body, and has a stream expanded while it is read.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard let value = request.value(of: .contentEncoding), value.lowercased() != "identity"
        else { return .next() }
        guard let coding = CompressionCoding(fieldValue: value), codings.contains(coding) else {
            throw HTTPError(
                .unsupportedMediaType, message: "the body is in a coding that is not expanded here",
                headers: [.acceptEncoding: codings.map(\.rawValue).joined(separator: ", ")])
        }
        request = try request.decodingBody(
            by: DecodingFilter(coding), maxBytes: maxBytes,
            removing: ["content-encoding", "content-length"])
        return .next()
    }
}
