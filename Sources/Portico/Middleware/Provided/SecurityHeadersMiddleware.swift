// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Sets the fields that make a browser careful, where the handler has not set them itself.
///
/// ```swift
/// router.add(middleware: SecurityHeadersMiddleware(contentSecurityPolicy: "default-src 'self'"))
/// ```
/// Always `X-Content-Type-Options: nosniff`, as
/// [Fetch](https://fetch.spec.whatwg.org/#x-content-type-options-header) has it, and
/// `Referrer-Policy: strict-origin-when-cross-origin`. The rest is as you say.
public struct SecurityHeadersMiddleware: Middleware {
    private let fields: HTTPFields

    /// Chooses the fields.
    ///
    /// - Parameters:
    ///   - contentSecurityPolicy: What a page may load and who may frame it; by default nobody may frame it.
    ///   - strictTransportSecurity: For how long a browser asks by HTTPS alone; nil, if people reach you by
    ///     plain HTTP. Not sent by default: a browser that has seen it does not go back.
    public init(
        contentSecurityPolicy: String? = "frame-ancestors 'none'",
        strictTransportSecurity: Duration? = nil
    ) {
        var fields: HTTPFields = [.xContentTypeOptions: "nosniff"]
        if let name = HTTPField.Name("Referrer-Policy") {
            fields[name] = "strict-origin-when-cross-origin"
        }
        if let contentSecurityPolicy { fields[.contentSecurityPolicy] = contentSecurityPolicy }
        if let age = strictTransportSecurity {
            fields[.strictTransportSecurity] = "max-age=\(age.components.seconds)"
        }
        self.fields = fields
    }

    /// Sets the fields that are not there.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        for field in fields where outcome.response.headers[field.name] == nil {
            outcome.response.headers.append(field)
        }
    }
}
