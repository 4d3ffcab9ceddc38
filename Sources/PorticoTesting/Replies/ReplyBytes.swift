// SPDX-License-Identifier: Apache-2.0
import Portico

/// Bytes that come one piece after the other, as a ``ReplyReader`` reads them.
struct ReplyBytes {
    /// Gives the next piece; nil at the end.
    typealias Source = () throws(ReplyFault) -> [UInt8]?

    /// The largest body that is read, in bytes.
    static let maxBodyBytes = DirectExchange.maxReplyBytes

    private let source: Source
    /// What has come and has not been read.
    private(set) var unread: [UInt8]
    private var start = 0

    init(_ unread: [UInt8] = [], _ source: @escaping Source) {
        self.unread = unread
        self.source = source
    }

    /// What is left over for the next reply.
    var rest: [UInt8] { Array(unread[start...]) }

    private var count: Int { unread.count - start }

    /// Waits for more; false at the end.
    private mutating func fill() throws(ReplyFault) -> Bool {
        guard let piece = try source() else { return false }
        if start == unread.count { (unread, start) = (piece, 0) } else { unread += piece }
        return true
    }

    /// The next line without its CR LF; nil when nothing comes any more.
    mutating func line() throws(ReplyFault) -> String? {
        var searched = start
        while true {
            if let end = unread[searched...].firstIndex(of: 10) {
                guard end > start, unread[end - 1] == 13 else {
                    throw .malformed("a line does not end in CR LF")
                }
                defer { start = end + 1 }
                return String(decoding: unread[start..<end - 1], as: UTF8.self)
            }
            let distance = unread.count - start
            guard try fill() else {
                guard distance == 0 else { throw .malformed("it ends within a line") }
                return nil
            }
            searched = start + distance
        }
    }

    /// Waits for the next bytes, `limit` at most; nil at the end.
    mutating func next(atMost limit: Int) throws(ReplyFault) -> [UInt8]? {
        if count == 0, try !fill() { return nil }
        let taken = min(count, limit)
        defer { start += taken }
        return Array(unread[start..<start + taken])
    }

    /// Appends the next `length` bytes to `bytes`.
    mutating func read(_ length: Int, into bytes: inout [UInt8]) throws(ReplyFault) {
        guard length <= Self.maxBodyBytes - bytes.count else {
            throw .tooLarge(limit: Self.maxBodyBytes)
        }
        var missing = length
        while missing > 0 {
            if count == 0, try !fill() { throw .brokenOff(received: bytes.count) }
            let taken = min(count, missing)
            bytes += unread[start..<start + taken]
            start += taken
            missing -= taken
        }
    }

    /// All bytes up to the end.
    mutating func readToEnd() throws(ReplyFault) -> [UInt8] {
        while try fill() {
            guard count <= Self.maxBodyBytes else { throw .tooLarge(limit: Self.maxBodyBytes) }
        }
        defer { start = unread.count }
        return rest
    }
}
