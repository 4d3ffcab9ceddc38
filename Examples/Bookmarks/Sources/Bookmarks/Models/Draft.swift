// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico

/// What a client says about a bookmark, as JSON or as a form.
struct Draft: Sendable, Equatable, Decodable {
    var url: String
    var title: String
    var note: String?

    /// The draft without blanks around its texts.
    ///
    /// - Throws: 422 that names the field, if one cannot be kept.
    func validated() throws(HTTPError) -> Draft {
        let draft = Draft(url: url.trimmed, title: title.trimmed, note: (note ?? "").trimmed)
        guard draft.url.utf8.count <= 2000, Self.isWebAddress(draft.url) else {
            throw .invalid("url", "an address that begins with http:// or https:// is expected")
        }
        guard 1...200 ~= draft.title.count else {
            throw .invalid("title", "1 to 200 characters are expected")
        }
        guard draft.note?.count ?? 0 <= 2000 else {
            throw .invalid("note", "at most 2000 characters are expected")
        }
        return draft
    }

    /// A link with another scheme, such as `javascript:`, could run as a script of the page.
    private static func isWebAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let host = parts.host else { return false }
        return ["http", "https"].contains(parts.scheme?.lowercased()) && !host.isEmpty
    }
}

extension HTTPError {
    /// 422, in the form in which Portico names what it could not decode.
    static func invalid(_ field: String, _ reason: String) -> HTTPError {
        HTTPError(.unprocessableContent, message: "\(field): \(reason)")
    }
}

extension String {
    /// The text without blanks and line ends around it.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
