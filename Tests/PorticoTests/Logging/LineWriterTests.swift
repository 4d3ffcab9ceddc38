// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct LineWriterTests {
    private func writer(
        _ journal: Journal<String>, capacity: Int = 100, until gate: Gate? = nil,
        lost: Guarded<[Int]> = Guarded([])
    ) throws -> LineWriter<String> {
        try LineWriter(name: "test-lines", capacity: capacity) { lines in
            gate?.wait()
            for line in lines { journal.write(line) }
        } afterEach: { count, _ in
            lost.withLock { $0.append(count) }
            return nil
        }
    }

    @Test func writesEveryLineInItsOrderBeforeItsEnd() async throws {
        let journal = Journal<String>()
        let writer = try writer(journal, capacity: 10_000)
        for number in 1...5000 { #expect(writer.put("\(number)") == .queued) }
        #expect(await blocking { writer.end(atMost: .seconds(20)) } == 0)
        #expect(journal.entries == (1...5000).map { "\($0)" })
        #expect(writer.put("late") == .refused)
        #expect(await blocking { writer.end(atMost: .zero) } == 0)
    }

    @Test func countsWhatFindsNoRoom() async throws {
        let (gate, journal, lost) = (Gate(), Journal<String>(), Guarded<[Int]>([]))
        let writer = try writer(journal, capacity: 10, until: gate, lost: lost)
        let fates = (1...1000).map { writer.put("\($0)") }
        gate.open()
        #expect(await blocking { writer.end(atMost: .seconds(20)) } == 0)
        let queued = fates.count { $0 == .queued }
        #expect(journal.entries.count == queued)
        #expect(lost.withLock { $0.reduce(0, +) } == 1000 - queued)
        #expect((10...20).contains(queued))
    }

    @Test func endsWithoutWaitingForWhoDoesNotRead() async throws {
        let (gate, journal) = (Gate(), Journal<String>())
        let writer = try writer(journal, until: gate)
        for number in 1...50 { writer.put("\(number)") }
        let start = ContinuousClock.now
        #expect(await blocking { writer.end(atMost: .milliseconds(50)) } == 50)
        #expect(ContinuousClock.now - start < .seconds(10))
        gate.open()
        #expect(await blocking { writer.end(atMost: .seconds(20)) } == 0)
        #expect(journal.entries.count == 50)
    }
}
