// SPDX-License-Identifier: Apache-2.0

/// What of the head of a reply says where it ends.
struct ReplyHead {
    /// 0 for what is no status line.
    private(set) var status = 0
    private(set) var length: Int?
    private(set) var isChunked = false
    private(set) var closes = false

    private static let contentLength = Array("content-length:".utf8)
    private static let transferEncoding = Array("transfer-encoding:".utf8)
    private static let connection = Array("connection:".utf8)

    /// Of no reply.
    init() {}

    /// Reads the bytes of `range`, which end in an empty line.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let start = range.lowerBound
        // `HTTP/1.1 200 `
        guard range.count >= 13, bytes[start] == UInt8(ascii: "H") else { return }
        status = Self.number(bytes, start + 9..<start + 12) ?? 0
        closes = bytes[start + 7] == UInt8(ascii: "0")
        var line = start
        while line < range.upperBound {
            var end = line
            while bytes[end] != 10 { end += 1 }
            read(bytes, line..<end)
            line = end + 1
        }
    }

    /// Where the empty line after a head ends.
    static func end(in bytes: Span<UInt8>, from start: Int) -> Int? {
        var index = start + 3
        while index < bytes.count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10 {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    /// Reads a line without its line feed.
    private mutating func read(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        guard let first = line.first else { return }
        switch bytes[first] | 0x20 {
        case UInt8(ascii: "c"):
            if let value = Self.value(bytes, line, Self.contentLength) {
                length = Self.number(bytes, value)
            } else if let value = Self.value(bytes, line, Self.connection) {
                closes = closes || (bytes[value.lowerBound] | 0x20) == UInt8(ascii: "c")
            }
        case UInt8(ascii: "t"):
            isChunked = isChunked || Self.value(bytes, line, Self.transferEncoding) != nil
        default: break
        }
    }

    /// Where the value of a line stands if it is of the field `name`.
    private static func value(
        _ bytes: Span<UInt8>, _ line: Range<Int>, _ name: [UInt8]
    ) -> Range<Int>? {
        guard line.count > name.count + 1 else { return nil }
        for index in name.indices where bytes[line.lowerBound + index] | 0x20 != name[index] | 0x20
        {
            return nil
        }
        var (start, end) = (line.lowerBound + name.count, line.upperBound)
        while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
        while start < end, bytes[end - 1] <= 32 { end -= 1 }
        return start < end ? start..<end : nil
    }

    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 15 else { return nil }
        var number = 0
        for index in range {
            guard (48...57).contains(bytes[index]) else { return nil }
            number = number * 10 + Int(bytes[index] - 48)
        }
        return number
    }
}
