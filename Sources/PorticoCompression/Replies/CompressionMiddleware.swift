// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
public import Portico

/// Compresses replies for clients that ask for it.
///
/// ```swift
/// router.add(middleware: CompressionMiddleware())
/// ```
/// `Accept-Encoding` decides, [RFC 9110 §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3): the
/// coding with the highest weight, and identity where the client wants no other one, or has refused all
/// there are: an answer that it may not read is better than 406. What is too short, has a type that does not
/// become smaller, a coding or a digest already, or `Cache-Control: no-transform`, is sent as it is, and so are
/// 204, 205, 206 and 304.
///
/// A whole body is compressed on the Worker of its handler. Where the handler runs on a loop, it is written while it
/// is sent, on another thread, as all streamed bodies are: no loop ever compresses.
public struct CompressionMiddleware: Middleware {
    private let options: CompressionOptions

    /// Makes one; the same for all routes.
    public init(_ options: CompressionOptions = CompressionOptions()) {
        self.options = options
    }

    /// Compresses the body, if it is one for that.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) throws {
        switch outcome.response.status {
        case .noContent, .resetContent: return
        case .notModified: outcome.response.describeKeptCopy(of: request)
        case .partialContent:
            if mayCompress(outcome.response) { outcome.response.headers.addVaryingCoding() }
        default: try compress(&outcome.response, for: request, context)
        }
    }

    private func compress(
        _ response: inout Response, for request: Request, _ context: Context
    ) throws {
        guard mayCompress(response), isLongEnough(response, for: request) else { return }
        response.headers.addVaryingCoding()
        let accepted = AcceptEncoding(request.value(of: .acceptEncoding))
        guard let coding = accepted.ranked(options.codings).first,
            let body = try compressed(response, coding, context)
        else { return }
        response.body = body
        response.headers.describe(coding)
    }

    /// Whether everything but the length and the client speaks for it.
    private func mayCompress(_ response: Response) -> Bool {
        guard !response.headers.forbidCompression, !response.body.isEventStream,
            let type = response.headers[.contentType] ?? response.body.contentType
        else { return false }
        return options.compresses(type)
    }

    private func isLongEnough(_ response: Response, for request: Request) -> Bool {
        guard var count = response.body.count else { return true }
        if count == 0, request.method == .head, let own = response.headers[.contentLength] {
            count = Int(own) ?? 0
        }
        return count >= max(1, options.minBytes)
    }

    /// The body in `coding`; nil when it does not become smaller.
    private func compressed(
        _ response: Response, _ coding: CompressionCoding, _ context: Context
    ) throws -> ResponseBody? {
        let body = response.body
        let type = body.contentType ?? ""
        // The answer to HEAD by a handler that knows the length without the body.
        if body.count == 0 { return ResponseBody(contentType: type) { (_: BodyWriter) in } }
        let level = options.level
        let expectedBytes = body.count
        guard !context.isOnLoop, let bytes = body.bytes else {
            return body.filtered(isOnLoop: context.isOnLoop) {
                EncodingFilter(try coding.makeEncoder(level, expectedBytes: expectedBytes))
            }
        }
        let encoder = try coding.makeEncoder(level, expectedBytes: expectedBytes)
        let output = encoder.encode(bytes, .finish)
        return output.count < bytes.count ? ResponseBody(output, contentType: type) : nil
    }
}
