// SPDX-License-Identifier: Apache-2.0

/// The settings that a person asks for on a command line.
package struct SettingsFlags: Equatable {
    /// Ids, separated by commas; nil means all.
    package var engines: String?
    /// Like `engines`.
    package var scenarios: String?
    package var connections: Int?
    package var workers: Int?
    /// In seconds.
    package var duration: Double?
    package var rounds: Int?
    package var isQuick = false
    package var countsSystemCalls = false

    /// No wishes.
    package init() {}

    /// The settings for a choice of `all` scenarios and the load curves of `curves`.
    ///
    /// Throws ``CompareError/unusable(reason:)`` for a value that makes no sense.
    package func settings(
        _ all: [any Scenario], curves: [any Scenario]
    ) throws(CompareError) -> Settings {
        var settings = isQuick ? Settings.quick : Settings()
        settings.scenarios = all
        if !isQuick { settings.curves = curves }
        if let engines {
            settings.engines = try Self.pick(engines, "engine", ComparedEngine.all, \.id)
        }
        if let scenarios {
            let ids = all.map(\.id) + [LoadCurves.id]
            let picked = try Self.pick(scenarios, "scenario", ids, \.self)
            settings.scenarios = all.filter { picked.contains($0.id) }
            settings.curves = picked.contains(LoadCurves.id) ? curves : []
        }
        settings.connections = try Self.check(
            connections ?? settings.connections, "--connections", in: 1...10_000)
        settings.workers = try Self.check(workers ?? settings.workers, "--workers", in: 1...4096)
        settings.rounds = try Self.check(rounds ?? settings.rounds, "--rounds", in: 1...100)
        if let duration {
            settings.duration = .seconds(try Self.check(duration, "--duration", in: 0.1...600))
        }
        settings.countsSystemCalls = countsSystemCalls
        return settings
    }

    private static func check<Value: Comparable>(
        _ value: Value, _ flag: String, in range: ClosedRange<Value>
    ) throws(CompareError) -> Value {
        guard range.contains(value) else {
            throw .unusable(
                reason:
                    "\(flag) \(value) makes no sense: choose \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    /// The elements whose ids are in a list separated by commas, in their own order.
    private static func pick<Element>(
        _ list: String, _ kind: String, _ all: [Element], _ id: (Element) -> String
    ) throws(CompareError) -> [Element] {
        let asked = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let known = all.map(id)
        for word in asked where !known.contains(word) {
            throw .unusable(
                reason:
                    "there is no \(kind) \"\(word)\": choose from \(known.joined(separator: ","))")
        }
        return all.filter { asked.contains(id($0)) }
    }
}
