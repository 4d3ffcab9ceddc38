// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The line of JSON that ``WrkScript`` has wrk write at its end.
struct WrkSummary: Decodable {
    var requests: Int
    var micros: Int
    var refused: Int
    var failed: Int
    var latency: [Double]
    /// Pairs of microseconds and a count.
    var fast: [[Double]]?
    var slow: [[Double]]?

    /// Finds the line in what wrk has written; nil when it is not there.
    init?(output: String) {
        guard
            let line = output.split(separator: "\n").last(where: { $0.hasPrefix("{") }),
            let summary = try? JSONDecoder().decode(Self.self, from: Data(line.utf8))
        else { return nil }  // The caller shows the output, which says what went wrong.
        self = summary
    }

    var result: LoadResult {
        LoadResult(
            answered: max(0, requests - refused), refused: refused, failed: failed,
            seconds: Double(micros) / 1e6,
            latency: fast.map(Self.latency) ?? Latency(micros: requests == 0 ? [] : latency),
            slowLatency: slow.map(Self.latency))
    }

    private static func latency(_ pairs: [[Double]]) -> Latency {
        Latency(
            counting: pairs.compactMap { pair in
                pair.count == 2 ? (micros: pair[0], count: Int(pair[1])) : nil
            })
    }
}
