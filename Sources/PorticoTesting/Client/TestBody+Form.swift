// SPDX-License-Identifier: Apache-2.0
import Portico

extension TestBody {
    /// Names and values as a browser sends a form, in their order: `application/x-www-form-urlencoded`.
    ///
    /// [URL Standard §5.2](https://url.spec.whatwg.org/#urlencoded-serializing)
    public static func form(_ fields: KeyValuePairs<String, String>) -> TestBody {
        let text = fields.map { "\(encoded($0.key))=\(encoded($0.value))" }.joined(separator: "&")
        return TestBody(
            content: .whole(Array(text.utf8)), contentType: "application/x-www-form-urlencoded")
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2a, 0x2d, 0x2e, 0x5f:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20: encoded += "+"
            default: encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
