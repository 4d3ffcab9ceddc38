// SPDX-License-Identifier: Apache-2.0
import Portico

/// A large request body, which the loop reads before the handler runs.
struct UploadScenario: KnownScenario {
    let id = "upload"
    let summary = "The client sends 1 MiB, and the handler answers how much it was."
    let load = Load.closed(uploadBytes: 1 << 20)
    let keyFigure = Figure.requestsPerSecond

    func answer(_ request: Request) -> Response {
        Response(body: ResponseBody("\(request.body.count)"))
    }

    func reason(_ place: ComparedEngine.Place?) -> String {
        """
        Reading a mebibyte is the work of the loop, before the handler runs; differences come \
        from what else keeps the loop from it, and from how many uploads it has under way at a \
        time.
        """
    }
}
