// SPDX-License-Identifier: Apache-2.0
// Names of <sys/socket.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc

/// An IPv4 or IPv6 address, as a number.
package struct IPAddress: Hashable, Sendable {
    /// 4 bytes or 16.
    package let bytes: [UInt8]

    /// Takes 4 bytes or 16; an address of IPv6 that stands for one of IPv4 is that one.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == 4 || bytes.count == 16, "no address has \(bytes.count) bytes")
        self.bytes = Array(bytes.starts(with: Self.mapping) ? bytes[12...] : bytes[...])
    }

    /// Reads a numeric address, without brackets and zone; one of IPv6 that stands for one of IPv4 is that one.
    ///
    /// Wraps `inet_pton`.
    package init?(_ text: some StringProtocol) {
        // What is longer or has a zero byte is no address, and C would read a part of it.
        guard (2...45).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        let text = String(text)
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(Array(bytes[..<4]))
        } else if unsafe inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(bytes)
        } else {
            return nil
        }
    }

    /// The first bytes of an IPv6 address that stands for one of IPv4, RFC 4291 §2.5.5.2.
    private static let mapping: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

    /// The address in its shortest form, RFC 5952.
    ///
    /// Wraps `inet_ntop`.
    package var text: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let family = bytes.count == 4 ? AF_INET : AF_INET6
            guard let start = buffer.baseAddress,
                let text = unsafe inet_ntop(family, bytes, start, socklen_t(buffer.count))
            else { return "" }
            return unsafe String(cString: text)
        }
    }

    /// Whether the first `count` bits are those of `other`, which is of the same family.
    package func sharesPrefix(of count: Int, with other: IPAddress) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        let whole = count / 8
        guard bytes[..<whole] == other.bytes[..<whole] else { return false }
        let rest = count % 8
        return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0
    }
}
