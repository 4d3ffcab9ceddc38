// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    @Test func aPageThatWasAwayForTooLongIsToldToBeginAnew() async throws {
        try await withBookmarks { client in
            let reply = try await client.get("/events?after=77")
            #expect(reply.headers[.contentType] == "text/event-stream")
            #expect(reply.text == "event: reload\ndata: \n\n")
            #expect(try await client.get("/events").status == .badRequest)
        }
    }

    @Test func aSignalIsNotLostWhileNobodyLooks() async {
        let signal = ChangeSignal()
        var values: AsyncStream<Void>.Iterator? = signal.values().makeAsyncIterator()
        await values?.next()
        signal.send()
        signal.send()
        #expect(await values?.next() != nil)
        values = nil
        #expect(signal.waiterCount == 0)
    }
}
