// SPDX-License-Identifier: Apache-2.0

// What the reference reader asks of bytes. Text is made of them as ISO 8859-1, so that no byte is lost.

extension ArraySlice<UInt8> {
    /// Whether this is a token, RFC 9110 §5.6.2.
    var isToken: Bool { !isEmpty && allSatisfy(\.isTokenByte) }

    var isNumber: Bool { !isEmpty && allSatisfy { (48...57).contains($0) } }

    var trimmingBlanks: Self {
        let start = drop { $0 == 32 || $0 == 9 }
        let end = start.lastIndex { $0 != 32 && $0 != 9 }
        return end.map { start[...$0] } ?? start.prefix(0)
    }

    /// With ASCII letters in lower case.
    var lowercasedText: String {
        String(String.UnicodeScalarView(map { Unicode.Scalar($0) })).lowercased()
    }

    /// A token at the front, which is taken; nil if there is none.
    mutating func takeToken() -> Self? {
        let token = prefix(while: \.isTokenByte)
        self = dropFirst(token.count)
        return token.isEmpty ? nil : token
    }

    mutating func takeBlanks() { self = drop { $0 == 32 || $0 == 9 } }
}

extension UInt8 {
    var isHexadecimal: Bool {
        (48...57).contains(self) || (65...70).contains(self) || (97...102).contains(self)
    }

    var isLetterOrDigit: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }

    fileprivate var isTokenByte: Bool {
        isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}
