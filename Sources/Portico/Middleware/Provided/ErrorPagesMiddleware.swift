// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// Tells clients of errors in the form that they like best: plain text, problem details in JSON, or HTML.
///
/// ```swift
/// router.add(middleware: ErrorPagesMiddleware())
/// ```
/// It makes a page of what a handler or a middleware within threw, of the router's own 404 and 405, and of any
/// response of 400 to 599 without a body. A body that a handler has made stays. Of an error that is not meant for
/// clients, they read the status and the id of the request.
///
/// `Accept` chooses, [RFC 9110 §12.5.1](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1): plain text where
/// a client likes nothing better, and problem details also for `application/json`. Add it to the router, and as the
/// first. What is refused before there is a request to route, for want of Workers for example, is plain text.
public struct ErrorPagesMiddleware: Middleware {
    private let makeBody: (@Sendable (ErrorPage) -> ResponseBody?)?

    /// Makes the pages that Portico has.
    public init() {
        makeBody = nil
    }

    /// Makes pages of your own, and those of Portico where you return nil.
    ///
    /// ```swift
    /// router.add(middleware: ErrorPagesMiddleware { page in
    ///     page.status == .notFound && page.form == .html ? .html(notFoundPage) : nil
    /// })
    /// ```
    /// Escape ``ErrorPage/detail`` in HTML: it may repeat what the client sent.
    public init(_ makeBody: @escaping @Sendable (ErrorPage) -> ResponseBody?) {
        self.makeBody = makeBody
    }

    /// Gives an error its page.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        let code = outcome.response.status.code
        guard 400..<600 ~= code, outcome.error != nil || outcome.response.body.count == 0 else {
            return
        }
        let page = ErrorPage(
            status: outcome.response.status, detail: Self.detail(outcome.error),
            field: (outcome.error as? HTTPError)?.field,
            requestID: code >= 500 ? context.requestID : nil, form: Self.form(request))
        outcome.response.body = makeBody?(page) ?? page.body
        // Those of a body that is no more: it may have been compressed.
        outcome.response.headers.removeContentFields()
        outcome.response.headers.append(HTTPField(name: .vary, value: "Accept"))
    }

    /// What of an error is meant for clients.
    private static func detail(_ error: (any Error)?) -> String? {
        if let error = error as? HTTPError { return error.message }
        if let error = error as? RequestBodyError, error.isOfClient { return error.description }
        return nil
    }

    /// A client that takes none of these reads text all the same: it has to be told something.
    private static func form(_ request: Request) -> ErrorPage.Form {
        switch request.accepts([
            "text/plain", "text/html", "application/problem+json", "application/json",
        ]) {
        case "text/html": .html
        case "application/problem+json", "application/json": .problem
        default: .text
        }
    }
}
