// SPDX-License-Identifier: Apache-2.0
import Libevent

/// Addresses that proxies connect from: one, a range of them, or those of unix sockets.
public struct ProxyAddresses: Sendable, Hashable {
    private enum Kind: Sendable, Hashable {
        case range(IPAddress, bits: Int)
        case unixSockets
    }

    private let kind: Kind

    /// Whoever connects by a unix socket: its file says who may.
    public static let unixSockets = ProxyAddresses(kind: .unixSockets)

    private init(kind: Kind) { self.kind = kind }

    /// Reads an IPv4 or IPv6 address, `192.0.2.1`, or a range of them, `2001:db8::/32`.
    ///
    /// - Returns: Nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let most = address.bytes.count * 8
        guard parts.count > 1 else {
            kind = .range(address, bits: most)
            return
        }
        // An IPv4 address in the form of IPv6 would need its bits counted otherwise.
        guard parts.count == 2, first.contains(":") == (most == 128),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let bits = Int(parts[1]), bits <= most
        else { return nil }
        kind = .range(address, bits: bits)
    }

    func contains(_ address: IPAddress) -> Bool {
        guard case .range(let start, let bits) = kind else { return false }
        return address.sharesPrefix(of: bits, with: start)
    }
}

extension ProxyAddresses: ExpressibleByStringLiteral {
    /// The addresses that a literal names; see ``init(_:)``, which takes text from elsewhere.
    ///
    /// - Precondition: It names some.
    public init(stringLiteral value: String) {
        guard let addresses = ProxyAddresses(value) else {
            preconditionFailure(
                "\"\(value)\" is no address and no range; write 192.0.2.1 or 2001:db8::/32")
        }
        self = addresses
    }
}
