// SPDX-License-Identifier: Apache-2.0

/// The programs that a comparison needs.
enum Tools {
    private static let wrk = (name: "wrk", package: "wrk")
    private static let h2load = (name: "h2load", package: "nghttp2-client")
    private static let strace = (name: "strace", package: "strace")

    /// The settings without the scenarios that nothing here can generate the load for, and a line for
    /// what is left out.
    ///
    /// Throws ``CompareError/missingTool(_:package:)`` when too little is left.
    static func check(_ settings: Settings) async throws(CompareError) -> (Settings, [String]) {
        try await require(wrk)
        if settings.countsSystemCalls { try await require(strace) }
        guard await !Process.exists(h2load.name) else { return (settings, []) }
        var rest = settings
        rest.scenarios.removeAll(where: needsH2load)
        let missing = CompareError.missingTool(h2load.name, package: h2load.package)
        guard !rest.scenarios.isEmpty || !rest.curves.isEmpty else { throw missing }
        let left = settings.scenarios.filter(needsH2load).map { "\($0.id) is left out: \(missing)" }
        return (rest, left)
    }

    /// What each generator that is used says of its version.
    static func versions(_ settings: Settings) async throws -> [String] {
        var commands = [["wrk", "-v"]]
        if settings.scenarios.contains(where: needsH2load) {
            commands.append(["h2load", "--version"])
        }
        var versions: [String] = []
        for command in commands {
            // The version of wrk stands among other things.
            let line = try await Process.run(command).split(separator: "\n").first ?? ""
            let words = line.split(separator: " ").prefix { !$0.hasPrefix("[") }
            versions.append(words.joined(separator: " "))
        }
        return versions
    }

    private static func require(_ tool: (name: String, package: String)) async throws(CompareError)
    {
        guard await Process.exists(tool.name) else {
            throw .missingTool(tool.name, package: tool.package)
        }
    }

    private static func needsH2load(_ scenario: any Scenario) -> Bool {
        if case .open = scenario.load { true } else { false }
    }
}
