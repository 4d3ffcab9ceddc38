// SPDX-License-Identifier: Apache-2.0

/// What a program that compares its own handlers was started with.
struct OwnArguments: Equatable {
    var flags = SettingsFlags()
    /// Where the report goes, as JSON; nil means nowhere.
    var json: String?
    /// Where the page goes; nil means nowhere.
    var html: String?
    var wantsHelp = false

    /// Reads `--name value` and `--name=value`.
    ///
    /// Throws ``CompareError/unusable(reason:)`` for anything else.
    init(_ words: [String]) throws(CompareError) {
        var words = words[...]
        while let word = words.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : nil
            if try set(word) { continue }
            guard Self.names.contains(String(parts[0])) else {
                throw .unusable(reason: "there is no option \(word); --help shows all")
            }
            guard let value = value ?? words.popFirst() else {
                throw .unusable(reason: "\(word) has no value; --help shows what it takes")
            }
            try set(String(parts[0]), to: value)
        }
    }

    private static let names = [
        "--engines", "--scenarios", "--connections", "--workers", "--duration", "--rounds",
        "--json", "--html",
    ]

    /// Sets an option that has no value; false if it is none.
    private mutating func set(_ name: String) throws(CompareError) -> Bool {
        switch name {
        case "--quick": flags.isQuick = true
        case "--syscalls": flags.countsSystemCalls = true
        case "--help", "-h": wantsHelp = true
        default: return false
        }
        return true
    }

    private mutating func set(_ name: String, to value: String) throws(CompareError) {
        switch name {
        case "--engines": flags.engines = value
        case "--scenarios": flags.scenarios = value
        case "--connections": flags.connections = try Self.number(name, value)
        case "--workers": flags.workers = try Self.number(name, value)
        case "--duration": flags.duration = try Self.number(name, value)
        case "--rounds": flags.rounds = try Self.number(name, value)
        case "--json": json = value
        default: html = value
        }
    }

    private static func number<Value: LosslessStringConvertible>(
        _ name: String, _ text: String
    ) throws(CompareError) -> Value {
        guard let value = Value(text) else {
            throw .unusable(reason: "\(name) \(text) is no number")
        }
        return value
    }

    /// What `--help` prints.
    static func help(_ program: String, _ scenarios: [any Scenario]) -> String {
        let defaults = Settings()
        return """
            Compare a native pool with other engines, on the handlers and requests of this program.

            usage: \(program) [options]

              --quick             measure once and shortly, without the load curve
              --engines a,b       only these: \(ComparedEngine.all.map(\.id).joined(separator: ","))
              --scenarios a,b     only these: \((scenarios.map(\.id) + [LoadCurves.id]).joined(separator: ","))
              --connections N     how many ask at a time (default: \(defaults.connections))
              --workers N         how many workers a pool has (default: \(defaults.workers))
              --duration SECONDS  of one measurement (default: \(defaults.duration.seconds))
              --rounds N          how often everything is measured (default: \(defaults.rounds))
              --syscalls          count calls of the system, too; needs strace
              --json FILE         write all that was measured to this file
              --html FILE         write a page to look at to this file

            Ctrl-C ends the comparison; what has been measured until then is reported.
            """
    }
}
