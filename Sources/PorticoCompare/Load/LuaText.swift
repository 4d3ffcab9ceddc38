// SPDX-License-Identifier: Apache-2.0

/// Bytes as a text in Lua, which reads back exactly those.
enum LuaText {
    static func literal(_ bytes: [UInt8]) -> String {
        var text = "\""
        text.reserveCapacity(bytes.count + 2)
        for byte in bytes {
            // Three digits, so that one that follows does not become part of the escape.
            text += isPlain(byte) ? String(UnicodeScalar(byte)) : "\\" + digits(byte)
        }
        return text + "\""
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func digits(_ byte: UInt8) -> String {
        let digits = "\(byte)"
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}
