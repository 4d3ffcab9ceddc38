// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// An open file that is read from its beginning to its end.
///
/// Every read fails once the file is not what it was when its folder was read: then nothing can be
/// said about its content.
struct FileContent: ~Copyable {
    /// How much is read at a time.
    static let blockBytes = 1 << 18
    /// How much of every file is looked at first.
    static let headBytes = 1 << 14

    private let file: FoundFile
    private let descriptor: FileDescriptor
    /// Foundation's, because swift-system reads into unsafe pointers only.
    private let handle: FileHandle
    private var rest: Int

    init(_ file: FoundFile) throws(FileProblem) {
        let descriptor: FileDescriptor
        do {
            // Something else may be there by now: a link is not followed, a pipe not waited for.
            descriptor = try FileDescriptor.open(
                file.path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
        } catch {
            throw FileProblem(file.path, error)
        }
        let handle = FileHandle(fileDescriptor: descriptor.rawValue, closeOnDealloc: true)
        try Self.check(descriptor, isStill: file)
        (self.file, self.descriptor, self.handle) = (file, descriptor, handle)
        rest = file.bytes
    }

    /// The next block, or nil at the end.
    mutating func next(atMost count: Int = blockBytes) throws(FileProblem) -> Data? {
        guard rest > 0 else {
            try Self.check(descriptor, isStill: file)
            return nil
        }
        let count = min(count, rest)
        let block: Data?
        do {
            block = try handle.read(upToCount: count)
        } catch {
            throw FileProblem(file.path, error)
        }
        guard let block, block.count == count else { throw .changed(file.path) }
        rest -= count
        return block
    }

    private static func check(
        _ descriptor: FileDescriptor, isStill file: FoundFile
    ) throws(FileProblem) {
        let status: Stat
        do {
            status = try descriptor.stat()
        } catch {
            throw FileProblem(file.path, error)
        }
        guard status.type == .regular, FoundFile.Version(status) == file.version else {
            throw .changed(file.path)
        }
    }
}

extension FileContent {
    /// A number that is equal for equal content, in this process; of the head only, or of everything.
    static func digest(of file: FoundFile, isHead: Bool) throws(FileProblem) -> Int {
        var content = try FileContent(file)
        var hasher = Hasher()
        if isHead {
            if let head = try content.next(atMost: headBytes) { combine(head.span, into: &hasher) }
        } else {
            while let block = try content.next() { combine(block.span, into: &hasher) }
        }
        return hasher.finalize()
    }

    /// Whether two files have the same bytes.
    static func areEqual(_ one: FoundFile, _ other: FoundFile) throws(FileProblem) -> Bool {
        var left = try FileContent(one)
        var right = try FileContent(other)
        while let block = try left.next() {
            guard block == (try right.next(atMost: block.count)) else { return false }
        }
        return try right.next() == nil
    }

    /// Eight bytes at a time: as an array of bytes, hashing would take ten times as long.
    private static func combine(_ bytes: Span<UInt8>, into hasher: inout Hasher) {
        var index = 0
        while index + 8 <= bytes.count {
            var word: UInt64 = 0
            for place in 0..<8 { word |= UInt64(bytes[index + place]) << UInt64(8 * place) }
            hasher.combine(word)
            index += 8
        }
        while index < bytes.count {
            hasher.combine(bytes[index])
            index += 1
        }
    }
}
