// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTP1

extension Cookie {
    /// The value of its `Set-Cookie` field.
    func fieldValue() throws(CookieError) -> String {
        try check()
        var text = "\(name)=\(value)"
        if let expires {
            text += "; Expires=\(HTTPDate.format(Self.seconds(expires)))"
        }
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        if let domain { text += "; Domain=\(domain)" }
        text += "; Path=\(path)"
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        text += "; SameSite=\(sameSite.rawValue)"
        if isPartitioned { text += "; Partitioned" }
        return text
    }

    /// The cookie that makes a client forget this one, which it finds by name, domain and path.
    var removal: Cookie {
        var cookie = self
        cookie.value = ""
        cookie.expires = Date(timeIntervalSince1970: 0)
        cookie.maxAge = .zero
        return cookie
    }

    /// Whole seconds, not before 1970, of a year with four digits.
    private static func seconds(_ date: Date) -> Int {
        let seconds = date.timeIntervalSince1970
        return seconds > 0 ? Int(min(seconds, 253_402_300_799)) : 0
    }

    private func check() throws(CookieError) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
            throw .invalidName(name)
        }
        guard value.utf8.allSatisfy(Self.isCookieOctet) else { throw .invalidValue(name: name) }
        // RFC 6265bis §5.7, steps 5 and 6: browsers ignore larger ones.
        guard name.utf8.count + value.utf8.count <= 4096 else { throw .tooLong(name: name) }
        try check(domain, "Domain")
        try check(path, "Path")
        guard path.utf8.first == UInt8(ascii: "/") else {
            throw .invalidAttribute("Path", name: name)
        }
        try checkPromises()
    }

    /// RFC 6265bis §4.1.1: no semicolon and no control character.
    private func check(_ attribute: String?, _ attributeName: String) throws(CookieError) {
        guard let attribute else { return }
        let isValid =
            !attribute.isEmpty && attribute.utf8.count <= 1024
            && attribute.utf8.allSatisfy { 0x20..<0x7f ~= $0 && $0 != UInt8(ascii: ";") }
        guard isValid else { throw .invalidAttribute(attributeName, name: name) }
    }

    /// Browsers ignore a cookie that breaks one of these without a word; RFC 6265bis §4.1.3 and §5.7.
    private func checkPromises() throws(CookieError) {
        let lowercased = name.lowercased()
        let isHost = lowercased.hasPrefix("__host-")
        let needsSecure =
            isHost || lowercased.hasPrefix("__secure-") || sameSite == .none || isPartitioned
        guard isSecure || !needsSecure else { throw .notSecure(name: name) }
        guard !isHost || (domain == nil && path == "/") else { throw .notOfHost(name: name) }
    }

    /// RFC 6265bis §4.1.1.
    private static func isCookieOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x23...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
        default: false
        }
    }
}
