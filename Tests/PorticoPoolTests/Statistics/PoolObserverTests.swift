// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct PoolObserverTests {
    /// Writes the Rust Book's lines.
    private struct Book: PoolObserver {
        let lines = Journal<String>()

        func workerTookJob(_ id: Int) { lines.write("Worker \(id) got a job; executing.") }
        func workerWasToldToTerminate(_ id: Int) {
            lines.write("Worker \(id) was told to terminate.")
        }
        func willSendTerminateMessages(count: Int) {
            lines.write("Sending terminate message to all workers.")
        }
        func willShutDownWorkers(count: Int) { lines.write("Shutting down all workers.") }
        func willShutDownWorker(_ id: Int) { lines.write("Shutting down worker \(id)") }
    }

    @Test func readsLikeTheBook() throws {
        for _ in 0..<100 {
            let book = Book()
            var configuration = ThreadPool.Configuration(size: 3)
            configuration.observer = book
            let pool = try ThreadPool.build(configuration)
            for _ in 0..<2 { try pool.execute {} }
            pool.shutdown(.drain)
            pool.shutdown(.drain)
            let lines = book.lines.entries

            let fromTheCaller = lines.filter { $0.hasPrefix("S") }
            #expect(
                fromTheCaller == [
                    "Sending terminate message to all workers.", "Shutting down all workers.",
                    "Shutting down worker 0", "Shutting down worker 1", "Shutting down worker 2",
                ])
            #expect(lines.filter { $0.hasSuffix("got a job; executing.") }.count == 2)
            for id in 0..<3 {
                let own = lines.filter { $0.hasPrefix("Worker \(id) ") }
                #expect(own.last == "Worker \(id) was told to terminate.")
                #expect(own.filter { $0.hasSuffix("terminate.") }.count == 1)
            }
            let told = lines.firstIndex { $0.hasSuffix("was told to terminate.") }
            let sent = lines.firstIndex { $0.hasPrefix("Sending") }
            #expect(try #require(told) > #require(sent))
        }
    }

    @Test func hearsOfAShutdownOnAWorkerAndOfTheLaterWait() throws {
        let book = Book()
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.observer = book
        let pool = try ThreadPool.build(configuration)
        let isSent = Gate()
        try pool.execute {
            pool.shutdown(.drain)
            isSent.open()
        }
        #expect(isSent.wait())
        pool.shutdown(.drain)
        #expect(
            book.lines.entries.filter { $0.hasPrefix("S") } == [
                "Sending terminate message to all workers.", "Shutting down all workers.",
                "Shutting down worker 0",
            ])
    }

    @Test func isToldAfterEachJob() throws {
        struct Log: PoolObserver {
            let lines = Journal<String>()
            func workerTookJob(_ id: Int) { lines.write("took") }
            func jobFailed(with error: any Error, on id: Int) { lines.write("failed") }
            func workerFinishedJob(_ id: Int) { lines.write("finished") }
        }
        let log = Log()
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.observer = log
        let pool = try ThreadPool.build(configuration)
        try pool.execute {}
        try pool.execute { throw CancellationError() }
        pool.shutdown()
        #expect(log.lines.entries == ["took", "finished", "took", "failed", "finished"])
    }
}
