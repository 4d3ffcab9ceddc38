// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// Asks a server at moments that a schedule says, whatever the server does; on one thread, which does
/// nothing else.
///
/// Requests that no connection is free for wait here, see ``OpenAccount``. Less than a millisecond before
/// one is due the thread does not sleep any more: it has a core of its own where there are two.
final class OpenLoad {
    /// What to ask, and how often.
    struct Plan {
        var port: Int
        var connections: Int
        /// Requests a second, on average.
        var rate: Double
        var seconds: Double
        /// How long to wait for what is under way when the schedule has ended.
        var grace: Double
        var seed: UInt64
        var requests: [ComparedRequest]
    }

    private struct Outgoing {
        var connection: Int
        var request: Int
        var sent: Int
    }

    private let plan: Plan
    private let poll: ClientPoll
    private let wires: [[UInt8]]
    /// The moment 0 of the schedule, by the clock of the system.
    private var start: UInt64 = 0
    private var account: OpenAccount
    private var scanners: [ReplyScanner]
    /// Requests that the kernel has not taken as a whole.
    private var outgoing: [Outgoing] = []
    private var failure: ClientSocket.Failure?

    /// Opens all connections.
    init(_ plan: Plan) throws(ClientSocket.Failure) {
        self.plan = plan
        wires = plan.requests.map(\.wire)
        scanners = Array(repeating: ReplyScanner(), count: plan.connections)
        poll = try ClientPoll(
            to: Endpoint(host: "127.0.0.1", port: UInt16(plan.port)), count: plan.connections)
        account = OpenAccount(
            ArrivalSchedule(rate: plan.rate, seed: plan.seed), until: UInt64(plan.seconds * 1e9),
            plan.requests, connections: plan.connections)
    }

    private var now: UInt64 { PosixSystem.nanoseconds - start }

    /// Asks until the schedule ends and all is answered, or the grace has passed.
    func run() throws(ClientSocket.Failure) -> OpenResult {
        start = PosixSystem.nanoseconds
        let end = UInt64((plan.seconds + plan.grace) * 1e9)
        var moment: UInt64 = 0
        while !account.isDone, moment < end, failure == nil {
            sendDue(at: moment)
            poll.wait(atMost: patience(at: moment, end)) { receive(on: $0) }
            if !outgoing.isEmpty { sendRest() }
            moment = now
        }
        if let failure { throw failure }
        account.close(at: moment)
        return account.result
    }

    /// How many milliseconds there is nothing to do but to read.
    private func patience(at moment: UInt64, _ end: UInt64) -> Int {
        let next = account.hasFreeConnection ? account.nextDue ?? end : end
        return next > moment ? Int((min(next, end) - moment) / 1_000_000) : 0
    }

    // MARK: Sending

    private func sendDue(at moment: UInt64) {
        while let (connection, request) = account.begin(at: moment) {
            let sent = poll.send(wires[request], from: 0, on: connection)
            guard sent < wires[request].count else { continue }
            outgoing.append(Outgoing(connection: connection, request: request, sent: sent))
            watchRoom(connection, true)
        }
    }

    private func sendRest() {
        for index in outgoing.indices.reversed() {
            let (connection, wire) = (outgoing[index].connection, wires[outgoing[index].request])
            outgoing[index].sent += poll.send(wire, from: outgoing[index].sent, on: connection)
            guard outgoing[index].sent == wire.count else { continue }
            outgoing.remove(at: index)
            watchRoom(connection, false)
        }
    }

    // MARK: Receiving

    private func receive(on connection: Int) {
        var progress = ReplyScanner.Progress.unfinished
        switch poll.receive(on: connection, { progress = scanners[connection].take($0) }) {
        case .bytes: break
        case .nothing: return
        case .end:
            progress = scanners[connection].end()
            if progress == .unfinished { progress = .malformed }
        }
        switch progress {
        case .unfinished: return
        case .whole(let status, let closes):
            account.answer(status, on: connection, at: now)
            // One that was answered before it was sent as a whole leaves the rest of it to be read.
            let isUnsent = outgoing.contains { $0.connection == connection }
            if closes || isUnsent { reconnect(connection) }
        case .malformed:
            account.fail(connection, at: now)
            reconnect(connection)
        }
    }

    private func reconnect(_ connection: Int) {
        scanners[connection] = ReplyScanner()
        outgoing.removeAll { $0.connection == connection }
        do throws(ClientSocket.Failure) {
            try poll.reconnect(connection)
        } catch {
            failure = error
        }
    }

    private func watchRoom(_ connection: Int, _ wanted: Bool) {
        do throws(ClientSocket.Failure) {
            try poll.watchRoom(connection, wanted)
        } catch {
            failure = error
        }
    }
}
