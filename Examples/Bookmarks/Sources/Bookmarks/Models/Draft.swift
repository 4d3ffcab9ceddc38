// SPDX-License-Identifier: Apache-2.0
import Foundation
import Portico

/// What a client says about a bookmark, as JSON or as a form.
struct Draft: Sendable, Equatable, Decodable {
    var url: String
    var title: String
    var note: String?

    /// The draft without blanks around its texts, and with the line ends that we use.
    ///
    /// Lengths are counted as browsers count for `maxlength`, in UTF-16.
    ///
    /// - Throws: 422 that names the field, if one cannot be kept.
    func validated() throws(HTTPError) -> Draft {
        let note = (note ?? "").replacing("\r\n", with: "\n").trimmed
        let draft = Draft(url: url.trimmed, title: title.trimmed, note: note)
        guard draft.url.utf16.count <= 2000, Self.isWebAddress(draft.url) else {
            throw .invalid(
                field: "url", reason: "an address that begins with http:// or https:// is expected")
        }
        guard 1...200 ~= draft.title.utf16.count else {
            throw .invalid(field: "title", reason: "1 to 200 characters are expected")
        }
        guard note.utf16.count <= 2000 else {
            throw .invalid(field: "note", reason: "at most 2000 characters are expected")
        }
        return draft
    }

    /// A link with another scheme, such as `javascript:`, could run as a script of the page.
    private static func isWebAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), let host = parts.host else { return false }
        return ["http", "https"].contains(parts.scheme?.lowercased()) && !host.isEmpty
    }
}

extension String {
    /// The text without blanks and line ends around it.
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
