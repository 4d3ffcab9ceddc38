// SPDX-License-Identifier: Apache-2.0

/// A reply as a strict client reads it: any doubt is a finding.
struct FuzzReply {
    let status: Int
    /// What Content-Length says.
    let length: Int
    let body: [UInt8]
    let closes: Bool

    /// Takes the next reply from the front of `bytes`, or nothing when it is not whole.
    init?(takenFrom bytes: inout ArraySlice<UInt8>, toHead: Bool) {
        guard let end = Self.headEnd(bytes) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)[...]
        let first = lines.removeFirst()
        guard first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)),
            (100...599).contains(status), first.dropFirst(12).first == " "
        else { finding("a reply begins with \(first)") }
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), !line.contains("\n"),
                !line.contains("\r"), line[colon...].hasPrefix(": "),
                fields.updateValue(
                    String(line[colon...].dropFirst(2)), forKey: line[..<colon].lowercased()) == nil
            else { finding("a field of a reply is \(line)") }
        }
        self.status = status
        closes = fields["connection"] == "close"
        guard status >= 200 else {
            bytes = bytes[end...]
            (length, body) = (0, [])
            return
        }
        guard fields["transfer-encoding"] == nil, fields["date"] != nil,
            let length = Int(fields["content-length"] ?? "")
        else { finding("the framing of a reply: \(fields)") }
        self.length = length
        let bodyEnd = end + (toHead ? 0 : length)
        guard bodyEnd <= bytes.endIndex else { return nil }
        body = Array(bytes[end..<bodyEnd])
        bytes = bytes[bodyEnd...]
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        for index in bytes.indices.dropLast(3) where bytes[index] == 13 {
            if bytes[index..<index + 4].elementsEqual([13, 10, 13, 10]) { return index + 4 }
        }
        return nil
    }
}
