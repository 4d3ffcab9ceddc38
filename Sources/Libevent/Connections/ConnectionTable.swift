// SPDX-License-Identifier: Apache-2.0

/// The connections of a front, by descriptor: a reply finds its connection here.
final class ConnectionTable {
    private var slots: [Connection?] = []
    /// Where idle ones stood in the order of their age, the oldest last; looked at again before one is
    /// closed.
    private var oldest: [(slot: Int, since: Duration)] = []

    /// All there are.
    var all: some Sequence<Connection> { slots.lazy.compactMap(\.self) }

    func add(_ connection: Connection) {
        let slot = Int(connection.socket.descriptor)
        if slot >= slots.count {
            // Made anew, not appended to: then looking a connection up is not checked for overlapping use.
            slots = slots + Array(repeating: nil, count: max(64, slot + 1 - slots.count))
        }
        slots[slot] = connection
    }

    func remove(_ connection: Connection) {
        slots[Int(connection.socket.descriptor)] = nil
    }

    /// The exchange `id`, if it has not been answered; nil when it has ended, as its client has gone.
    func exchange(_ id: ExchangeID) -> Exchange? {
        let slot = Int(id.slot)
        guard slot >= 0, slot < slots.count, let connection = slots[slot] else { return nil }
        return connection.unanswered(id)
    }

    /// The connection whose last exchange is `id`.
    func connection(_ id: ExchangeID) -> Connection? {
        let slot = Int(id.slot)
        guard slot >= 0, slot < slots.count, let connection = slots[slot] else { return nil }
        return connection.exchangeID.serial == id.serial ? connection : nil
    }

    /// The connection that streams the reply to `id`; nil when none does.
    func streaming(_ id: ExchangeID) -> Connection? {
        guard let connection = connection(id), connection.phase == .streaming else { return nil }
        return connection
    }

    /// The connection that has been idle longest; nil when none is.
    func longestIdle() -> Connection? {
        let slots = slots
        if oldest.isEmpty {
            oldest = slots.indices.compactMap { slot in
                guard let connection = slots[slot], connection.phase == .reading else { return nil }
                return (slot, connection.since)
            }
            oldest.sort { $0.since > $1.since }
        }
        while let (slot, since) = oldest.popLast() {
            guard let connection = slots[slot], connection.since == since, connection.mayGiveWay
            else {
                continue
            }
            return connection
        }
        return nil
    }
}
