// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

/// What a writer does, one step after the other.
enum Step: Sendable {
    case write([UInt8])
    case flush
    case trailers(HTTPFields)
    /// Waits until the test opens the gate.
    case wait(Gate)
    case open(Gate)
    case fail(any Error)

    static func text(_ text: String) -> Step { .write(Array(text.utf8)) }
}

/// An error of a program, of which no client may read.
struct Mishap: Error {}

/// The writers that must all give the same replies, by themselves and by the handler they come from.
enum WriterKind: String, CaseIterable, CustomTestStringConvertible {
    case plain, async, plainInTask, asyncInTask

    var testDescription: String { rawValue }

    /// A handler that answers `/` with what `steps` write, and other paths with `ok`.
    func handler(
        status: HTTPResponse.Status = .ok, length: Int? = nil, _ steps: [Step]
    ) -> Handler {
        handler(Response(status: status, body: body(length: length, steps)))
    }

    /// A handler that answers `/` with `streamed`, and other paths with `ok`.
    func handler(_ streamed: Response) -> Handler {
        switch self {
        case .plain, .async:
            return Handler { request, _ in
                request.path == "/" ? streamed : Response(body: "ok")
            }
        case .plainInTask, .asyncInTask:
            return Handler { request, _ in
                await Task.yield()
                return request.path == "/" ? streamed : Response(body: "ok")
            }
        }
    }

    private func body(length: Int?, _ steps: [Step]) -> ResponseBody {
        switch self {
        case .plain, .plainInTask:
            ResponseBody(contentType: "text/plain", length: length) { writer in
                for step in steps { try Self.take(step, writer) }
            }
        case .async, .asyncInTask:
            ResponseBody(contentType: "text/plain", length: length) { writer in
                for step in steps { try await Self.take(step, writer) }
            }
        }
    }

    private static func take(_ step: Step, _ writer: BodyWriter) throws {
        switch step {
        case .write(let bytes): try writer.write(bytes)
        case .flush: try writer.flush()
        default: try takeQuickly(step, writer)
        }
    }

    private static func take(_ step: Step, _ writer: BodyWriter) async throws {
        switch step {
        case .write(let bytes): try await writer.write(bytes)
        case .flush: try await writer.flush()
        case .wait(let gate): while !gate.isOpen { await Task.yield() }
        default: try takeQuickly(step, writer)
        }
    }

    private static func takeQuickly(_ step: Step, _ writer: BodyWriter) throws {
        switch step {
        case .trailers(let fields): try writer.setTrailers(fields)
        case .wait(let gate): gate.wait()
        case .open(let gate): gate.open()
        case .fail(let error): throw error
        case .write, .flush: break
        }
    }
}
