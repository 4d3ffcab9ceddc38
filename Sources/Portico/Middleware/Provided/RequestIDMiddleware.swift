// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// Tells the client the id of its request, ``Context/requestID``, by which you find its lines in the log.
public struct RequestIDMiddleware: Middleware {
    private let field: HTTPField.Name?

    /// Names the field of the response.
    public init(field: HTTPField.Name? = HTTPField.Name("X-Request-ID")) {
        self.field = field
    }

    /// Sets the field, also in answers to errors.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        guard let field else { return }
        outcome.response.headers[field] = context.requestID
    }
}
