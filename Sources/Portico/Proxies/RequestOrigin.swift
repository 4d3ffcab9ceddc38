// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Libevent

/// Who has sent a request, and how it was asked for: as the connection tells, or as trusted proxies do.
struct RequestOrigin: Equatable {
    /// The client's, or that of the first hop that nothing is known behind.
    var address: Endpoint
    /// Nil where no proxy has said it.
    var scheme: String?
    var authority: String?

    /// What is known of a request with `head` that came from `peer`.
    init(of head: RequestHead, from peer: Endpoint, _ proxies: TrustedProxies?) {
        address = peer
        guard let proxies, proxies.contains(peer) else { return }
        switch proxies.fields {
        case .xForwarded: readXForwarded(head, proxies)
        case .forwarded: readForwarded(head, proxies)
        }
    }

    // MARK: X-Forwarded-For, -Proto and -Host

    private mutating func readXForwarded(_ head: RequestHead, _ proxies: TrustedProxies) {
        for value in Self.values(of: "x-forwarded-for", in: head).reversed() {
            // Where one is no address, nothing is known any more.
            guard let next = Endpoint(forwarded: value) else { break }
            address = next
            guard proxies.contains(next) else { break }
        }
        scheme = Self.values(of: "x-forwarded-proto", in: head).last.flatMap(Self.scheme)
        authority = Self.values(of: "x-forwarded-host", in: head).last.flatMap(Self.authority)
    }

    /// All values of a field as one list.
    private static func text(of name: String, in head: RequestHead) -> String {
        head.values(of: name).map(head.text).joined(separator: ",")
    }

    private static func values(of name: String, in head: RequestHead) -> [Substring] {
        let text = text(of: name, in: head)
        guard !text.isEmpty else { return [] }
        // Bytes are compared: a character may have marks behind it.
        return text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { Substring($0).trimmingBlanks }
    }

    // MARK: Forwarded

    private mutating func readForwarded(_ head: RequestHead, _ proxies: TrustedProxies) {
        var list = ForwardedList(Self.text(of: "forwarded", in: head))
        while let element = list.removeLast() {
            // Written by a hop that is trusted, so this holds whoever its client was.
            scheme = element.proto.flatMap { Self.scheme($0[...]) }
            authority = element.host.flatMap { Self.authority($0[...]) }
            // RFC 7239 §6: "unknown" and names that hide an address are none.
            guard let next = element.client.flatMap({ Endpoint(forwarded: $0[...]) }) else {
                return
            }
            address = next
            guard proxies.contains(next) else { return }
        }
    }

    // MARK: Values

    private static func scheme(_ text: Substring) -> String? {
        let scheme = text.lowercased()
        return scheme == "http" || scheme == "https" ? scheme : nil
    }

    private static func authority(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        return !bytes.isEmpty && Host.isValid(bytes.span, 0..<bytes.count) ? String(text) : nil
    }
}

extension Endpoint {
    /// Reads an address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
    ///
    /// The port is 0 where none is given.
    init?(forwarded text: Substring) {
        if let address = IPAddress(text) {
            self.init(host: address.text, port: 0)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        var (host, port) = (text[..<colon], UInt16(0))
        if isBracketed {
            host = text
        } else {
            guard let number = UInt16(text[text.index(after: colon)...]) else { return nil }
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard let address = IPAddress(host) else { return nil }
        self.init(host: address.text, port: port)
    }
}
