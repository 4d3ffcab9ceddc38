// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import Synchronization

/// Prints what the pool does in the words of the Rust Book.
final class BookLines: PoolObserver {
    private let isSilent = Atomic(false)
    private let output: BookOutput

    init(_ output: BookOutput) {
        self.output = output
    }

    /// Prints nothing any more: the server could not start, and one line says why.
    func silence() {
        isSilent.store(true, ordering: .relaxed)
    }

    func workerTookJob(_ id: Int) {
        print("Worker \(id) got a job; executing.")
    }

    func workerWasToldToTerminate(_ id: Int) {
        print("Worker \(id) was told to terminate.")
    }

    func willSendTerminateMessages(count: Int) {
        print("Sending terminate message to all workers.")
    }

    func willShutDownWorkers(count: Int) {
        print("Shutting down all workers.")
    }

    func willShutDownWorker(_ id: Int) {
        print("Shutting down worker \(id)")
    }

    private func print(_ line: String) {
        if !isSilent.load(ordering: .relaxed) { output.printLine(line) }
    }
}
