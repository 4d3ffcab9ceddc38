// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// A body that is expanded while it is read.
///
/// Held are one chunk as it came and one as it goes out, whatever the client sends.
final class DecodedBody: Sendable {
    /// What goes out at a time, in bytes.
    private static let chunkBytes = 64 << 10

    private struct State {
        /// What has come and is not expanded.
        var input: [UInt8] = []
        var start = 0
        /// What has been read, in bytes.
        var count = 0
        var isEmpty = true
        var hasEnded = false
        var isBeingRead = false
        var failure: RequestBodyError?
    }

    private enum Step {
        case bytes([UInt8])
        case needsInput
        case end
    }

    private let source: RequestBody
    private let decoder: any BodyDecoder
    /// The largest body, expanded.
    private let maxBytes: Int
    private let state = Guarded(State())

    init(_ source: RequestBody, _ decoder: any BodyDecoder, maxBytes: Int) {
        self.source = source
        self.decoder = decoder
        self.maxBytes = maxBytes
    }

    /// What ``RequestBody/read(upTo:)`` of a plain handler reads.
    @available(*, noasync)
    func read(upTo count: Int) throws(RequestBodyError) -> [UInt8]? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try step(upTo: count) {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .needsInput: take(try source.read())
            }
        }
    }

    /// What ``RequestBody/read(upTo:)`` of an async handler reads.
    func read(upTo count: Int) async throws -> [UInt8]? {
        try beginReading()
        defer { endReading() }
        while true {
            switch try step(upTo: count) {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .needsInput: take(try await source.read())
            }
        }
    }

    private func beginReading() throws(RequestBodyError) {
        let isFree = state.withLock { state in
            defer { state.isBeingRead = true }
            return !state.isBeingRead
        }
        if !isFree { throw .alreadyBeingRead }
    }

    private func endReading() { state.withLock { $0.isBeingRead = false } }

    private func take(_ chunk: [UInt8]?) {
        state.withLock { state in
            (state.input, state.start) = (chunk ?? [], 0)
            if chunk == nil { state.hasEnded = true } else { state.isEmpty = false }
        }
    }

    /// Expands the next bytes; what it throws, it throws again.
    private func step(upTo count: Int) throws(RequestBodyError) -> Step {
        try state.withLock { state throws(RequestBodyError) in
            if let failure = state.failure { throw failure }
            do throws(RequestBodyError) {
                return try step(&state, upTo: count)
            } catch {
                state.failure = error
                state.input = []
                throw error
            }
        }
    }

    private func step(_ state: inout State, upTo count: Int) throws(RequestBodyError) -> Step {
        let room = maxBytes - state.count
        while !state.hasEnded {
            let bytes = try decoder.decode(
                state.input, from: &state.start, upTo: min(count, Self.chunkBytes, room + 1))
            guard bytes.count <= room else { throw .tooLarge(limit: maxBytes) }
            state.count += bytes.count
            if !bytes.isEmpty { return .bytes(bytes) }
            if state.start == state.input.count { return .needsInput }
        }
        // A request without a body has nothing to be complete.
        if !state.isEmpty { try decoder.finish() }
        return .end
    }
}
