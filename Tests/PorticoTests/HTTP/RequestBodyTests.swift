// SPDX-License-Identifier: Apache-2.0
import Portico
import TestSupport
import Testing

/// Whole bodies are read like streams.
@Suite(.endsWithin(minutes: 1)) struct RequestBodyTests {
    private let request = Request(method: .post, target: "/", body: Array("hello".utf8))

    @Test func readsAWholeBodyInPiecesThatAnyCopyOfTheRequestContinues() throws {
        let copy = request
        #expect(try request.body.read(upTo: 2) == Array("he".utf8))
        #expect(try copy.body.read() == Array("llo".utf8))
        #expect(try request.body.read() == nil)
        #expect(try request.body.read() == nil)
        #expect(request.body.string == "hello")
        #expect(!request.body.isStreamed)
    }

    @Test func readsAWholeBodyAsASequence() async throws {
        var chunks: [[UInt8]] = []
        for try await chunk in request.body.chunks { chunks.append(chunk) }
        #expect(chunks == [Array("hello".utf8)])
        #expect(try await request.body.read() == nil)
    }

    @Test func collectsNoMoreThanItMay() async throws {
        #expect(try await request.body.collect(upTo: 5) == Array("hello".utf8))
        let other = Request(target: "/", body: [1, 2, 3])
        await #expect(throws: RequestBodyError.tooLarge(limit: 2)) {
            try await other.body.collect(upTo: 2)
        }
    }

    @Test func collectsNoMoreThanAPlainHandlerMay() throws {
        let request = Request(target: "/", body: [1, 2, 3])
        #expect(throws: RequestBodyError.tooLarge(limit: 2)) { try request.body.collect(upTo: 2) }
        #expect(try Request(target: "/").body.collect(upTo: 0) == [])
    }

    @Test(arguments: [
        RequestBodyError.clientGone, .tooSlow, .tooLarge(limit: 1), .malformed(reason: "a"),
        .alreadyAnswered, .alreadyBeingRead, .onLoop,
    ])
    func saysWhatItCouldNotDo(_ error: RequestBodyError) {
        #expect(error.description.hasPrefix("cannot read the body: "))
    }
}
