// SPDX-License-Identifier: Apache-2.0

/// A member of `Accept`, RFC 9110 §12.5.1: `text/html`, `text/*` or `*/*`, with parameters.
struct MediaRange: Sendable {
    let type: MediaType
    /// Without `q`; names in lower case, values without quotes.
    let parameters: [String: String]
    /// In thousandths.
    let quality: Int

    /// Nil when `text` is malformed.
    init?(_ text: Substring) {
        let parts = text.splitOutsideQuotes(at: ";")
        guard let first = parts.first, let type = MediaType(String(first)) else { return nil }
        guard type.type != "*" || type.subtype == "*" else { return nil }
        self.type = type
        var parameters: [String: String] = [:]
        var quality = 1000
        for part in parts.dropFirst() where !part.trimmingBlanks.isEmpty {
            guard let (name, value) = part.parameter else { return nil }
            if name == "q" {
                guard let read = AcceptEncoding.thousandths(value) else { return nil }
                quality = read
            } else {
                parameters[name] = value.unquoted
            }
        }
        self.parameters = parameters
        self.quality = quality
    }

    /// How closely the range describes `offer`, the closest highest; nil when it does not.
    func specificity(for offer: MediaRange) -> Int? {
        if type.type == "*" { return 0 }
        guard type.type == offer.type.type else { return nil }
        if type.subtype == "*" { return 1 }
        guard type.subtype == offer.type.subtype else { return nil }
        let matches = parameters.allSatisfy { name, value in
            offer.parameters[name]?.lowercased() == value.lowercased()
        }
        return matches ? 2 + parameters.count : nil
    }
}

extension Substring {
    /// The parts between separators that do not stand in a quoted string, RFC 9110 §5.6.4.
    func splitOutsideQuotes(at separator: Unicode.Scalar) -> [Substring] {
        var parts: [Substring] = []
        var start = startIndex
        var isQuoted = false
        var isEscaped = false
        for index in unicodeScalars.indices {
            let scalar = unicodeScalars[index]
            if isEscaped {
                isEscaped = false
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = scalar == "\\"
            } else if scalar == separator {
                parts.append(self[start..<index])
                start = unicodeScalars.index(after: index)
            }
        }
        parts.append(self[start...])
        return parts
    }

    /// The text of a quoted string; any other as it is.
    fileprivate var unquoted: String {
        guard utf8.count >= 2, hasPrefix("\""), hasSuffix("\"") else { return String(self) }
        var text = ""
        var isEscaped = false
        for scalar in dropFirst().dropLast().unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.unicodeScalars.append(scalar)
                isEscaped = false
            }
        }
        return text
    }
}
