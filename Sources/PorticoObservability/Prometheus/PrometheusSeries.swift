// SPDX-License-Identifier: Apache-2.0
#if Observability
    import CoreMetrics
    import PorticoPool

    /// One series of values that are counted up.
    final class CounterSeries: CounterHandler, FloatingPointCounterHandler {
        private let state = Guarded(0.0)

        var value: Double { state.withLock(\.self) }

        /// What is not positive is not counted: a counter never falls.
        func increment(by amount: Double) {
            guard amount > 0, amount.isFinite else { return }
            state.withLock { $0 += amount }
        }

        func increment(by amount: Int64) { increment(by: Double(amount)) }
        func reset() { state.withLock { $0 = 0 } }
    }

    /// One series of a value that rises and falls.
    final class GaugeSeries: MeterHandler, RecorderHandler {
        private let state = Guarded(0.0)

        var value: Double { state.withLock(\.self) }

        func set(_ value: Double) { state.withLock { $0 = value } }
        func set(_ value: Int64) { set(Double(value)) }
        func increment(by amount: Double) { state.withLock { $0 += amount } }
        func decrement(by amount: Double) { state.withLock { $0 -= amount } }
        func record(_ value: Double) { set(value) }
        func record(_ value: Int64) { set(Double(value)) }
    }

    /// One series of values that are sorted into buckets.
    final class HistogramSeries: TimerHandler, RecorderHandler {
        /// What was recorded up to a moment.
        struct Snapshot: Sendable {
            /// How many values fell into each bucket alone; the last one has no bound.
            var counts: [Int]
            var sum = 0.0
        }

        /// The upper bounds of all buckets but the last, ascending; each belongs to its bucket.
        let bounds: [Double]
        private let state: Guarded<Snapshot>

        init(bounds: [Double]) {
            self.bounds = bounds
            state = Guarded(Snapshot(counts: [Int](repeating: 0, count: bounds.count + 1)))
        }

        var snapshot: Snapshot { state.withLock(\.self) }

        func record(_ value: Double) {
            guard !value.isNaN else { return }
            let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
            state.withLock { snapshot in
                snapshot.counts[bucket] += 1
                snapshot.sum += value
            }
        }

        func record(_ value: Int64) { record(Double(value)) }
        func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    }
#endif
