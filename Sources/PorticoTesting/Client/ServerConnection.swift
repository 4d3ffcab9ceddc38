// SPDX-License-Identifier: Apache-2.0
import Libevent

/// A connection to the server of a test, for one request after the other.
struct ServerConnection: Sendable {
    private let socket: ClientSocket
    /// What has come after the last reply.
    private var unread: [UInt8] = []
    /// What could not be sent of the last request, as its reply came before.
    private var unsent: ArraySlice<UInt8> = []

    /// Connects.
    init(to address: ConnectionChannel.Address) throws(ReplyFault) {
        do throws(ClientSocket.Failure) {
            switch address {
            case .local(let name): socket = try ClientSocket(to: name)
            case .port(let endpoint): socket = try ClientSocket(to: endpoint)
            }
        } catch {
            throw .cannotConnect(reason: error.text)
        }
    }

    /// Whether the next request may be sent.
    var isIdle: Bool { unread.isEmpty && unsent.isEmpty }

    /// Whether the server has neither closed it nor sent what nobody has asked for.
    var isOpen: Bool { socket.isQuiet }

    /// Sends `bytes` and reads one reply, at the same time: a server may answer before it has read all.
    mutating func exchange(
        _ bytes: [UInt8], toHead: Bool, until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply {
        unsent = bytes[...]
        return try read(until: deadline) { reader throws(ReplyFault) in
            try reader.reply(toHead: toHead)
        }
    }

    /// Sends `bytes` and reads the head of a reply.
    mutating func begin(
        _ bytes: [UInt8], until deadline: ContinuousClock.Instant
    ) throws(ReplyFault) -> ReplyReader.Reply {
        unsent = bytes[...]
        return try read(until: deadline) { reader throws(ReplyFault) in try reader.finalHead() }
    }

    /// Reads what comes, and sends what has not been sent meanwhile.
    mutating func read<Value>(
        until deadline: ContinuousClock.Instant,
        _ body: (inout ReplyReader) throws(ReplyFault) -> Value
    ) throws(ReplyFault) -> Value {
        let (socket, outgoing) = (socket, Outgoing(unsent))
        var reader = ReplyReader(
            bytes: ReplyBytes(unread) { () throws(ReplyFault) in
                try outgoing.nextPiece(of: socket, until: deadline)
            })
        defer { (unread, unsent) = (reader.bytes.rest, outgoing.unsent) }
        return try body(&reader)
    }

    /// What is still to be sent while a reply is read.
    private final class Outgoing {
        private(set) var unsent: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) {
            unsent = bytes
        }

        /// What the server sends next; nil when it sends no more.
        func nextPiece(
            of socket: ClientSocket, until deadline: ContinuousClock.Instant
        ) throws(ReplyFault) -> [UInt8]? {
            do throws(ClientSocket.Failure) {
                while true {
                    switch try socket.exchange(&unsent, until: deadline) {
                    case .bytes(let bytes): return bytes
                    case .end: return nil
                    case .sent: continue
                    }
                }
            } catch .tookTooLong {
                throw .tookTooLong
            } catch {
                throw .noReply(reason: error.text)
            }
        }
    }
}

extension ClientSocket.Failure {
    fileprivate var text: String {
        switch self {
        case .refused(let call, let code): "\(call): \(describeErrno(code))"
        case .tookTooLong: "it took too long"
        }
    }
}
