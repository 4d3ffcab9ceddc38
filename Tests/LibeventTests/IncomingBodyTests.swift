// SPDX-License-Identifier: Apache-2.0
import HTTP1
import PorticoPool
import TestSupport
import Testing

@testable import Libevent

@Suite(.endsWithin(minutes: 1)) struct IncomingBodyTests {
    private let body = IncomingBody(limit: 1000)

    private func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    }

    @Test func givesWhatHasComeAndThenTheEnd() throws {
        #expect(body.append([1, 2, 3]) == 997)
        #expect(body.append([4]) == 996)
        #expect(try body.read(upTo: 3) == [1, 2, 3])
        #expect(try body.read(upTo: .max) == [4])
        _ = body.append([5])
        body.end(.success(()))
        #expect(try body.read(upTo: .max) == [5])
        #expect(try body.read(upTo: .max) == nil)
        #expect(try body.read(upTo: .max) == nil)
    }

    @Test func keepsTheOrderWhateverIsReadAtATime() throws {
        var (all, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes(5000)[...])
        var step = 0
        while !rest.isEmpty || body.bufferedBytes > 0 {
            step += 1
            let piece = Array(rest.prefix(min(step % 7 * 30, body.room() ?? 0)))
            rest = rest.dropFirst(piece.count)
            if !piece.isEmpty { _ = body.append(piece) }
            #expect(body.bufferedBytes <= 1000)
            if body.bufferedBytes > 0 {
                all += try #require(try body.read(upTo: step % 5 * 40 + 1))
            }
        }
        #expect(all == bytes(5000))
    }

    @Test func tellsTheLoopOnceThatThereIsRoomAgain() throws {
        let journal = Journal<String>()
        body.whenWanted { journal.write("wanted") }
        #expect(body.append(bytes(700)) == 300)
        #expect(body.append(bytes(200)) == nil, "the loop must wait")
        _ = try body.read(upTo: 300)
        #expect(journal.entries == [], "600 bytes are much")
        _ = try body.read(upTo: 100)
        #expect(journal.entries == ["wanted"])
        _ = try body.read(upTo: 100)
        #expect(journal.entries == ["wanted"])
        #expect(body.room() == 600)
    }

    @Test func tellsTheLoopAtTheFirstReadThatTheClientMaySend() async throws {
        let journal = Journal<String>()
        body.whenWanted { journal.write("wanted") }
        body.waitForReader()
        let body = body
        async let first = body.read(upTo: 10)
        #expect(eventually { journal.entries == ["wanted"] })
        _ = body.append([7])
        #expect(try await first == [7])
    }

    @Test(arguments: [IncomingBody.Failure.clientGone, .answered, .refused(.bodyTooSlow)])
    func wakesABlockedReaderWhenItFails(_ failure: IncomingBody.Failure) async throws {
        let body = body
        let error = await blocking {
            let began = Gate()
            body.waitForReader()
            body.whenWanted { began.open() }
            let thread = try? PosixThread(name: "end") {
                began.wait()
                body.end(.failure(failure))
            }
            defer { thread?.join() }
            return #expect(throws: IncomingBody.Failure.self) { try body.read(upTo: 1) }
        }
        #expect(error == failure)
        #expect(throws: failure) { try body.read(upTo: 1) }
    }

    @Test func dropsWhatIsHeldWhenItFails() throws {
        _ = body.append(bytes(10))
        body.end(.failure(.clientGone))
        body.end(.success(()))
        #expect(body.bufferedBytes == 0)
        #expect(throws: IncomingBody.Failure.clientGone) { try body.read(upTo: 1) }
    }

    @Test func wakesASuspendedReaderThatIsCancelled() async throws {
        let (body, began) = (body, Gate())
        body.waitForReader()
        body.whenWanted { began.open() }
        let task = Task { try await body.read(upTo: 1) }
        await blocking { _ = began.wait() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Another one may read on.
        _ = body.append([1])
        #expect(try await body.read(upTo: 1) == [1])
    }

    @Test func letsOnlyOneReadAtATime() async throws {
        let (body, began) = (body, Gate())
        body.waitForReader()
        body.whenWanted { began.open() }
        let task = Task { try await body.read(upTo: 1) }
        await blocking { _ = began.wait() }
        await #expect(throws: IncomingBody.Failure.alreadyBeingRead) {
            try await body.read(upTo: 1)
        }
        await blocking {
            _ = #expect(throws: IncomingBody.Failure.alreadyBeingRead) { try body.read(upTo: 1) }
        }
        _ = body.append([1])
        #expect(try await task.value == [1])
    }

    /// Wakes for each piece are what a fast upload would cost most.
    @Test func wakesAReaderWhenHalfIsThereOrNoMoreComes() async throws {
        let body = body
        let reads = Journal<Int>()
        let reader = Task {
            while let bytes = try await body.read(upTo: .max) { reads.write(bytes.count) }
        }
        try await waitsForBytes()
        _ = body.append(bytes(300), expectsMore: true)
        _ = body.append(bytes(200), expectsMore: true)
        #expect(eventually { reads.entries == [500] })
        try await waitsForBytes()
        _ = body.append(bytes(300), expectsMore: true)
        body.wakeReader()
        #expect(eventually { reads.entries == [500, 300] })
        body.end(.success(()))
        try await reader.value
    }

    /// Returns when a reader waits.
    private func waitsForBytes() async throws {
        while !body.isAwaited { await Task.yield() }
    }

    @Test func doesNotLetTheLoopWaitForItself() async throws {
        await blocking {
            let body = IncomingBody(limit: 1000)
            _ = #expect(throws: IncomingBody.Failure.onLoopThread) { try body.read(upTo: 1) }
            _ = body.append([1])
            let found = try? body.read(upTo: 1)
            #expect(found == [1], "there is nothing to wait for")
        }
    }

    @Test func readsAWholeBodyInPieces() throws {
        let whole = IncomingBody(whole: bytes(10))
        #expect(try whole.read(upTo: 4) == bytes(4))
        #expect(try whole.read(upTo: .max) == Array(bytes(10)[4...]))
        #expect(try whole.read(upTo: .max) == nil)
        #expect(try IncomingBody(whole: []).read(upTo: 1) == nil)
    }
}
