// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

/// What a client is told of an error, in the form that it likes best.
public struct ErrorPage: Sendable {
    /// The forms that a client may choose by `Accept`.
    public enum Form: Sendable, Hashable {
        /// `text/plain`.
        case text
        /// `application/problem+json`, [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457).
        case problem
        /// `text/html`.
        case html
    }

    /// The status of the reply, 400 to 599.
    public let status: HTTPResponse.Status
    /// The sentence for the client: the message of an ``HTTPError``, for example.
    ///
    /// Nil when there is none, and always for an error that is not meant for clients.
    public let detail: String?
    /// The path of the client's value that is wrong, which ``detail`` names, too: ``HTTPError/field``.
    public let field: String?
    /// What the request is found by in the log; nil below 500.
    public let requestID: String?
    /// What the client likes best.
    public let form: Form

    /// `404 Not Found`; the number alone of a status that has no phrase.
    public var title: String {
        status.reasonPhrase.isEmpty ? "\(status.code)" : "\(status.code) \(status.reasonPhrase)"
    }

    /// The page as Portico makes it.
    public var body: ResponseBody {
        switch form {
        case .text: ResponseBody(text)
        case .problem: problem ?? ResponseBody(text)
        case .html: .html(html)
        }
    }

    private var text: String {
        let id = requestID.map { "request id: \($0)\n" } ?? ""
        return "\(title)\(detail.map { ": \($0)" } ?? "")\n\(id)"
    }

    // MARK: Problem details

    /// RFC 9457 §3.1; without `type`, the problem is the status itself (§4.2.1).
    private struct Problem: Encodable {
        let title: String?
        let status: Int
        let detail: String?
        /// An extension member, §3.2.
        let field: String?
        let requestID: String?

        private enum CodingKeys: String, CodingKey {
            case title, status, detail, field
            case requestID = "request_id"
        }
    }

    private var problem: ResponseBody? {
        let problem = Problem(
            title: status.reasonPhrase.isEmpty ? nil : status.reasonPhrase, status: status.code,
            detail: detail, field: field, requestID: requestID)
        // Texts and a number can always be written; if not, the text says the same.
        guard let bytes = try? JSONBody.encode(problem) else { return nil }
        return ResponseBody(bytes, contentType: "application/problem+json")
    }

    // MARK: HTML

    private var html: String {
        let detail = detail.map { "<p>\(HTMLText.escaped($0))</p>\n" } ?? ""
        let id = requestID.map { "<p>request id: \(HTMLText.escaped($0))</p>\n" } ?? ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(HTMLText.escaped(title))</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 15vh auto 0; max-width: 40rem; padding: 0 1rem; }
            p { overflow-wrap: anywhere; }
            </style>
            </head>
            <body>
            <main>
            <h1>\(HTMLText.escaped(title))</h1>
            \(detail)\(id)</main>
            </body>
            </html>

            """
    }
}
