// SPDX-License-Identifier: Apache-2.0
import Libevent
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct FilteredStreamTests {
    /// Changes nothing.
    private struct Nothing: BodyFilter {
        func process(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8] { bytes }
    }

    private func makeStream(length: Int? = nil) -> FilteredStream {
        let stream = ReplyStream(limit: 10, length: nil) { _ in true }
        return FilteredStream(BodyWriter(stream), Nothing(), length: length)
    }

    /// What came out of a filter cannot be left out of a body.
    @Test func failsForGoodWhenAWriteWasCancelled() async throws {
        let stream = makeStream()
        try await stream.write([UInt8](repeating: 7, count: 10))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await stream.write([8])
        }
        task.cancel()
        await #expect(throws: BodyWriteError.cancelled) { try await task.value }
        await #expect(throws: BodyWriteError.cancelled) { try await stream.write([]) }
        await #expect(throws: BodyWriteError.cancelled) { try await stream.finish() }
    }

    @Test func countsWhatIsWrittenAndNotWhatIsSent() async throws {
        let stream = makeStream(length: 3)
        try await stream.write([1, 2])
        await #expect(throws: BodyWriteError.tooManyBytes(length: 3)) {
            try await stream.write([3, 4])
        }
        await #expect(throws: BodyWriteError.tooManyBytes(length: 3)) { try await stream.finish() }
        await #expect(throws: BodyWriteError.writerEnded) { try await stream.write([]) }
    }

    @Test func throwsWhenTooLittleWasWritten() async throws {
        let stream = makeStream(length: 3)
        try await stream.write([1, 2])
        await #expect(throws: FilteredStream.WrongLength.self) { try await stream.finish() }
    }
}
