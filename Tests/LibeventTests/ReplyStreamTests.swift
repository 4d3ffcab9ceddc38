// SPDX-License-Identifier: Apache-2.0
import Foundation
@testable import Libevent
import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ReplyStreamTests {
    /// What the loop of a test gets: a number for each time that it is woken.
    private static func stream(
        limit: Int = 100, length: Int? = nil, isLoopThere: Bool = true
    ) -> (ReplyStream, Journal<Int>) {
        let wakes = Journal<Int>()
        let stream = ReplyStream(limit: limit, length: length) { _ in
            wakes.write(1)
            return isLoopThere
        }
        return (stream, wakes)
    }

    @Test func wakesTheLoopOnceForManyWrites() throws {
        let (stream, wakes) = Self.stream()
        for _ in 1...10 { try stream.append([1]) }
        #expect(wakes.entries.count == 1)
        #expect(stream.take()?.bytes.count == 10)
        // It is at work, and looks again by itself.
        try stream.append([2])
        #expect(wakes.entries.count == 1)
        #expect(stream.sent())
        #expect(stream.take()?.bytes == [2])
        #expect(!stream.sent())
        try stream.append([3])
        #expect(wakes.entries.count == 2)
    }

    @Test func wakesTheLoopAgainAfterItFoundNothing() throws {
        let (stream, wakes) = Self.stream()
        try stream.begin()
        #expect(stream.take()?.bytes == [])
        #expect(!stream.sent())
        try stream.begin()
        #expect(stream.take() == nil)
        #expect(wakes.entries.count == 1)
        try stream.append([1])
        #expect(wakes.entries.count == 2)
    }

    /// Whatever the sizes of the writes, and however slowly the loop takes.
    @Test(arguments: [1, 2, 7, 100, 1000], [1, 3, 100, 250])
    func neverHoldsMoreThanItsLimit(_ limit: Int, _ size: Int) throws {
        let (stream, _) = Self.stream(limit: limit)
        let expected = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
        let ended = Gate()
        Thread.detachNewThread {
            for start in stride(from: 0, to: expected.count, by: size) {
                let bytes = expected[start..<min(start + size, expected.count)]
                do { try stream.append(Array(bytes)) } catch { Issue.record(error) }
            }
            #expect(stream.finish(isGood: true) == .complete)
            ended.open()
        }
        var bytes: [UInt8] = []
        var isOver = false
        while !isOver {
            #expect(stream.state.withLock { $0.used } <= limit)
            guard let taken = stream.take() else { continue }
            #expect(stream.state.withLock { $0.used } <= limit)
            bytes += taken.bytes
            isOver = taken.end == .complete
            #expect(stream.state.withLock { $0.used } <= limit)
            _ = stream.sent()
        }
        #expect(bytes == expected)
        #expect(ended.wait())
    }

    @Test func failsWhoWaitsForRoom() throws {
        let (stream, _) = Self.stream(limit: 10)
        let ended = Gate()
        Thread.detachNewThread {
            #expect(throws: ReplyStream.Failure.clientGone) {
                try stream.append([UInt8](repeating: 1, count: 11))
            }
            ended.open()
        }
        #expect(eventually { stream.state.withLock { $0.used } == 10 })
        stream.fail(.clientGone)
        #expect(ended.wait())
        // The first reason counts.
        stream.fail(.serverEnding)
        #expect(throws: ReplyStream.Failure.clientGone) { try stream.append([1]) }
        #expect(throws: ReplyStream.Failure.clientGone) { try stream.flush() }
    }

    @Test func failsTheTaskThatWaitsForRoom() async throws {
        let (stream, _) = Self.stream(limit: 10)
        let task = Task { try await stream.append([UInt8](repeating: 1, count: 11)) }
        while stream.state.withLock({ $0.used }) < 10 { await Task.yield() }
        stream.fail(.clientGone)
        await #expect(throws: ReplyStream.Failure.clientGone) { try await task.value }
    }

    /// Half a piece has been given: what would follow is not what the writer meant.
    @Test func isTornWhenATaskIsCancelledInTheMiddleOfAPiece() async throws {
        let (stream, _) = Self.stream(limit: 10)
        let task = Task { try await stream.append([UInt8](repeating: 1, count: 11)) }
        while stream.state.withLock({ $0.used }) < 10 { await Task.yield() }
        task.cancel()
        await #expect(throws: ReplyStream.Failure.cancelled) { try await task.value }
        await #expect(throws: ReplyStream.Failure.cancelled) { try await stream.append([2]) }
        #expect(stream.finish(isGood: true) == .brokenOff)
    }

    @Test func doesNotWaitInACancelledTask() async throws {
        let (stream, _) = Self.stream(limit: 10)
        try await stream.append([UInt8](repeating: 1, count: 10))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await stream.append([2])
        }
        task.cancel()
        await #expect(throws: ReplyStream.Failure.cancelled) { try await task.value }
        // Nothing of it was given, so others go on.
        _ = stream.take()
        _ = stream.sent()
        try await stream.append([3])
    }

    @Test func waitsInFlushUntilTheKernelHasAll() throws {
        let (stream, _) = Self.stream()
        let flushed = Gate()
        Thread.detachNewThread {
            do {
                try stream.append([1, 2])
                try stream.flush()
            } catch {
                Issue.record(error)
            }
            flushed.open()
        }
        #expect(eventually { stream.state.withLock { $0.used } == 2 })
        _ = stream.take()
        #expect(!flushed.isOpen)
        _ = stream.sent()
        #expect(flushed.wait())
    }

    @Test func failsWhenTheLoopHasEnded() {
        let (stream, _) = Self.stream(isLoopThere: false)
        #expect(throws: Never.self) { try stream.append([1]) }
        #expect(throws: ReplyStream.Failure.serverEnding) { try stream.append([1]) }
        #expect(throws: ReplyStream.Failure.serverEnding) { try stream.flush() }
    }

    @Test func keepsWhatWasWrittenBeforeAnEarlyEnd() throws {
        let (stream, _) = Self.stream()
        try stream.append([1])
        #expect(stream.end(.complete, because: .serverEnding))
        #expect(throws: ReplyStream.Failure.serverEnding) { try stream.append([2]) }
        let taken = try #require(stream.take())
        #expect(taken.bytes == [1])
        #expect(taken.end == .complete)
        #expect(stream.finish(isGood: false) == .failed(.serverEnding))
        #expect(!stream.end(.brokenOff, because: .serverEnding))
    }

    @Test func countsWhatWasAnnounced() throws {
        let (short, _) = Self.stream(length: 3)
        try short.append([1])
        #expect(short.finish(isGood: true) == .wrongLength(length: 3, written: 1))
        let (long, _) = Self.stream(length: 3)
        #expect(throws: ReplyStream.Failure.tooManyBytes(length: 3)) {
            try long.append([1, 2, 3, 4])
        }
        #expect(long.finish(isGood: true) == .notBegun(length: 3))
        let (exact, _) = Self.stream(length: 3)
        try exact.append([1, 2, 3])
        #expect(exact.finish(isGood: true) == .complete)
    }
}
