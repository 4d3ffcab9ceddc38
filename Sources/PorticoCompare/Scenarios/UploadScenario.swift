// SPDX-License-Identifier: Apache-2.0
import Portico

/// A large request body, which the loop reads before the handler runs.
struct UploadScenario: Scenario {
    let id = "upload"
    let summary = "The client sends 1 MiB, and the handler answers how much it was."
    let load = Load.closed(uploadBytes: 1 << 20)
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        Response(body: ResponseBody("\(request.body.count)"))
    }

    func reason(_ place: ComparedEngine.Place) -> String {
        "Reading a mebibyte costs more than any engine: the loop does that before the handler runs, wherever it does."
    }
}
