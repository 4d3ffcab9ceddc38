// SPDX-License-Identifier: Apache-2.0

/// What the streamed replies of a front have in common; on the loop thread.
///
/// In one pass of the loop each of them sends once: the other connections have their turns between.
final class StreamTurns {
    private var waiting: [Connection] = []
    private var nextPass: Event?
    /// For the lines of chunks, one send at a time.
    let buffer = OutputBuffer(capacity: 256)

    init(on loop: EventLoop) throws(LibeventError) {
        nextPass = try Event(on: loop, repeats: false) { [unowned self] in takeTurns() }
    }

    /// Has `connection` go on in the next pass.
    func add(_ connection: Connection) {
        waiting.append(connection)
        if waiting.count == 1 { nextPass?.activateInNextPass() }
    }

    private func takeTurns() {
        let list = waiting
        waiting.removeAll(keepingCapacity: list.count < 1024)
        for connection in list { connection.continueStream() }
    }
}
