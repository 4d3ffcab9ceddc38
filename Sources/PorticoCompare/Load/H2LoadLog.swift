// SPDX-License-Identifier: Apache-2.0

/// What `h2load --log-file` has written: for each request its start in microseconds, the status and the
/// microseconds that it took.
struct H2LoadLog {
    private let rows: [(start: Double, status: Int, micros: Double)]

    init(_ text: String) {
        rows = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t")
            guard fields.count >= 3, let start = Double(fields[0]), let status = Int(fields[1]),
                let micros = Double(fields[2])
            else { return nil }
            return (start, status, micros)
        }
    }

    /// What came of `asked` requests; those without a row have failed.
    func result(asked: Int) -> LoadResult {
        let good = rows.filter { (100..<400).contains($0.status) }
        let refused = rows.count { $0.status >= 400 && $0.status < 600 }
        let first = rows.map(\.start).min() ?? 0
        let last = rows.map { $0.start + $0.micros }.max() ?? 0
        return LoadResult(
            answered: good.count, refused: refused, failed: max(0, asked - good.count - refused),
            seconds: (last - first) / 1e6, latency: Latency(sorting: good.map(\.micros)))
    }
}
