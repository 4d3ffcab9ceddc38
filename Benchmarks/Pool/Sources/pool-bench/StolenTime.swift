// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How much of the time of all cores a hypervisor gave to other machines, from `/proc/stat`.
struct StolenTime {
    private let stolen, total: Double

    /// Looks at the counters; zeros where there are none.
    static var now: StolenTime {
        let fields = firstLine.split(separator: " ").dropFirst().compactMap { Double($0) }
        // user, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in user.
        guard fields.count >= 8 else { return StolenTime(stolen: 0, total: 0) }
        return StolenTime(stolen: fields[7], total: fields.prefix(8).reduce(0, +))
    }

    private static var firstLine: String {
        guard let file = fopen("/proc/stat", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [CChar](repeating: 0, count: 512)
        guard fgets(&bytes, Int32(bytes.count), file) != nil else { return "" }
        let line = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: line, as: UTF8.self)
    }

    /// Which share of the time since `start` was stolen, from 0 to 1.
    func share(since start: StolenTime) -> Double {
        total > start.total ? (stolen - start.stolen) / (total - start.total) : 0
    }
}
