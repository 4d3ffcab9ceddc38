// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import Libevent

extension Request {
    /// The value of one field, without making all of them; the same as `headers[name]`.
    ///
    /// Where the field came in several lines, their values are joined: with a semicolon for `Cookie`,
    /// [RFC 9113 §8.2.3](https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3), and with a comma for
    /// others, [RFC 9110 §5.3](https://www.rfc-editor.org/rfc/rfc9110#section-5.3). A field
    /// that may have one value only, and came twice, is recognised by its comma.
    /// Bytes are read as ``headers`` says.
    public func value(of name: HTTPField.Name) -> String? {
        let head = received.head
        let values = head.values(of: name.canonicalName)
        guard let first = values.first else { return nil }
        if values.count == 1 { return String(fieldValue: head.bytes(first)) }
        return values.map { String(fieldValue: head.bytes($0)) }
            .joined(separator: Self.separator(of: name))
    }

    /// The bytes of one field's value, as they were sent; lines are joined as in ``value(of:)``.
    ///
    /// [RFC 9110 §5.5](https://www.rfc-editor.org/rfc/rfc9110#section-5.5) calls bytes beyond ASCII
    /// opaque: only a program that knows their encoding can read them for certain.
    public func valueBytes(of name: HTTPField.Name) -> [UInt8]? {
        let head = received.head
        let values = head.values(of: name.canonicalName)
        guard !values.isEmpty else { return nil }
        return Array(values.map { head.bytes($0) }.joined(separator: Self.separator(of: name).utf8))
    }

    private static func separator(of name: HTTPField.Name) -> String {
        name == .cookie ? "; " : ", "
    }
}

extension String {
    /// The text of a field value: UTF-8 if it is that, ISO 8859-1 otherwise, where each byte is the
    /// character of its number.
    ///
    /// So no byte is lost, and that of browsers and of old clients is read as it was meant.
    init(fieldValue bytes: ArraySlice<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text
        } else {
            self.init()
            unicodeScalars.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        }
    }
}
