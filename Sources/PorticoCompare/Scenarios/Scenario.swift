// SPDX-License-Identifier: Apache-2.0
package import Portico

/// One kind of work, and the load that it is measured under.
///
/// A new one is a type in a file of its own, and a line in ``Scenarios/all``.
package protocol Scenario: Sendable {
    /// What it is called in `--scenarios`.
    var id: String { get }
    /// What happens, in one sentence.
    var summary: String { get }
    /// What the clients do.
    var load: Load { get }
    /// Which figure decides.
    var keyFigure: Figure { get }
    /// What else is worth a look.
    var secondFigure: Figure { get }

    /// What the server does for one request; on a thread of the engine's choice.
    func answer(_ request: Request) -> Response
    /// Sets limits other than the defaults, the same for every engine.
    func adjust(_ limits: inout Limits)
    /// Why an engine whose handlers run at `place` does best here, or, with nil, why none does; a whole
    /// sentence.
    func reason(_ place: ComparedEngine.Place?) -> String
}

extension Scenario {
    var secondFigure: Figure { .cpuPerRequest }

    func adjust(_ limits: inout Limits) {}
}

/// All scenarios.
package enum Scenarios {
    /// In the order of the report.
    package static let all: [any Scenario] = [
        HelloScenario(),
        BlockingScenario(),
        MixedScenario(),
        CPUScenario(),
        BodyScenario(),
        UploadScenario(),
        CloseScenario(),
        OverloadScenario(),
        IdleScenario(),
    ]
}
