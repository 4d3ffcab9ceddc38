// SPDX-License-Identifier: Apache-2.0

/// Several parts of one file in a body, RFC 9110 §14.6.
struct MultipartRanges {
    /// The type of the file.
    let type: String
    /// The length of the file.
    let length: Int
    /// 128 bits of chance: no file holds it.
    let boundary: String

    init(type: String, length: Int) {
        self.type = type
        self.length = length
        boundary = (1...2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    /// The type of the body.
    var contentType: String { "multipart/byteranges; boundary=\(boundary)" }

    /// The value of `Content-Range`, RFC 9110 §14.4.
    func contentRange(_ range: Range<Int>) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
    }

    /// The body: each part with a head of its own.
    func pieces(_ ranges: [Range<Int>]) -> [FileContent.Piece] {
        var pieces: [FileContent.Piece] = []
        for range in ranges {
            let head =
                "\(pieces.isEmpty ? "" : "\r\n")--\(boundary)\r\nContent-Type: \(type)\r\n"
                + "Content-Range: \(contentRange(range))\r\n\r\n"
            pieces.append(.bytes(Array(head.utf8)))
            pieces.append(.file(range))
        }
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        return pieces
    }
}
