// SPDX-License-Identifier: Apache-2.0

/// `*( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )`, RFC 9112 §7.1.1, read by descent.
enum ReferenceExtensions {
    /// Whether `text`, which has no control characters but tabs, may follow the size of a chunk.
    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            rest.takeBlanks()
            guard rest.popFirst() == 59 else { return false }
            rest.takeBlanks()
            guard rest.takeToken() != nil else { return false }
            var value = rest
            value.takeBlanks()
            guard value.popFirst() == 61 else { continue }
            value.takeBlanks()
            guard value.takeToken() != nil || takeQuoted(&value) else { return false }
            rest = value
        }
        return true
    }

    private static func takeQuoted(_ text: inout ArraySlice<UInt8>) -> Bool {
        guard text.popFirst() == 34 else { return false }
        while let byte = text.popFirst() {
            if byte == 34 { return true }
            if byte == 92, text.popFirst() == nil { return false }
        }
        return false
    }
}
