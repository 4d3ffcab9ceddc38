// SPDX-License-Identifier: Apache-2.0
import Portico

/// Handlers that stream as their requests' ``StreamPlan`` says.
enum StreamedSite {
    private struct Stop: Error {}

    private static let policy = BodyPolicy.stream(maxBytes: serverLimits.maxBodyBytes)

    static let plain = Handler(body: policy) { request, _ in
        var seen = head(of: request)
        let plan = StreamPlan(for: seen)
        guard !plan.answersEarly else { return answerEarly(request, seen, plan) }
        while let chunk = try request.body.read(upTo: plan.readBytes) { seen.body += chunk }
        guard plan.kind != .collected else { return Response(body: ResponseBody(seen.echo)) }
        let echo = seen.echo
        return Response(
            body: ResponseBody(length: plan.hasLength ? echo.utf8.count : nil) { writer in
                for piece in plan.pieces(of: echo) { try writer.write(Array(piece)) }
                if plan.hasTrailer { try writer.setTrailers(trailers) }
                if plan.kind == .brokenOff, !plan.hasLength { throw Stop() }
            })
    }

    static let async = Handler(body: policy) { request, _ in
        var seen = head(of: request)
        let plan = StreamPlan(for: seen)
        guard !plan.answersEarly else { return answerEarlyInTask(request, seen, plan) }
        while let chunk = try await request.body.read(upTo: plan.readBytes) { seen.body += chunk }
        guard plan.kind != .collected else { return Response(body: ResponseBody(seen.echo)) }
        let echo = seen.echo
        return Response(
            body: ResponseBody(length: plan.hasLength ? echo.utf8.count : nil) { writer in
                for piece in plan.pieces(of: echo) {
                    try await writer.write(Array(piece))
                    if piece.count % 8 == 7 { try await writer.flush() }
                }
                if plan.hasTrailer { try writer.setTrailers(trailers) }
                if plan.kind == .brokenOff, !plan.hasLength { throw Stop() }
            })
    }

    /// Nothing of the body, also where it is whole.
    private static func head(of request: Request) -> Reference.Request {
        var seen = Reference.Request(seenIn: request)
        seen.body = []
        return seen
    }

    private static let trailers: HTTPFields = {
        var fields = HTTPFields()
        if let name = HTTPField.Name(StreamPlan.trailer.name) {
            fields[name] = StreamPlan.trailer.value
        }
        return fields
    }()

    private static func answerEarly(
        _ request: Request, _ seen: Reference.Request, _ plan: StreamPlan
    ) -> Response {
        let echo = seen.echo
        guard plan.kind == .echoed else { return Response(body: ResponseBody(echo)) }
        return Response(
            body: ResponseBody { writer in
                for piece in plan.pieces(of: echo) { try writer.write(Array(piece)) }
                while let chunk = try request.body.read(upTo: plan.readBytes) {
                    try writer.write(chunk.hexadecimal)
                }
                if plan.hasTrailer { try writer.setTrailers(trailers) }
            })
    }

    private static func answerEarlyInTask(
        _ request: Request, _ seen: Reference.Request, _ plan: StreamPlan
    ) -> Response {
        let echo = seen.echo
        guard plan.kind == .echoed else { return Response(body: ResponseBody(echo)) }
        return Response(
            body: ResponseBody { writer async throws in
                for piece in plan.pieces(of: echo) { try await writer.write(Array(piece)) }
                while let chunk = try await request.body.read(upTo: plan.readBytes) {
                    try await writer.write(chunk.hexadecimal)
                }
                if plan.hasTrailer { try writer.setTrailers(trailers) }
            })
    }
}
