// SPDX-License-Identifier: Apache-2.0
package import Portico

/// One kind of work, and the load that it is measured under.
package protocol Scenario: Sendable {
    /// What it is called in `--scenarios`.
    var id: String { get }
    /// What happens, in one sentence.
    var summary: String { get }
    /// What the clients do.
    var load: Load { get }
    /// What clients ask for that do not wait for replies, in a load curve.
    var requests: [ComparedRequest] { get }
    /// Which figure decides.
    var keyFigure: Figure { get }
    /// What else is worth a look.
    var secondFigure: Figure { get }

    /// What the server does with requests, of the kind that `engine` runs.
    func handler(over engine: ComparedEngine) -> Handler
    /// Sets limits other than the defaults, the same for every engine.
    func adjust(_ limits: inout Limits)
}

extension Scenario {
    var secondFigure: Figure { .cpuPerRequest }

    var requests: [ComparedRequest] { [ComparedRequest("/")] }

    func adjust(_ limits: inout Limits) {}
}

/// A scenario of `portico compare`, which knows why it ends as it does.
///
/// A new one is a type in a file of its own, and a line in ``Scenarios/all``.
package protocol KnownScenario: Scenario {
    /// What the server does for one request; on a thread of the engine's choice.
    func answer(_ request: Request) -> Response
    /// Why an engine whose handlers run at `place` does best here, or, with nil, why none does; a whole
    /// sentence.
    func reason(_ place: ComparedEngine.Place?) -> String
}

extension KnownScenario {
    package func handler(over engine: ComparedEngine) -> Handler {
        engine.handler(Handler { request, _ in answer(request) })
    }
}

/// All scenarios.
package enum Scenarios {
    /// In the order of the report.
    package static let all: [any KnownScenario] = [
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
