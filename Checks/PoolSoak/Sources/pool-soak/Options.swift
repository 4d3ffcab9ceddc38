// SPDX-License-Identifier: Apache-2.0

/// What the command line asks for.
struct Options {
    /// What is run, one after the other.
    private(set) var scenarios: [Scenario] = []
    /// How long, in seconds.
    private(set) var seconds = 60.0
    /// The seed of the first round of each scenario; the next has the next number.
    private(set) var seed = UInt64.random(in: 1...999_999)
    /// How many rounds of each scenario at most.
    private(set) var rounds = Int.max
    /// After how many seconds a round counts as hung.
    private(set) var limit = 60.0

    init(_ arguments: [String]) throws(Fault) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                scenarios.append(try Self.scenario(named: word))
                continue
            }
            guard let text = rest.popFirst(), let number = Double(text), number >= 0 else {
                throw Fault("cannot read the command: \(word) needs a number behind it")
            }
            switch word {
            case "--minutes": seconds = number * 60
            case "--seconds": seconds = number
            case "--seed": seed = UInt64(number)
            case "--rounds": rounds = Int(number)
            case "--limit": limit = number
            default: throw Fault("cannot read the command: there is no option \(word)")
            }
        }
        if scenarios.isEmpty { scenarios = Scenario.all }
    }

    private static func scenario(named name: String) throws(Fault) -> Scenario {
        if let found = Scenario.all.first(where: { $0.name == name }) { return found }
        let names = Scenario.all.map(\.name).joined(separator: ", ")
        throw Fault("there is no scenario \(name); there are \(names)")
    }
}
