// SPDX-License-Identifier: Apache-2.0

import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct WorkerLocalTests {
    struct Failure: Error {}

    /// Not Sendable, like a handle of a database.
    final class Handle {
        let births, deaths: Journal<Int?>
        var uses = 0
        init(_ births: Journal<Int?>, _ deaths: Journal<Int?>) {
            (self.births, self.deaths) = (births, deaths)
            births.write(Worker.currentID)
        }
        deinit { deaths.write(Worker.currentID) }
    }

    @Test func eachWorkerMakesItsOwnValueOnceAndReleasesItAtItsEnd() throws {
        let (pool, births, deaths) = (ThreadPool(size: 2), Journal<Int?>(), Journal<Int?>())
        let (local, uses) = (WorkerLocal { Handle(births, deaths) }, Journal<Int>())
        for _ in 0..<10 {
            let met = Gate(arrivals: 2)
            for _ in 0..<2 {
                try pool.execute {
                    met.open()
                    met.wait()
                    try local.withValue { handle in
                        handle.uses += 1
                        uses.write(handle.uses)
                    }
                }
            }
            #expect(met.wait())
        }
        try pool.waitUntilIdle()
        #expect(Set(births.entries) == [0, 1])
        #expect(births.entries.count == 2)
        #expect(deaths.entries.isEmpty)
        pool.shutdown()
        #expect(Set(deaths.entries) == [0, 1])
        #expect(uses.entries.max() == 10)
    }

    @Test func aValueOfANumberIsChangedInPlace() throws {
        let (pool, local) = (ThreadPool(size: 1), WorkerLocal { 0 })
        for expected in 1...3 {
            let value = try pool.submit {
                try local.withValue { number in
                    number += 1
                    return number
                }
            }
            #expect(try value.get() == expected)
        }
    }

    @Test func aValueThatCouldNotBeMadeIsTriedAgain() throws {
        let (pool, attempts) = (ThreadPool(size: 1), Tally())
        let local = WorkerLocal {
            attempts.add()
            if attempts.count == 1 { throw Failure() }
            return "made"
        }
        let first = try pool.submit { try local.withValue { $0 } }
        #expect(throws: Failure.self) { try first.get() }
        #expect(try pool.submit { try local.withValue { $0 } }.get() == "made")
    }

    @Test func thereIsNoValueOffTheWorkers() {
        #expect(throws: PoolError.notOnWorker) { try WorkerLocal { 1 }.withValue { $0 } }
    }

    @Test func aValueMayBeNil() throws {
        let (pool, makes) = (ThreadPool(size: 1), Tally())
        let local = WorkerLocal<Int?> {
            makes.add()
            return 42
        }
        #expect(try pool.submit { try local.withValue { $0 } }.get() == 42)
        _ = try pool.submit { try local.withValue { $0 = nil } }.get()
        #expect(try pool.submit { try local.withValue { $0 } }.get() == nil)
        #expect(makes.count == 1)
        pool.shutdown()
    }
}
