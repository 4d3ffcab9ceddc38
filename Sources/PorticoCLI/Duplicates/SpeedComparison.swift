// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// How much faster a search is with several Workers than with one.
enum SpeedComparison {
    private static let rounds = 3

    /// Runs the search with one Worker and with all of its own, in turns, and says the ratio.
    ///
    /// The search should have run before: a first run reads from the disk what later ones find in
    /// memory, and would favour the second.
    static func measure(_ search: DuplicateSearch) throws -> String {
        var (alone, together) = (search, search)
        (alone.workers, alone.isSilent, together.isSilent) = (1, true, true)
        var (slow, fast) = ([Duration](), [Duration]())
        for round in 0..<rounds {
            // Each goes first in turn.
            if round.isMultiple(of: 2) { slow.append(try time(alone)) }
            fast.append(try time(together))
            if !round.isMultiple(of: 2) { slow.append(try time(alone)) }
        }
        let (one, many) = (slow.sorted()[rounds / 2], fast.sorted()[rounds / 2])
        return "speed: \(seconds(one)) with 1 worker, \(seconds(many)) with \(search.workers), "
            + "\(((one / many) * 100).rounded() / 100) times as fast on \(ThreadPool.defaultSize) "
            + "cores (medians of \(rounds) runs in turns, files in memory)"
    }

    private static func time(_ search: DuplicateSearch) throws -> Duration {
        let clock = ContinuousClock()
        return try clock.measure { _ = try search.run() }
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(((duration / .milliseconds(1)) * 10).rounded() / 10) ms"
    }
}
