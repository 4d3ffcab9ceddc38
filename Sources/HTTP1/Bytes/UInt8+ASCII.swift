// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
    @inlinable package static var tab: UInt8 { UInt8(ascii: "\t") }
    @inlinable package static var lineFeed: UInt8 { UInt8(ascii: "\n") }
    @inlinable package static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
    @inlinable package static var space: UInt8 { UInt8(ascii: " ") }
    @inlinable package static var colon: UInt8 { UInt8(ascii: ":") }
    @inlinable package static var slash: UInt8 { UInt8(ascii: "/") }
    static let questionMark = UInt8(ascii: "?")
    static let asterisk = UInt8(ascii: "*")
    static let percent = UInt8(ascii: "%")
    static let period = UInt8(ascii: ".")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let leftBracket = UInt8(ascii: "[")
    static let rightBracket = UInt8(ascii: "]")
    static let zero = UInt8(ascii: "0")

    /// ASCII letters in lower case, everything else as it is.
    @inlinable @inline(__always)
    package var lowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }

    /// Whether the byte may stand in a token, RFC 9110 §5.6.2.
    @inline(__always)
    package var isTokenCharacter: Bool { ByteClass.token.contains(self) }

    /// Whether the byte may stand in a request target: no control character, no blank, no `#`.
    @inline(__always)
    var isTargetCharacter: Bool { self > .space && self != 0x7f && self != UInt8(ascii: "#") }

    /// Whether the byte is a control character, RFC 5234 CTL.
    @inline(__always)
    var isControl: Bool { self < 0x20 || self == 0x7f }

    /// Whether the byte is a hexadecimal digit.
    var isHexDigit: Bool { self &- 48 < 10 || (self | 0x20) &- 97 < 6 }

    /// Whether the byte is SP or HTAB.
    @inlinable @inline(__always)
    package var isBlank: Bool { self == .space || self == .tab }
}
