// SPDX-License-Identifier: Apache-2.0
import Portico
import Synchronization

/// Streamed bodies that stand still: replies as long as their clients do not read, and requests as long as
/// nobody has asked for them to be read.
final class HeldBodies: Sendable {
    private static let piece = [UInt8](repeating: 97, count: 16 << 10)

    private let state = Mutex<(isOpen: Bool, readers: [CheckedContinuation<Void, Never>])>(
        (false, []))

    /// A reply of `count` bytes, whose writer waits for its client.
    func reply(of count: Int) -> Response {
        Response(
            body: ResponseBody(length: count) { writer async throws in
                var rest = count
                while rest > 0 {
                    let piece = rest < Self.piece.count ? Array(Self.piece[..<rest]) : Self.piece
                    try await writer.write(piece)
                    rest -= piece.count
                }
            })
    }

    /// Reads `body` once ``release()`` has been called, and says how long it was.
    func read(_ body: RequestBody) async throws -> String {
        await withCheckedContinuation { reader in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.readers.append(reader) }
                return state.isOpen
            }
            if isOpen { reader.resume() }
        }
        var count = 0
        for try await chunk in body.chunks { count += chunk.count }
        return "\(count) bytes\n"
    }

    /// Has the requests be read that came, and those that come.
    func release() -> String {
        let readers = state.withLock { state in
            defer { state = (true, []) }
            return state.readers
        }
        for reader in readers { reader.resume() }
        return "\(readers.count) bodies\n"
    }
}
