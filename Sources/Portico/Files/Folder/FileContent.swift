// SPDX-License-Identifier: Apache-2.0
import Libevent

/// What is sent of a file: parts of it, and bytes between them.
struct FileContent: Sendable {
    /// A part of what is sent.
    enum Piece: Sendable {
        case bytes([UInt8])
        case file(Range<Int>)

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(let range): range.count
            }
        }
    }

    /// The file is shorter than it was when the head was made.
    struct Truncated: Error, CustomStringConvertible {
        let description = "the file became shorter while it was sent"
    }

    private let file: OpenFile
    private let pieces: [Piece]
    /// How many bytes it is.
    let count: Int

    init(_ file: OpenFile, _ pieces: [Piece]) {
        self.file = file
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// All of it, read at once; nil when the file is shorter than it was.
    func read() throws -> [UInt8]? {
        if pieces.count == 1, case .file(let range) = pieces[0] {
            let bytes = try file.read(at: range.lowerBound, count: range.count)
            return bytes.count == range.count ? bytes : nil
        }
        var all: [UInt8] = []
        all.reserveCapacity(count)
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): all += bytes
            case .file(let range): all += try file.read(at: range.lowerBound, count: range.count)
            }
        }
        return all.count == count ? all : nil
    }

    /// Gives all of it to `writer`, a part at a time: exactly ``count`` bytes, or an error.
    func write(to writer: BodyWriter) throws {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): try writer.write(bytes)
            case .file(let range): try write(range, to: writer)
            }
        }
    }

    private func write(_ range: Range<Int>, to writer: BodyWriter) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = try writer.write(file, at: offset, count: range.upperBound - offset)
            guard count > 0 else { throw Truncated() }
            offset += count
        }
    }
}
