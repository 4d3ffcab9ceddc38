// SPDX-License-Identifier: Apache-2.0

/// A reply as it stood on the wire.
package struct WireResponse: Sendable {
    /// `HTTP/1.1`.
    package let version: String
    package let status: Int
    package let reason: String
    /// The field lines in their order, names as they were sent.
    package let fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    /// Reads a head without its empty line; nil when it is malformed.
    init?(head: String) {
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst() else { return nil }
        let parts = first.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let status = Int(parts[1]), parts[1].utf8.count == 3 else {
            return nil
        }
        version = String(parts[0])
        self.status = status
        reason = String(parts[2])
        var fields: [(String, String)] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
            let value = line[line.index(after: colon)...]
            guard value.first == " ", !value.contains("\n") else { return nil }
            fields.append((String(line[..<colon]), String(value.dropFirst())))
        }
        self.fields = fields
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The only value of a field, or nil when it is missing or stands there more than once.
    package subscript(name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    /// All values of a field.
    package func values(of name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// How long the body is by its framing; nil means until the connection ends.
    func bodyLength(toHead: Bool) throws(WireError) -> Int? {
        if toHead || status < 200 || status == 204 || status == 304 { return 0 }
        guard values(of: "Transfer-Encoding").isEmpty else {
            throw .malformed("an unexpected Transfer-Encoding")
        }
        let lengths = values(of: "Content-Length")
        if lengths.isEmpty { return nil }
        guard lengths.count == 1, let length = Int(lengths[0]), length >= 0 else {
            throw .malformed("Content-Length \(lengths)")
        }
        return length
    }
}
