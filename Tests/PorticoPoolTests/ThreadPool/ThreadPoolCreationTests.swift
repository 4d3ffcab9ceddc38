// SPDX-License-Identifier: Apache-2.0

import Foundation
import PorticoPool
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct ThreadPoolCreationTests {
    @Test func aPoolOfNoWorkersIsTheMistakeOfTheProgrammer() async {
        await #expect(processExitsWith: .failure) { _ = ThreadPool(size: 0) }
    }

    @Test(arguments: [0, -1, Int.min])
    func buildRefusesASizeThatIsNotPositive(_ size: Int) {
        #expect(throws: PoolCreationError.sizeNotPositive(size)) {
            try ThreadPool.build(size: size)
        }
    }

    @Test(arguments: [ThreadPool.maxSize + 1, Int.max])
    func buildRefusesAnAbsurdSize(_ size: Int) {
        #expect(throws: PoolCreationError.sizeTooLarge(size)) { try ThreadPool.build(size: size) }
    }

    @Test(arguments: [0, -1])
    func buildRefusesAQueueWithoutRoom(_ capacity: Int) {
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.capacity = capacity
        #expect(throws: PoolCreationError.capacityNotPositive(capacity)) {
            try ThreadPool.build(configuration)
        }
    }

    @Test func aThreadThatTheSystemRefusesIsATypedError() {
        var configuration = ThreadPool.Configuration(size: 2)
        configuration.stackBytes = 1 << 50
        let error = PoolCreationError.threadSpawnFailed(
            worker: 0, of: 2, call: "pthread_create", errno: EAGAIN)
        #expect(throws: error) { try ThreadPool.build(configuration) }
    }

    @Test func threadsAlreadyStartedHaveEndedWhenBuildThrows() {
        let hasEnded = Journal<PosixThread>()
        let error = PoolCreationError.threadSpawnFailed(
            worker: 3, of: 5, call: "pthread_create", errno: EAGAIN)
        #expect(throws: error) {
            _ = try ThreadPool(.init(size: 5)) { id, group throws(PosixError) in
                guard id < 3 else { throw PosixError(call: "pthread_create", code: EAGAIN) }
                let worker = try Worker.start(id: id, group: group)
                hasEnded.write(worker.thread)
                return worker
            }
        }
        #expect(hasEnded.entries.map(\.isJoined) == [true, true, true])
    }

    @Test(arguments: [
        (PoolCreationError.sizeNotPositive(0), "cannot make a pool of 0 workers"),
        (.sizeTooLarge(9999), "at most 4096"),
        (.threadSpawnFailed(worker: 3, of: 8, call: "pthread_create", errno: 11), "worker 3 of 8"),
    ])
    func anErrorSaysWhatWasAttempted(_ error: PoolCreationError, _ part: String) {
        #expect("\(error)".contains(part))
    }
}
