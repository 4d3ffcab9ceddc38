// SPDX-License-Identifier: Apache-2.0

/// The head of a request as the guard judged it: one copy of its bytes, and where things stand in it.
///
/// Every line of it is well formed (RFC 9112 §3 and §5), so that reading it again needs no checks.
/// Strings are made when somebody asks for them.
package struct RequestHead: Sendable {
    /// From the first byte of the method to the empty line, inclusive.
    package let bytes: [UInt8]
    /// The minor version of HTTP/1: 0 or 1.
    package let minorVersion: UInt8
    private let methodEnd: Int32
    private let targetEnd: Int32
    private let fieldsStart: Int32

    init(
        bytes: [UInt8], methodEnd: Int, targetEnd: Int, fieldsStart: Int, minorVersion: UInt8
    ) {
        self.bytes = bytes
        self.methodEnd = Int32(methodEnd)
        self.targetEnd = Int32(targetEnd)
        self.fieldsStart = Int32(fieldsStart)
        self.minorVersion = minorVersion
    }

    /// Puts a head together that no client sent.
    ///
    /// - Precondition: The parts are legal: this is for callers in the process, nothing is checked.
    package init(method: String, target: String, fields: [(name: String, value: String)]) {
        let line = "\(method) \(target) HTTP/1.1\r\n"
        let lines = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        self.init(
            bytes: Array("\(line)\(lines)\r\n".utf8),
            methodEnd: method.utf8.count,
            targetEnd: method.utf8.count + 1 + target.utf8.count,
            fieldsStart: line.utf8.count,
            minorVersion: 1)
    }

    /// The method token, in the case it was sent in.
    package var method: String { text(0..<Int(methodEnd)) }

    /// The request target as sent, nothing decoded.
    package var target: String { text(Int(methodEnd) + 1..<Int(targetEnd)) }

    /// Whether the method is `name`, which is compared byte by byte: methods are case-sensitive.
    package func hasMethod(_ name: StaticString) -> Bool {
        Int(methodEnd) == name.utf8CodeUnitCount && equals(name, at: 0)
    }

    /// Calls `body` with each field's name and value, in order, until it returns false.
    package func forEachField(_ body: (_ name: Range<Int>, _ value: Range<Int>) -> Bool) {
        var start = Int(fieldsStart)
        while bytes[start] != .carriageReturn {
            var colon = start
            while bytes[colon] != .colon { colon += 1 }
            var end = colon
            while bytes[end] != .carriageReturn { end += 1 }
            let value = bytes.trimmingBlanks(colon + 1..<end)
            guard body(start..<colon, value) else { return }
            start = end + 2
        }
    }

    /// The first value of the field `name`, which is given in lower case, or nil.
    package func firstValue(of name: String) -> Range<Int>? {
        var found: Range<Int>?
        forEachField { field, value in
            guard field.count == name.utf8.count, matches(field, lowercased: name) else {
                return true
            }
            found = value
            return false
        }
        return found
    }

    /// The bytes of `range` as text; bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func matches(_ range: Range<Int>, lowercased name: String) -> Bool {
        var index = range.lowerBound
        for byte in name.utf8 {
            guard bytes[index].lowercased == byte else { return false }
            index += 1
        }
        return true
    }

    private func equals(_ name: StaticString, at start: Int) -> Bool {
        name.withUTF8Buffer { name in
            unsafe bytes[start..<start + name.count].elementsEqual(name)
        }
    }
}
