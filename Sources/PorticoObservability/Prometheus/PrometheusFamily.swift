// SPDX-License-Identifier: Apache-2.0
#if Observability
    /// All series of one name.
    struct PrometheusFamily: Sendable {
        enum Kind: String, Sendable { case counter, gauge, histogram }

        enum Series: Sendable {
            case counter(CounterSeries)
            case gauge(GaugeSeries)
            case histogram(HistogramSeries)

            /// The object that was given out.
            var handler: AnyObject {
                switch self {
                case .counter(let series): series
                case .gauge(let series): series
                case .histogram(let series): series
                }
            }
        }

        let name: String
        let kind: Kind
        var help: String
        /// By their labels.
        var series: [String: Series] = [:]

        /// Its lines.
        func append(to text: inout String) {
            guard !series.isEmpty else { return }
            text += "# HELP \(name) \(PrometheusText.escaped(help, quotes: false))\n"
            text += "# TYPE \(name) \(kind.rawValue)\n"
            for (labels, series) in series.sorted(by: { $0.key < $1.key }) {
                switch series {
                case .counter(let series): append(name, labels, series.value, to: &text)
                case .gauge(let series): append(name, labels, series.value, to: &text)
                case .histogram(let series): append(series, labels, to: &text)
                }
            }
        }

        private func append(
            _ name: String, _ labels: String, _ value: Double, to text: inout String
        ) {
            let braced = labels.isEmpty ? "" : "{\(labels)}"
            text += "\(name)\(braced) \(PrometheusText.number(value))\n"
        }

        /// Buckets hold all that is not above their bounds: each counts those below it as well.
        private func append(
            _ series: HistogramSeries, _ labels: String, to text: inout String
        ) {
            let snapshot = series.snapshot
            var count = 0
            for (bound, inBucket) in zip(series.bounds + [.infinity], snapshot.counts) {
                count += inBucket
                let bucket = "le=\"\(PrometheusText.number(bound))\""
                append(
                    "\(name)_bucket", labels.isEmpty ? bucket : "\(labels),\(bucket)",
                    Double(count),
                    to: &text)
            }
            append("\(name)_sum", labels, snapshot.sum, to: &text)
            append("\(name)_count", labels, Double(count), to: &text)
        }
    }
#endif
