// SPDX-License-Identifier: Apache-2.0

extension PercentEncoding {
    /// Takes escapes out, once; a `%` without two hexadecimal digits is itself.
    ///
    /// [URL Standard, percent-decode](https://url.spec.whatwg.org/#percent-decode)
    static func decode(_ bytes: some Collection<UInt8>, plusIsBlank: Bool) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index != bytes.endIndex {
            let byte = bytes[index]
            bytes.formIndex(after: &index)
            if byte == UInt8(ascii: "%"), let value = escaped(bytes[index...].prefix(2)) {
                decoded.append(value)
                bytes.formIndex(&index, offsetBy: 2)
            } else {
                decoded.append(plusIsBlank && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return decoded
    }

    /// The byte that two hexadecimal digits stand for; nil for anything else.
    private static func escaped(_ digits: some Collection<UInt8>) -> UInt8? {
        let values = digits.compactMap(hexValue)
        return values.count == 2 ? values[0] << 4 | values[1] : nil
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
