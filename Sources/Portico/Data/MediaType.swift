// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// The type and subtype of a media type, in lower case, without parameters: RFC 9110 §8.3.1.
struct MediaType: Sendable, Hashable {
    let type: String
    let subtype: String

    /// Reads `type/subtype` in front of any parameters; nil when there is none.
    init?(_ text: String) {
        let essence = text.prefix { $0 != ";" }.trimmingBlanks
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let type = Self.token(halves[0]),
            let subtype = Self.token(halves[1])
        else { return nil }
        self.type = type
        self.subtype = subtype
    }

    var essence: String { "\(type)/\(subtype)" }

    /// Whether it is what [WHATWG MIME Sniffing §4.6](https://mimesniff.spec.whatwg.org/#json-mime-type) calls JSON.
    var isJSON: Bool {
        subtype.hasSuffix("+json") || essence == "application/json" || essence == "text/json"
    }

    /// `text` in lower case if it is a token, RFC 9110 §5.6.2.
    private static func token(_ text: Substring) -> String? {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isTokenCharacter) else { return nil }
        return text.lowercased()
    }
}
