// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Portico

/// A cookie as a browser keeps it, [RFC 6265 §5.3](https://www.rfc-editor.org/rfc/rfc6265#section-5.3).
struct StoredCookie: Sendable {
    let name: String
    let value: String
    /// Whose hosts it is for: `domain` alone, or those below it as well.
    private let domain: String
    private let isForSubdomains: Bool
    private let path: String
    /// Nil lasts as long as its jar.
    private let expiry: Date?

    /// Reads `field`, a value of `Set-Cookie` in the reply to a request for `path` of `host`.
    ///
    /// Nil for what a browser ignores.
    init?(_ field: String, from host: String, _ path: String, at now: Date) {
        let parts = field.split(separator: ";", omittingEmptySubsequences: false).map(
            \.trimmingBlanks)
        guard let first = parts.first, let equals = first.firstIndex(of: "=") else { return nil }
        name = first[..<equals].trimmingBlanks
        value = first[first.index(after: equals)...].trimmingBlanks
        let attributes = Self.attributes(parts.dropFirst())
        guard !name.isEmpty, Self.isAllowed(name, attributes) else { return nil }
        let named = (attributes["domain"] ?? "").lowercased()
        isForSubdomains = !named.isEmpty
        domain = isForSubdomains ? String(named.drop { $0 == "." }) : host
        self.path = attributes["path"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? Self.folder(path)
        expiry = Self.expiry(attributes, now)
        guard Self.matches(host, domain, isForSubdomains) else { return nil }
    }

    /// Whether it takes the place of `other`, §5.3 step 11.
    func replaces(_ other: StoredCookie) -> Bool {
        name == other.name && domain == other.domain && path == other.path
            && isForSubdomains == other.isForSubdomains
    }

    func isOver(at now: Date) -> Bool { expiry.map { $0 <= now } ?? false }

    /// Whether it is sent to `path` of `host`, §5.4.
    func isFor(_ host: String, _ path: String) -> Bool {
        guard Self.matches(host, domain, isForSubdomains), path.hasPrefix(self.path) else {
            return false
        }
        return self.path.hasSuffix("/") || path.utf8.count == self.path.utf8.count
            || path.utf8.dropFirst(self.path.utf8.count).first == UInt8(ascii: "/")
    }

    /// What is sent first, §5.4: cookies with longer paths.
    var order: Int { -path.utf8.count }

    // MARK: Reading

    /// Names in lower case; of several with one name, the last.
    private static func attributes(_ parts: ArraySlice<String>) -> [String: String] {
        var attributes: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            attributes[pair[0].trimmingBlanks.lowercased()] =
                pair.count > 1 ? pair[1].trimmingBlanks : ""
        }
        return attributes
    }

    /// What the prefixes of a name promise,
    /// [RFC 6265bis §4.1.3](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3).
    private static func isAllowed(_ name: String, _ attributes: [String: String]) -> Bool {
        let name = name.lowercased()
        let isSecure = attributes["secure"] != nil
        if name.hasPrefix("__secure-") { return isSecure }
        guard name.hasPrefix("__host-") else { return true }
        return isSecure && attributes["path"] == "/" && attributes["domain"] == nil
    }

    /// `Max-Age` goes before `Expires`.
    private static func expiry(_ attributes: [String: String], _ now: Date) -> Date? {
        if let age = attributes["max-age"].flatMap({ Int($0) }) {
            return now.addingTimeInterval(Double(age))
        }
        return attributes["expires"]
            .flatMap { HTTPDate.parse($0, now: Int(now.timeIntervalSince1970)) }
            .map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// The default path, §5.1.4: up to the last slash.
    private static func folder(_ path: String) -> String {
        let folder = path.prefix { $0 != "?" }
        guard folder.hasPrefix("/"), let last = folder.lastIndex(of: "/"), last > folder.startIndex
        else { return "/" }
        return String(folder[..<last])
    }

    private static func matches(_ host: String, _ domain: String, _ withSubdomains: Bool) -> Bool {
        host == domain || withSubdomains && host.hasSuffix(".\(domain)")
    }
}
