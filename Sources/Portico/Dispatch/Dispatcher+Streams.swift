// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging
import Synchronization

// MARK: On the loop thread: replies that are made while they are sent

extension Dispatcher {
    /// Begins a reply, or goes on with it.
    ///
    /// - Returns: Whether it began.
    func advance(_ streamed: StreamedCall, _ stream: ReplyStream) -> Bool {
        if let exchange = front.exchange(streamed.request.id) {
            streamed.hasBegun.store(true, ordering: .relaxed)
            begin(streamed, stream, exchange)
            return true
        }
        if !front.continueStream(streamed.request.id) {
            stream.fail(hasGivenUp ? .serverEnding : .clientGone)
        }
        return false
    }

    private func begin(_ streamed: StreamedCall, _ stream: ReplyStream, _ exchange: Exchange) {
        let framing: StreamFraming =
            if streamed.body.length != nil {
                .length
            } else {
                streamed.request.head.minorVersion == 0 ? .untilClose : .chunked
            }
        let reply = StreamedReply(
            stream, framing, isEventStream: streamed.body.isEventStream,
            heartbeat: streamed.body.heartbeat)
        writer.begin(streamed.response, reply, to: exchange, form(of: exchange))
    }

    /// Breaks off the replies whose writers have not ended, and names them in the log: the drain deadline
    /// has passed.
    func cutOffStreams() {
        for request in front.cutOffStreams() {
            let call = UnfinishedCall(request, requestID: environment.requestID(of: request.id))
            environment.logger.warning(
                "a reply was cut off, as its writer had not ended by the drain deadline",
                metadata: call.metadata())
        }
    }
}
