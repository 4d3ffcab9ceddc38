// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a client reads of a `DecodingError`: where its value is and what is wrong with it.
///
/// Never the decoder's own text, and no name of a type.
struct DecodingFailure {
    /// `items[2].price`; empty for the whole.
    let path: String
    let reason: String

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(
                path: context.codingPath.text,
                reason: "\(ExpectedValue.words(for: type)) is expected")
        case .valueNotFound(_, let context):
            self.init(path: context.codingPath.text, reason: "it must not be null")
        case .keyNotFound(let key, let context):
            self.init(path: (context.codingPath + [key]).text, reason: "it is missing")
        case .dataCorrupted(let context):
            self.init(path: context.codingPath.text, reason: "this value is not accepted")
        @unknown default:
            self.init(path: "", reason: "this value is not accepted")
        }
    }

    /// The error that tells the client so.
    func httpError(_ status: HTTPResponse.Status) -> HTTPError {
        guard !path.isEmpty else { return HTTPError(status, message: reason) }
        var error = HTTPError(status, message: "\(path): \(reason)")
        error.field = path
        return error
    }
}

extension [any CodingKey] {
    /// The path as a client would write it: `items[2].price`, `names["a b"]`.
    var text: String {
        var text = ""
        for key in self {
            if let index = key.intValue, key.stringValue == "Index \(index)" {
                text += "[\(index)]"
            } else if Self.isPlain(key.stringValue) {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            } else {
                text += "[\(Self.quoted(key.stringValue))]"
            }
        }
        return text
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
                default: false
                }
            }
    }

    /// Keys of dictionaries are the client's: up to 64 characters, and control characters as escapes.
    private static func quoted(_ name: String) -> String {
        String(name.prefix(64)).debugDescription
    }
}
