// SPDX-License-Identifier: Apache-2.0
import Logging
import Portico
import Testing

struct ContextTests {
    @Test func canBeMadeWithoutAServer() {
        let context = Context()
        #expect(context.workerID == nil)
        #expect(context.queueWait == .zero)
        #expect(!context.isClientGone)
        #expect(context.parameters["id"] == nil)
        #expect(!context.requestID.isEmpty)
    }

    @Test func putsTheRequestIDIntoItsLogger() {
        let book = LogBook()
        let context = Context(logger: book.logger)
        context.logger.info("hello", metadata: ["more": "1"])
        #expect(book.entries.map(\.message) == ["hello"])
        #expect(book.entries.first?.metadata == ["request-id": context.requestID, "more": "1"])
    }

    @Test func doesNotCancelWhatNobodyCancelled() throws {
        try Context().checkCancellation()
    }

    @Test func cancelsWithItsTask() async {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try Context().checkCancellation()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
