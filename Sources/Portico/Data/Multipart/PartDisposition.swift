// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// The value of `Content-Disposition` in a part, RFC 7578 §4.2: `form-data; name="a"; filename="b.txt"`.
///
/// Names are read as browsers write them,
/// [HTML §4.10.21.8](https://html.spec.whatwg.org/#multipart-form-data): in UTF-8, with `%22`, `%0D` and `%0A` for
/// a quotation mark and line ends, and nothing else escaped. A backslash is a character like others: Windows paths
/// have some. Parameters other than these two are skipped, also `filename*`, which RFC 7578 forbids.
struct PartDisposition {
    let name: String
    let filename: String?

    init(_ value: ArraySlice<UInt8>) throws(MultipartError) {
        var rest = value.drop(while: \.isBlank)
        let type = Self.takeToken(from: &rest)
        guard type.map(\.lowercased).elementsEqual("form-data".utf8) else {
            throw .malformed(reason: "a part is no form-data")
        }
        var (name, filename) = (String?.none, String?.none)
        while let (key, text) = try Self.takeParameter(from: &rest) {
            switch key {
            case "name":
                guard name == nil else { throw .twice("name") }
                name = text
            case "filename":
                guard filename == nil else { throw .twice("filename") }
                filename = text
            default: break
            }
        }
        guard let name else { throw .malformed(reason: "a part has no name") }
        self.name = name
        self.filename = filename
    }

    /// Takes `; key="text"`; nil at the end, which may have a semicolon of its own.
    private static func takeParameter(
        from rest: inout ArraySlice<UInt8>
    ) throws(MultipartError) -> (key: String, text: String)? {
        rest = rest.drop(while: \.isBlank)
        guard let first = rest.popFirst() else { return nil }
        rest = rest.drop(while: \.isBlank)
        guard first == UInt8(ascii: ";") else { throw .malformedDisposition }
        guard !rest.isEmpty else { return nil }
        let key = takeToken(from: &rest)
        guard !key.isEmpty, rest.popFirst() == UInt8(ascii: "=") else {
            throw .malformedDisposition
        }
        let text = try takeText(from: &rest)
        return (String(decoding: key.map(\.lowercased), as: UTF8.self), text)
    }

    private static func takeText(
        from rest: inout ArraySlice<UInt8>
    ) throws(MultipartError) -> String {
        let quote = UInt8(ascii: "\"")
        guard rest.first == quote else {
            let token = takeToken(from: &rest)
            guard !token.isEmpty else { throw .malformedDisposition }
            return unescaped(token)
        }
        let text = rest.dropFirst().prefix { $0 != quote }
        rest = rest.dropFirst(text.count + 1)
        guard rest.popFirst() == quote else { throw .malformedDisposition }
        return unescaped(text)
    }

    private static func takeToken(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let token = rest.prefix(while: \.isTokenCharacter)
        rest = rest.dropFirst(token.count)
        return token
    }

    /// Bytes that are no UTF-8 become U+FFFD.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "%")) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = byte == UInt8(ascii: "%") ? rest.prefix(2).map(\.lowercased) : []
            let escaped: UInt8? =
                switch String(decoding: digits, as: UTF8.self) {
                case "22": UInt8(ascii: "\"")
                case "0d": .carriageReturn
                case "0a": .lineFeed
                default: nil
                }
            if escaped != nil { rest = rest.dropFirst(2) }
            text.append(escaped ?? byte)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension MultipartError {
    fileprivate static let malformedDisposition = MultipartError.malformed(
        reason: "the Content-Disposition of a part is malformed")
}
