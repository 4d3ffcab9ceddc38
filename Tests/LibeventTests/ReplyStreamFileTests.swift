// SPDX-License-Identifier: Apache-2.0
import Foundation
import PorticoPool
import TestSupport
import Testing

@testable import Libevent

/// Files that are a part of a body.
@Suite(.endsWithin(minutes: 1)) struct ReplyStreamFileTests {
    private static let size = 2_500_000

    private func withFile(_ body: (OpenFile, FileTree) throws -> Void) throws {
        try FileTree.make { tree in
            try tree.write("a", [UInt8](repeating: 7, count: Self.size))
            try body(try OpenFile(path: tree.path("a")), tree)
        }
    }

    /// The file goes behind the bytes that were written before, and nothing is taken in between.
    @Test func keepsTheOrderOfBytesAndFiles() throws {
        try withFile { file, _ in
            let stream = ReplyStream(limit: 100_000, length: 3000, pipes: FilePipes()) { _ in true }
            try stream.append([1, 2])
            #expect(try stream.append(file, at: 0, count: 1000) == 1000)
            let written = Gate()
            Thread.detachNewThread {
                do { try stream.append([3]) } catch { Issue.record(error) }
                written.open()
            }
            let first = try #require(stream.take())
            #expect(first.bytes == [1, 2])
            #expect(first.segment?.count == 1000)
            _ = stream.sent()
            #expect(written.wait())
            let second = stream.take()
            #expect(second?.bytes == [3])
            #expect(second?.segment == nil)
        }
    }

    @Test(arguments: [true, false])
    func givesAllOfAFileInItsOrder(_ hasPipes: Bool) throws {
        try withFile { file, tree in
            try tree.append("a", "more")
            let pipes = hasPipes ? FilePipes() : nil
            let stream = ReplyStream(limit: 1000, length: Self.size, pipes: pipes) { _ in true }
            let ended = Gate()
            Thread.detachNewThread {
                var offset = 0
                do {
                    while offset < Self.size {
                        offset += try stream.append(file, at: offset, count: Self.size - offset)
                    }
                } catch {
                    Issue.record(error)
                }
                #expect(stream.finish(isGood: true) == .complete)
                ended.open()
            }
            var (count, end) = (0, ReplyStream.End?.none)
            while end == nil {
                guard let taken = stream.take() else {
                    sched_yield()
                    continue
                }
                #expect((taken.segment == nil) == !hasPipes || taken.bytes.isEmpty)
                count += taken.bytes.count + (taken.segment?.count ?? 0)
                end = taken.end
                _ = stream.sent()
            }
            #expect(ended.wait())
            #expect(count == Self.size)
        }
    }

    @Test func saysWhereAFileEnds() throws {
        try withFile { file, tree in
            let stream = ReplyStream(limit: 1000, length: 100, pipes: FilePipes()) { _ in true }
            try tree.overwrite("a", "short")
            #expect(try stream.append(file, at: 5, count: 10) == 0)
            #expect(stream.finish(isGood: false) == .notBegun(length: 100))
        }
    }

    @Test func takesNoMoreThanTheLengthThatWasAnnounced() throws {
        try withFile { file, _ in
            let stream = ReplyStream(limit: 1000, length: 100, pipes: FilePipes()) { _ in true }
            #expect(throws: ReplyStream.Failure.tooManyBytes(length: 100)) {
                _ = try stream.append(file, at: 0, count: 101)
            }
        }
    }

    /// Also a writer that waits for room with the part that it has.
    @Test func letsGoOfTheFileWhenItsClientLeaves() throws {
        try withFile { file, _ in
            let pipes = FilePipes()
            let stream = ReplyStream(limit: 1000, length: Self.size, pipes: pipes) { _ in true }
            _ = try stream.append(file, at: 0, count: 4096)
            let ended = Gate()
            Thread.detachNewThread {
                #expect(throws: ReplyStream.Failure.clientGone) {
                    _ = try stream.append(file, at: 4096, count: 4096)
                }
                ended.open()
            }
            stream.fail(.clientGone)
            #expect(ended.wait())
            #expect(pipes.count == 0)
        }
    }
}
