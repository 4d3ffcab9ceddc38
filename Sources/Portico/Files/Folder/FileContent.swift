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

    /// How much is read at a time.
    static let blockBytes = 256 << 10

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
        do {
            try write { all += $0 }
        } catch is Truncated {
            return nil
        }
        return all
    }

    /// Gives all of it to `write`, a block at a time: exactly ``count`` bytes, or an error.
    func write(to write: ([UInt8]) throws -> Void) throws {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): try write(bytes)
            case .file(let range): try self.write(range, write)
            }
        }
    }

    private func write(_ range: Range<Int>, _ write: ([UInt8]) throws -> Void) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = min(Self.blockBytes, range.upperBound - offset)
            let bytes = try file.read(at: offset, count: count)
            guard bytes.count == count else { throw Truncated() }
            try write(bytes)
            offset += count
        }
    }
}
