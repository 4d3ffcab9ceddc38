// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico

/// Prints a line for each request.
struct RequestLines: Middleware {
    private let output: BookOutput

    init(_ output: BookOutput) {
        self.output = output
    }

    func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<ContinuousClock.Instant> {
        // The wait for a worker is a part of the time that the client waits.
        .next(.now - context.queueWait)
    }

    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context,
        _ start: ContinuousClock.Instant
    ) {
        output.printLine(
            Self.line(
                client: context.clientAddress?.host ?? "-", request: request,
                outcome.response, time: start.duration(to: .now)))
    }

    /// The line of one request: `127.0.0.1 GET /index.html 200 1234 B 0.42 ms`.
    static func line(
        client: String, request: Request, _ response: Response, time: Duration
    ) -> String {
        let hasBody = request.method != .head && response.status != .notModified
        let count: Int? = hasBody ? response.body.count : 0
        let bytes = count.map { "\($0)" } ?? "-"
        let micros = Int(time / .microseconds(1))
        let hundredths = micros % 1000 / 10
        let fraction = hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
        return "\(client) \(request.method) \(request.target) \(response.status.code) "
            + "\(bytes) B \(micros / 1000).\(fraction) ms"
    }
}
