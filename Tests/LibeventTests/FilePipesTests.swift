// SPDX-License-Identifier: Apache-2.0
import Glibc
import PorticoPool
import TestSupport
import Testing

@testable import Libevent

@Suite(.endsWithin(minutes: 1)) struct FilePipesTests {
    private static let size = 3 * FilePipes.pipeBytes + 5
    private static let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 251 &+ $0) }

    private func withFile(_ body: (OpenFile, FileTree) throws -> Void) throws {
        try FileTree.make { tree in
            try tree.write("a", Self.bytes)
            try body(try OpenFile(path: tree.path("a")), tree)
        }
    }

    /// Reads what lies in a segment, as a socket would take it.
    private func read(_ segment: FileSegment?) throws -> [UInt8] {
        var segment = try #require(segment)
        let sockets = try SocketPair()
        var bytes: [UInt8] = []
        while segment.count > 0 {
            let isSent = segment.send(to: sockets.near)
            try #require(isSent)
            bytes += sockets.read()
        }
        return bytes
    }

    @Test(arguments: [(0, 1), (0, 65_536), (1, 1 << 20), (4097, 200_000), (size - 7, 7)])
    func giveTheBytesOfAFile(_ offset: Int, _ count: Int) throws {
        try withFile { file, _ in
            let segment = FileSegment(of: file, at: offset, count: count, through: FilePipes())
            let bytes = try read(segment)
            // Fewer where the disk, or the machine, is slow.
            #expect((1...count).contains(bytes.count))
            let isIntact = bytes == Array(Self.bytes[offset..<offset + bytes.count])
            #expect(isIntact)
        }
    }

    @Test func giveNoMoreThanAPipeHoldsOrTheFileHas() throws {
        try withFile { file, _ in
            let pipes = FilePipes()
            let isFull = eventually {
                let whole = FileSegment(of: file, at: 0, count: Self.size, through: pipes)
                return whole?.count == FilePipes.pipeBytes
            }
            #expect(isFull)
            let rest = FileSegment(of: file, at: Self.size - 5, count: 4096, through: pipes)
            #expect(rest?.count == 5)
            #expect(FileSegment(of: file, at: Self.size, count: 1, through: pipes) == nil)
        }
    }

    /// What was in memory is sent, also when the file has lost it meanwhile.
    @Test func keepWhatAFileHad() throws {
        try withFile { file, tree in
            let segment = FileSegment(of: file, at: 0, count: 65_536, through: FilePipes())
            try tree.overwrite("a", "")
            let isIntact = try read(segment) == Array(Self.bytes[..<65_536])
            #expect(isIntact)
        }
    }

    @Test func areUsedAgainOnlyWhenTheyAreEmpty() throws {
        try withFile { file, _ in
            let pipes = FilePipes()
            _ = try read(FileSegment(of: file, at: 0, count: 1000, through: pipes))
            #expect(pipes.count == 1)
            for _ in 1...3 { _ = FileSegment(of: file, at: 0, count: 1000, through: pipes) }
            #expect(pipes.count == 0, "what was left in a pipe was kept")
        }
    }

    @Test func areBounded() throws {
        try withFile { file, _ in
            let pipes = FilePipes()
            var segments: [FileSegment] = []
            while let segment = FileSegment(of: file, at: 0, count: 1, through: pipes) {
                segments.append(segment)
                try #require(segments.count <= FilePipes.maxCount)
            }
            #expect(pipes.count == segments.count)
            for segment in segments { _ = try read(segment) }
            segments = []
            #expect(pipes.count == FilePipes.maxIdle)
        }
    }

    @Test func saysThatNobodyReads() throws {
        try withFile { file, _ in
            var segment = try #require(
                FileSegment(of: file, at: 0, count: 1000, through: FilePipes()))
            let sockets = try SocketPair()
            sockets.closeFar()
            // SIGPIPE would end this process.
            let isSent = segment.send(to: sockets.near)
            #expect(!isSent)
        }
    }
}

/// Two connected sockets.
private final class SocketPair {
    let near: Socket
    private var far: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        let result = unsafe socketpair(AF_UNIX, type, 0, &ends)
        try #require(result == 0)
        near = Socket(descriptor: ends[0])
        far = ends[1]
    }

    deinit {
        close(near.descriptor)
        closeFar()
    }

    /// Once, whoever asks again: the number may be another file's by then.
    func closeFar() {
        if far >= 0 { close(far) }
        far = -1
    }

    /// All that has come.
    func read() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = unsafe max(0, recv(far, buffer.baseAddress, buffer.count, 0))
            }
            guard !bytes.isEmpty else { return all }
            all += bytes
        }
    }
}
