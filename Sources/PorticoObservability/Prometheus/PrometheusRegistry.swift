// SPDX-License-Identifier: Apache-2.0
#if Observability
    public import CoreMetrics
    public import Portico
    import PorticoPool

    /// Keeps what is measured with swift-metrics, and shows it as text to Prometheus.
    ///
    /// ```swift
    /// let registry = PrometheusRegistry()
    /// MetricsSystem.bootstrap(registry)
    /// router.on(.get, "/metrics", handler: registry.handler)
    /// ```
    /// Labels become names by putting `_` for what may not stand in one. The names of counters end with `_total`,
    /// those of timers with `_seconds`; a timer and an aggregating recorder become a histogram. A label that was
    /// measured in two ways has the kind of the later one in its name. From any thread.
    ///
    /// [Text format 0.0.4](https://prometheus.io/docs/instrumenting/exposition_formats/)
    public final class PrometheusRegistry: MetricsFactory {
        /// The bounds of buckets for times of HTTP requests, in seconds, as OpenTelemetry advises.
        public static let defaultBuckets = [
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
        ]

        private let buckets: [Double]
        private let families = Guarded<[String: PrometheusFamily]>([:])

        /// Makes a registry whose histograms have `buckets`: upper bounds, of timers in seconds.
        ///
        /// - Precondition: The bounds ascend and are finite.
        public init(buckets: [Double] = PrometheusRegistry.defaultBuckets) {
            precondition(
                zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }
                    && buckets.allSatisfy(\.isFinite),
                "the bounds of buckets ascend and are finite")
            self.buckets = buckets
        }

        /// All that has been measured, as text.
        public var text: String {
            let families = families.withLock { Array($0.values) }
            var text = ""
            for family in families.sorted(by: { $0.name < $1.name }) { family.append(to: &text) }
            return text
        }

        /// Answers with ``text``; for a route that Prometheus asks.
        public var handler: Handler {
            Handler { [self] _, _ in
                Response(
                    headers: [
                        .contentType: PrometheusText.contentType, .cacheControl: "no-store",
                    ], body: ResponseBody(text))
            }
        }

        /// Says in a sentence what `label` measures, for Prometheus to show.
        ///
        /// Call it when the label has been measured; until then, the label stands there.
        public func describe(_ label: String, _ help: String) {
            let name = PrometheusText.name(label)
            families.withLock { families in
                for suffix in ["", "_total", "_seconds"] { families[name + suffix]?.help = help }
            }
        }

        // MARK: What swift-metrics asks for

        /// A counter whose name ends with `_total`.
        public func makeCounter(
            label: String, dimensions: [(String, String)]
        ) -> any CounterHandler { counter(label, dimensions) }

        /// A counter whose name ends with `_total`.
        public func makeFloatingPointCounter(
            label: String, dimensions: [(String, String)]
        ) -> any FloatingPointCounterHandler { counter(label, dimensions) }

        /// A gauge.
        public func makeMeter(
            label: String, dimensions: [(String, String)]
        ) -> any MeterHandler { gauge(label, dimensions) }

        /// A histogram, or a gauge of the last value.
        public func makeRecorder(
            label: String, dimensions: [(String, String)], aggregate: Bool
        ) -> any RecorderHandler {
            aggregate ? histogram(label, "", dimensions) : gauge(label, dimensions)
        }

        /// A histogram in seconds, whose name ends with `_seconds`.
        public func makeTimer(
            label: String, dimensions: [(String, String)]
        ) -> any TimerHandler { histogram(label, "_seconds", dimensions) }

        /// Shows it no more.
        public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
        /// Shows it no more.
        public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
            remove(handler)
        }
        /// Shows it no more.
        public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
        /// Shows it no more.
        public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
        /// Shows it no more.
        public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

        // MARK: Finding and making series

        private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
            let series = find(label, "_total", .counter, dimensions) { .counter(CounterSeries()) }
            if case .counter(let series) = series { return series }
            return CounterSeries()
        }

        private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
            let series = find(label, "", .gauge, dimensions) { .gauge(GaugeSeries()) }
            if case .gauge(let series) = series { return series }
            return GaugeSeries()
        }

        private func histogram(
            _ label: String, _ suffix: String, _ dimensions: [(String, String)]
        ) -> HistogramSeries {
            let series = find(label, suffix, .histogram, dimensions) { [buckets] in
                .histogram(HistogramSeries(bounds: buckets))
            }
            if case .histogram(let series) = series { return series }
            return HistogramSeries(bounds: buckets)
        }

        /// The series with these labels, made if there is none.
        private func find(
            _ label: String, _ suffix: String, _ kind: PrometheusFamily.Kind,
            _ dimensions: [(String, String)], _ make: () -> PrometheusFamily.Series
        ) -> PrometheusFamily.Series {
            var name = PrometheusText.name(label)
            if !name.hasSuffix(suffix) { name += suffix }
            let labels = PrometheusText.labels(dimensions)
            let new = make()
            return families.withLock { families in
                if let family = families[name], family.kind != kind { name += "_\(kind.rawValue)" }
                if let series = families[name]?.series[labels] { return series }
                families[
                    name, default: PrometheusFamily(name: name, kind: kind, help: label)
                ].series[labels] = new
                return new
            }
        }

        private func remove(_ handler: AnyObject) {
            families.withLock { families in
                for (name, family) in families {
                    for (labels, series) in family.series where series.handler === handler {
                        families[name]?.series[labels] = nil
                    }
                }
            }
        }
    }
#endif
