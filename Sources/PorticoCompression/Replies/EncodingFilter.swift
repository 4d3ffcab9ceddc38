// SPDX-License-Identifier: Apache-2.0
import Portico
import PorticoPool

/// Compresses a streamed body; small pieces of output are gathered.
struct EncodingFilter: BodyFilter {
    /// Less is not worth a piece of its own, and a writer that fails early still gets an error page.
    private static let minPieceBytes = 512

    private struct State {
        let encoder: any Encoder
        var output: [UInt8] = []
    }

    // One write at a time comes through here, so nobody waits for the lock while the library works.
    private let state: Guarded<State>

    init(_ encoder: sending any Encoder) {
        state = Guarded(State(encoder: encoder))
    }

    func process(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8] {
        state.withLock { state in
            state.output += state.encoder.encode(bytes, step)
            if case .more = step, state.output.count < Self.minPieceBytes { return [] }
            defer { state.output = [] }
            return state.output
        }
    }
}
