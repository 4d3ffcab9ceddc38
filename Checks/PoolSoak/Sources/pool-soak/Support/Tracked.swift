// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// An object that is counted while it lives: jobs, observers and Workers' values hold one each.
///
/// When the last pool has ended and none is left, the pool has released all that it was given.
final class Tracked: Sendable {
    private static let count = Atomic(0)

    init() {
        Self.count.add(1, ordering: .relaxed)
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
    }

    /// How many live.
    static var live: Int { count.load(ordering: .relaxed) }

    /// Waits until none lives and no Worker's thread is left; throws after ten seconds.
    ///
    /// It may take a moment: the last reference of a task is released on a thread of Swift's own, and
    /// a thread is gone from the list of the system shortly after it has ended.
    static func expectNone() throws(Fault) {
        for _ in 0..<10_000 {
            if live == 0, threadCount(named: threadName) == 0 { return }
            SoakThread.pause(microseconds: 1_000)
        }
        throw Fault(
            "10 s after its end the pool still holds \(live) objects and has "
                + "\(threadCount(named: threadName)) threads")
    }

    /// What the threads of every pool here are called.
    static let threadName = "soaked"

    /// How many threads of this process have a name that begins like this.
    private static func threadCount(named prefix: String) -> Int {
        guard let folder = opendir("/proc/self/task") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            let id = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name(ofThread: id).hasPrefix(prefix) { count += 1 }
        }
        return count
    }

    private static func name(ofThread id: String) -> String {
        let file = open("/proc/self/task/\(id)/comm", O_RDONLY)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
