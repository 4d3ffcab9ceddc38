// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A ``Histogram`` that one Worker writes and others read at any time.
final class LiveHistogram: Sendable {
    private let counts = InlineArray<252, Atomic<Int>> { _ in Atomic(0) }

    /// Counts a time; only on the Worker.
    func add(nanoseconds: UInt64) {
        let bucket = Histogram.bucket(of: nanoseconds)
        counts[bucket].store(counts[bucket].load(ordering: .relaxed) + 1, ordering: .relaxed)
    }

    /// What has been counted so far.
    ///
    /// From any thread.
    var snapshot: Histogram {
        var histogram = Histogram()
        for index in counts.indices {
            histogram.counts[index] = counts[index].load(ordering: .relaxed)
        }
        return histogram
    }
}
