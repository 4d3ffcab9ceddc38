// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// The head of a request as evhttp parsed it: one buffer, and where things stand in it.
///
/// The buffer holds the method if evhttp has no number for it, the target, and for each field the lengths
/// of its name and value, four bytes each, and their bytes. Strings are made when they are asked for.
package struct RequestHead: Sendable {
    /// The bytes of the two lengths before each field.
    static let lengthBytes = 8

    private let bytes: [UInt8]
    /// The method, if it is one that evhttp knows.
    private let knownMethod: EvhttpMethod?
    private let targetStart: Int32
    private let fieldsStart: Int32
    /// The parts of the target.
    private let parts: TargetParts
    /// The minor version of HTTP/1: 0 or 1.
    package let minorVersion: UInt8

    /// Takes a buffer in the form that is described above.
    init(
        packed bytes: [UInt8], method: EvhttpMethod?, targetStart: Int, fieldsStart: Int,
        parts: TargetParts, minorVersion: UInt8
    ) {
        self.bytes = bytes
        knownMethod = method
        self.targetStart = Int32(targetStart)
        self.fieldsStart = Int32(fieldsStart)
        self.parts = parts
        self.minorVersion = minorVersion
    }

    /// Puts a head together that no client sent.
    ///
    /// - Precondition: The parts are legal: this is for callers in the process, nothing is checked.
    package init(method: String, target: String, fields: [(name: String, value: String)]) {
        let known = EvhttpMethod(name: method)
        var bytes = known == nil ? Array(method.utf8) : []
        let targetStart = bytes.count
        bytes += target.utf8
        let fieldsStart = bytes.count
        for field in fields {
            bytes.appendLength(field.name.utf8.count)
            bytes.appendLength(field.value.utf8.count)
            bytes += field.name.utf8
            bytes += field.value.utf8
        }
        self.init(
            packed: bytes, method: known, targetStart: targetStart, fieldsStart: fieldsStart,
            parts: TargetParts(splitting: Array(target.utf8)), minorVersion: 1)
    }

    // MARK: The request line

    /// The method token, in the case it was sent in.
    package var method: String { knownMethod?.name ?? text(0..<Int(targetStart)) }

    /// Whether the method is `method`.
    package func hasMethod(_ method: EvhttpMethod) -> Bool { knownMethod == method }

    /// The request target as sent, nothing decoded; bytes that are not UTF-8 are written as escapes.
    package var target: String { String(target: targetBytes) }

    /// The bytes of the target.
    var targetBytes: ArraySlice<UInt8> { bytes[Int(targetStart)..<Int(fieldsStart)] }

    /// The path of the target, still percent-encoded; `/` when an absolute target names none.
    package var path: String { parts.path.isEmpty ? "/" : textOfTarget(parts.path) }

    /// What follows the first `?` of the target, still percent-encoded; nil without one.
    package var query: String? { parts.query.map(textOfTarget) }

    /// The host and port of an absolute target; nil for all other forms.
    package var authority: String? { parts.authority.map(textOfTarget) }

    private func textOfTarget(_ range: Range<Int>) -> String {
        let start = Int(targetStart)
        return String(target: bytes[start + range.lowerBound..<start + range.upperBound])
    }

    // MARK: The fields

    /// Calls `body` with each field's name and value, in order, until it returns false.
    package func forEachField(_ body: (_ name: Range<Int>, _ value: Range<Int>) -> Bool) {
        var start = Int(fieldsStart)
        while start < bytes.count {
            let name = start + Self.lengthBytes..<start + Self.lengthBytes + length(at: start)
            let value = name.upperBound..<name.upperBound + length(at: start + 4)
            guard body(name, value) else { return }
            start = value.upperBound
        }
    }

    /// This head without the fields `names`, which are given in lower case.
    package func removing(_ names: [String]) -> RequestHead {
        var packed = Array(bytes[..<Int(fieldsStart)])
        forEachField { name, value in
            if !names.contains(where: { matches(name, lowercased: $0) }) {
                packed += bytes[name.lowerBound - Self.lengthBytes..<value.upperBound]
            }
            return true
        }
        return RequestHead(
            packed: packed, method: knownMethod, targetStart: Int(targetStart),
            fieldsStart: Int(fieldsStart), parts: parts, minorVersion: minorVersion)
    }

    /// This head with another method.
    ///
    /// - Precondition: `method` is a token.
    package func replacingMethod(with method: String) -> RequestHead {
        let known = EvhttpMethod(name: method)
        let name = known == nil ? Array(method.utf8) : []
        let shift = name.count - Int(targetStart)
        return RequestHead(
            packed: name + bytes[Int(targetStart)...], method: known, targetStart: name.count,
            fieldsStart: Int(fieldsStart) + shift, parts: parts, minorVersion: minorVersion)
    }

    private func length(at index: Int) -> Int {
        Int(bytes[index]) | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2]) << 16
            | Int(bytes[index + 3]) << 24
    }

    /// The first value of the field `name`, which is given in lower case, or nil.
    package func firstValue(of name: String) -> Range<Int>? {
        var found: Range<Int>?
        forEachField { field, value in
            guard matches(field, lowercased: name) else { return true }
            found = value
            return false
        }
        return found
    }

    /// The values of all fields `name`, which is given in lower case, in their order.
    package func values(of name: String) -> [Range<Int>] {
        var found: [Range<Int>] = []
        forEachField { field, value in
            if matches(field, lowercased: name) { found.append(value) }
            return true
        }
        return found
    }

    /// Whether there is a field that may be a condition: those alone have names that begin with `If-`.
    package var hasConditions: Bool {
        var isFound = false
        forEachField { field, _ in
            isFound =
                field.count > 3 && bytes[field.lowerBound + 2] == UInt8(ascii: "-")
                && bytes[field.lowerBound].lowercased == UInt8(ascii: "i")
                && bytes[field.lowerBound + 1].lowercased == UInt8(ascii: "f")
            return !isFound
        }
        return isFound
    }

    /// Whether the bytes of `range` read `name`, which is given in lower case, in whatever case.
    package func matches(_ range: Range<Int>, lowercased name: String) -> Bool {
        guard range.count == name.utf8.count else { return false }
        var index = range.lowerBound
        for byte in name.utf8 {
            guard bytes[index].lowercased == byte else { return false }
            index += 1
        }
        return true
    }

    /// The bytes of `range`.
    package func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    /// The bytes of `range` as text; bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func appendLength(_ length: Int) {
        for shift in stride(from: 0, to: 32, by: 8) { append(UInt8(length >> shift & 0xff)) }
    }
}
