// SPDX-License-Identifier: Apache-2.0

/// Text in a URL.
enum PercentEncoding {
    /// `text` with escapes for every byte but letters, digits and `others`.
    static func encode(_ text: String, keeping others: StaticString) -> String {
        let kept = Set("\(others)".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isAlphanumeric(byte) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One part of a path: everything that RFC 3986 §3.3 does not reserve there is an escape.
    static func encode(pathPart text: String) -> String {
        encode(text, keeping: "-._~!$&'()*+,;=@")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 + value - 10
    }
}
