// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// What jobs tell those who try the pool.
final class Probe: Sendable {
    private let notes = Mutex<[String]>([])
    private let gate = DispatchSemaphore(value: 0)

    /// What was noted, in order.
    var all: [String] { notes.withLock { $0 } }
    /// How many notes there are.
    var count: Int { all.count }

    /// Notes something.
    func note(_ text: String = "") { notes.withLock { $0.append(text) } }

    /// Blocks the calling thread until `open`, or for the time in milliseconds; true when opened.
    @discardableResult func wait(_ milliseconds: Int = 20_000) -> Bool {
        gate.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    /// Lets `count` of those who wait go on.
    func open(_ count: Int = 1) {
        for _ in 0..<count { gate.signal() }
    }

    /// Waits until so many notes were made, at most a while; how many there are then.
    @discardableResult func reach(_ goal: Int, within milliseconds: Int = 5_000) -> Int {
        for _ in 0..<milliseconds where count < goal { usleep(1_000) }
        return count
    }
}

/// Blocks the calling thread.
func rest(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

/// What the system calls the calling thread.
var threadName: String {
    let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return name.map { String($0.dropLast()) } ?? "unknown"
}
