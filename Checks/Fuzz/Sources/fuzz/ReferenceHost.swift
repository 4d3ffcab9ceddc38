// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What may stand for a host and its port, RFC 3986 §3.2.2, without the comma, which would hide a list.
enum ReferenceHost {
    typealias Text = ArraySlice<UInt8>

    /// Whether `text` is a host that has a name, with or without a port.
    static func isAuthority(_ text: Text) -> Bool {
        !text.isEmpty && text.first != 58 && isValid(text)
    }

    /// Whether `text` is `uri-host [ ":" port ]`; both may be empty.
    static func isValid(_ text: Text) -> Bool {
        guard text.first == 91 else {
            let end = text.firstIndex(of: 58) ?? text.endIndex
            return isName(text[..<end]) && isPort(text[end...])
        }
        guard let end = text.firstIndex(of: 93) else { return false }
        let address = text[..<end].dropFirst()
        return (isIPv6(address) || isFutureAddress(address)) && isPort(text[end...].dropFirst())
    }

    private static func isPort(_ text: Text) -> Bool {
        guard let first = text.first else { return true }
        let digits = text.dropFirst()
        guard first == 58, digits.isEmpty || digits.isNumber else { return false }
        let number = digits.drop { $0 == 48 }
        return number.count <= 5 && Int(number.lowercasedText) ?? 0 <= 65535
    }

    private static func isName(_ text: Text) -> Bool {
        let parts = text.split(separator: 37, omittingEmptySubsequences: false)
        return parts.allSatisfy { $0.allSatisfy(isPlain) }
            && parts.dropFirst().allSatisfy {
                $0.count >= 2 && $0.prefix(2).allSatisfy(\.isHexadecimal)
            }
    }

    /// Whether it is one of `unreserved / sub-delims`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "-._~!$&'()*+;=".utf8.contains(byte)
    }

    private static func isFutureAddress(_ text: Text) -> Bool {
        let parts = text.dropFirst().split(
            separator: 46, maxSplits: 1, omittingEmptySubsequences: false)
        return text.prefix(1).lowercasedText == "v" && parts.count == 2
            && parts.allSatisfy { !$0.isEmpty }
            && parts[0].allSatisfy(\.isHexadecimal)
            && parts[1].allSatisfy { isPlain($0) || $0 == 58 }
    }

    /// By the C library's opinion.
    private static func isIPv6(_ text: Text) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text.lowercasedText, &address) == 1
    }
}
