// SPDX-License-Identifier: Apache-2.0

/// Reads what a proxy sends in front of everything else by the PROXY protocol, in version 1 or 2.
///
/// <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>
package struct ProxyHeaderReader {
    /// Who the proxy's client is.
    package enum Client: Equatable {
        /// The proxy does not say, as when it asks for itself: the connection's other end is the client.
        case unknown
        /// A numeric address as text, and a port.
        case text(String, port: UInt16)
        /// The 4 or 16 bytes of an address, and a port.
        case bytes([UInt8], port: UInt16)
    }

    /// What has come of the bytes.
    package enum Outcome: Equatable {
        case needsMore
        case client(Client)
        /// This is no such header: whatever follows cannot be believed.
        case malformed
    }

    /// The longest header of version 1, with its line end.
    private static let maxLineBytes = 107
    /// How much version 2 may have behind its first 16 bytes: addresses, and what is passed over.
    private static let maxPayloadBytes = 2048
    private static let lineStart = Array("PROXY ".utf8)
    private static let signature: [UInt8] = [
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
    ]
    private static let fixedBytes = 16

    private var header: [UInt8] = []

    package init() {}

    /// Takes of `bytes` what belongs to the header.
    package mutating func read(_ bytes: Span<UInt8>) -> (used: Int, Outcome) {
        for index in bytes.indices {
            header.append(bytes[index])
            let outcome = judge()
            if outcome != .needsMore { return (index + 1, outcome) }
        }
        return (bytes.count, .needsMore)
    }

    private func judge() -> Outcome {
        header[0] == Self.signature[0] ? judgeBinary() : judgeLine()
    }

    // MARK: Version 1

    private func judgeLine() -> Outcome {
        guard header.count <= Self.maxLineBytes, Self.agree(header, Self.lineStart) else {
            return .malformed
        }
        guard header.last == .lineFeed else { return .needsMore }
        guard header.count > Self.lineStart.count, header[header.count - 2] == .carriageReturn
        else { return .malformed }
        let words = header.dropLast(2).split(separator: .space, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        switch words[1] {
        case "UNKNOWN":
            return .client(.unknown)
        case "TCP4", "TCP6":
            guard words.count == 6, let port = Self.port(words[4]), Self.port(words[5]) != nil
            else { return .malformed }
            let isIPv6 = words[1] == "TCP6"
            guard words[2...3].allSatisfy({ !$0.isEmpty && $0.contains(":") == isIPv6 }) else {
                return .malformed
            }
            return .client(.text(words[2], port: port))
        default:
            return .malformed
        }
    }

    private static func port(_ text: String) -> UInt16? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt16(text)
    }

    // MARK: Version 2

    private func judgeBinary() -> Outcome {
        let isVersion2 = header.count <= Self.signature.count || header[12] >> 4 == 2
        guard Self.agree(header, Self.signature), isVersion2 else { return .malformed }
        guard header.count >= Self.fixedBytes else { return .needsMore }
        let payload = Self.number(header[14...15])
        guard payload <= Self.maxPayloadBytes else { return .malformed }
        guard header.count == Self.fixedBytes + payload else { return .needsMore }
        switch header[12] & 0xf {
        // The proxy asks for itself: to see whether the server is well, for example.
        case 0: return .client(.unknown)
        case 1: return client(payload)
        default: return .malformed
        }
    }

    private func client(_ payload: Int) -> Outcome {
        let addressBytes: Int
        switch header[13] {
        case 0x11: addressBytes = 4
        case 0x21: addressBytes = 16
        // Neither TCP over IPv4 nor over IPv6.
        default: return .client(.unknown)
        }
        // Two addresses and two ports.
        guard payload >= 2 * addressBytes + 4 else { return .malformed }
        let start = Self.fixedBytes
        let port = start + 2 * addressBytes
        return .client(
            .bytes(
                Array(header[start..<start + addressBytes]),
                port: UInt16(Self.number(header[port...port + 1]))))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Whether both begin with the same bytes, as far as both go.
    private static func agree(_ bytes: [UInt8], _ start: [UInt8]) -> Bool {
        let count = min(bytes.count, start.count)
        return bytes[..<count] == start[..<count]
    }
}
