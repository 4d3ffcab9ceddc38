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

    @Test func anOpenPageIsToldWhatOthersDo() async throws {
        try await withBookmarks(.wire) { client in
            let ada = try await client.signedIn()
            try await client.client.stream("/events?after=0") { events in
                _ = try await ada.send(
                    .post, "/api/bookmarks", ["url": "https://a.example", "title": "new"])
                let put = try await events.nextText(through: "\n\n")
                #expect(put?.hasPrefix("event: put\n") == true)
                #expect(put?.contains(">new</a>") == true)
                _ = try await ada.delete("/api/bookmarks/1")
                let last = try await events.nextText(through: "data: bookmark-1\n\n")
                #expect(last?.hasSuffix("event: removed\ndata: bookmark-1\n\n") == true)
            }
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
