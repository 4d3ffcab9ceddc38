// SPDX-License-Identifier: Apache-2.0

/// Lines of a log as bytes, and how text of others is written in them.
struct LineBuffer {
    private(set) var bytes: [UInt8] = []

    private static let digits = Array("0123456789abcdef".utf8)

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Appends `text` as it is.
    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

    /// Appends a number that is not negative, with zeros in front of it up to `width` digits.
    mutating func append(_ number: Int, width: Int = 1) {
        var (divisor, digits) = (1, 1)
        while digits < width || number / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            bytes.append(Self.digits[number / divisor % 10])
            divisor /= 10
        }
    }

    /// Appends `time` in seconds, to the microsecond.
    mutating func append(seconds time: Duration) {
        let microseconds = max(0, Int(clamping: Int64(time / .microseconds(1))))
        append(microseconds / 1_000_000)
        append(".")
        append(microseconds % 1_000_000, width: 6)
    }

    /// Appends printable ASCII as it is and all else, quotes and backslashes included, as `\xHH`.
    mutating func append(escaping text: some Sequence<UInt8>) {
        for byte in text {
            if byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                bytes.append(byte)
            } else {
                append("\\")
                append("x")
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            }
        }
    }

    /// Appends `text` as a string of JSON in its quotes.
    ///
    /// Control characters beyond ASCII are escaped, too: a terminal obeys some of them.
    mutating func append(json text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5c:
                append("\\")
                append(scalar)
            case 0x20..<0x7f: append(scalar)
            case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029: append(escape: UInt16(scalar.value))
            default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
        append("\"")
    }

    private mutating func append(escape unit: UInt16) {
        append("\\")
        append("u")
        for shift in [12, 8, 4, 0] { bytes.append(Self.digits[Int(unit >> UInt16(shift) & 15)]) }
    }
}
