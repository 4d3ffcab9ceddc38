// SPDX-License-Identifier: Apache-2.0

/// Values in the text of paths, queries and forms.
enum TextValue {
    /// What `text` says as a `Value`; nil when it says nothing of the kind.
    ///
    /// Numbers are finite and decimal. A checkbox without a value of its own sends `on`.
    static func read<Value: LosslessStringConvertible>(
        _ text: String, as type: Value.Type = Value.self
    ) -> Value? {
        if type == Bool.self { return bool(text).flatMap { $0 as? Value } }
        // It ends the process when the text has none or several.
        if type == Character.self, text.count != 1 { return nil }
        guard type is any BinaryFloatingPoint.Type else { return Value(text) }
        // Swift reads `nan`, `infinity` and hexadecimal, too.
        guard text.utf8.allSatisfy(isOfDecimal), let value = Value(text),
            (value as? any BinaryFloatingPoint)?.isFinite == true
        else { return nil }
        return value
    }

    /// 400 that names what was expected.
    static func require<Value: LosslessStringConvertible>(
        _ text: String, as type: Value.Type, name: String
    ) throws(HTTPError) -> Value {
        guard let value = read(text, as: type) else {
            throw failure(name, "\(ExpectedValue.words(for: type)) is expected")
        }
        return value
    }

    /// 400 about the value `name`.
    static func failure(_ name: String, _ reason: String) -> HTTPError {
        DecodingFailure(path: [TextKey(name)].text, reason: reason).httpError(.badRequest)
    }

    private static func bool(_ text: String) -> Bool? {
        switch text {
        case "true", "on", "1": true
        case "false", "off", "0": false
        default: nil
        }
    }

    private static func isOfDecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65: true
        default: false
        }
    }
}
