// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Reads a form from a body, for whoever reads its parts.
///
/// A parser under a lock, which is not held while more of the body is waited for. Parts have numbers, so that
/// one that is over is told from the current one.
final class MultipartReader: Sendable {
    private struct State {
        var parser: MultipartParser
        /// The number of the current part; 0 before the first.
        var current = 0
        var hasPartEnded = true
        var failure: MultipartError?
        var isBeingRead = false
        /// A body that is there as a whole; nil once the parser has it.
        var whole: [UInt8]?
        let isWhole: Bool

        init(_ parser: MultipartParser, _ body: RequestBody) {
            self.parser = parser
            isWhole = !body.isStreamed
            whole = isWhole ? body.bytes : nil
        }

        /// What the parser has next; of a whole body, it asks for nothing.
        mutating func next() throws(MultipartError) -> MultipartParser.Event {
            while true {
                let event = try parser.next()
                guard isWhole, case .needsInput = event else { return event }
                if let bytes = whole.take() { try parser.take(bytes) } else { try parser.end() }
            }
        }
    }

    private let body: RequestBody
    let limits: MultipartLimits
    private let state: Guarded<State>

    init(_ body: RequestBody, boundary: String, limits: MultipartLimits) {
        self.body = body
        self.limits = limits
        state = Guarded(State(MultipartParser(boundary: boundary, limits: limits), body))
    }

    /// What the form has next: a part, content of the current one, or an end.
    private enum Step {
        case part(PartHeader, number: Int)
        case content([UInt8])
        case end
        case needsInput
    }

    // MARK: Plain handlers

    /// The next part, behind what has not been read of the current one; nil at the end.
    @available(*, noasync)
    func nextPart() throws -> MultipartPart? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try stepToPart() {
            case .part(let header, let number): return MultipartPart(self, header, number: number)
            case .needsInput: try take(try body.read())
            case .content, .end: return nil
            }
        }
    }

    /// The next content of the part `number`; nil at its end.
    @available(*, noasync)
    func read(_ number: Int, _ name: String) throws -> [UInt8]? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try stepInPart(number, name) {
            case .content(let bytes): return bytes
            case .needsInput: try take(try body.read())
            case .part, .end: return nil
            }
        }
    }

    // MARK: Async handlers

    /// The next part, behind what has not been read of the current one; nil at the end.
    func nextPart() async throws -> MultipartPart? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try stepToPart() {
            case .part(let header, let number): return MultipartPart(self, header, number: number)
            case .needsInput: try take(try await body.read())
            case .content, .end: return nil
            }
        }
    }

    /// The next content of the part `number`; nil at its end.
    func read(_ number: Int, _ name: String) async throws -> [UInt8]? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try stepInPart(number, name) {
            case .content(let bytes): return bytes
            case .needsInput: try take(try await body.read())
            case .part, .end: return nil
            }
        }
    }

    // MARK: From any thread

    /// Two readers at a time would give the parser their pieces in any order.
    private func beginReading() throws(RequestBodyError) {
        let isFree = state.withLock { state in
            defer { state.isBeingRead = true }
            return !state.isBeingRead
        }
        if !isFree { throw .alreadyBeingRead }
    }

    private func endReading() { state.withLock { $0.isBeingRead = false } }

    private func take(_ bytes: [UInt8]?) throws(MultipartError) {
        try withState { state throws(MultipartError) in
            if let bytes { try state.parser.take(bytes) } else { try state.parser.end() }
        }
    }

    /// Goes on to the next part, and drops content on the way.
    private func stepToPart() throws(MultipartError) -> Step {
        try withState { state throws(MultipartError) in
            while true {
                switch try state.next() {
                case .content: continue
                case .endOfPart: state.hasPartEnded = true
                case .end: return .end
                case .needsInput: return .needsInput
                case .part(let header):
                    state.current += 1
                    state.hasPartEnded = false
                    return .part(header, number: state.current)
                }
            }
        }
    }

    private func stepInPart(_ number: Int, _ name: String) throws(MultipartError) -> Step {
        try withState { state throws(MultipartError) in
            guard state.current == number else { throw .partIsOver(name: name) }
            guard !state.hasPartEnded else { return .end }
            switch try state.next() {
            case .content(let bytes): return .content(bytes)
            case .needsInput: return .needsInput
            case .part, .endOfPart, .end:
                state.hasPartEnded = true
                return .end
            }
        }
    }

    /// Works on the state; what the client's bytes made it throw, it throws again.
    private func withState<Value: Sendable>(
        _ body: (inout State) throws(MultipartError) -> Value
    ) throws(MultipartError) -> Value {
        try state.withLock { state throws(MultipartError) in
            if let failure = state.failure { throw failure }
            do throws(MultipartError) {
                return try body(&state)
            } catch {
                if error.httpError != nil { state.failure = error }
                throw error
            }
        }
    }
}
