// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

extension Generator {
    /// Asks at moments that do not depend on the answers, from a process of its own on its own cores.
    ///
    /// The same rate and time give the same moments.
    func open(
        _ scenario: any Scenario, _ child: ChildCommand, on port: Int, rate: Double,
        for duration: Duration
    ) async throws -> OpenResult {
        let role = ChildRole.load(
            ChildRole.LoadRole(
                scenario: scenario.id, port: port, connections: connections, rate: rate,
                seconds: duration.seconds, seed: 1))
        let output = try await Process.run(
            cores.pinning(cores.generator, child.words), role: role)
        let lines = output.split(separator: "\n").compactMap { ChildLines.text(String($0)) }
        guard let line = lines.last else {
            throw CompareError.noSummary(tool: "the generator of load", output: output)
        }
        return try JSONDecoder().decode(OpenResult.self, from: Data(line.utf8))
    }
}
