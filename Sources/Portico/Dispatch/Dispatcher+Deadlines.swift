// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import HTTP1
import Libevent
import Logging

/// What a dispatcher does about handlers and clients that are not done in time.
extension Dispatcher {
    /// Sends 503 in the place of a handler that takes too long.
    func isOverdue(_ exchange: Exchange) {
        guard let request = exchange.request else { return }
        environment.logger.warning(
            "a handler took too long, and its client was told so",
            metadata: [
                "request-id": "\(environment.requestID(of: exchange.id))",
                "target": "\(request.head.target)",
            ])
        request.abandon()
        send(.tooSlow, to: exchange, .handlerTooSlow)
    }

    /// Answers everything that is still open with 503 and names it in the log: the drain deadline has
    /// passed.
    func giveUp() {
        for exchange in front.openExchanges { cutOff(exchange) }
        cutOffStreams()
        front.refuseHalfReceived(.shuttingDown)
    }

    /// Answers a request that comes after the drain deadline.
    func cutOff(_ request: ReceivedRequest) {
        if let exchange = front.exchange(request.id) { cutOff(exchange) }
    }

    private func cutOff(_ exchange: Exchange) {
        if let request = exchange.request {
            let call = UnfinishedCall(request, requestID: environment.requestID(of: request.id))
            environment.logger.warning(
                "a request was still open at the drain deadline, and got 503",
                metadata: call.metadata())
        }
        front.noteCutOff()
        exchange.request?.abandon()
        send(.ending, to: exchange, .shuttingDown)
    }

    /// Names the replies that clients have not taken, when they are not given more time.
    func logCutOffReplies() {
        for request in front.requestsOfUnsentReplies {
            front.noteReplyCutOff()
            let call = UnfinishedCall(request, requestID: environment.requestID(of: request.id))
            environment.logger.warning(
                "a reply was cut off, as its client had not taken it by the drain deadline",
                metadata: call.metadata())
        }
    }
}

extension Response {
    fileprivate static let ending = Response(
        status: .serviceUnavailable, body: "503 Service Unavailable\nthe server is shutting down\n")

    fileprivate static let tooSlow = Response(
        status: .serviceUnavailable,
        body: "503 Service Unavailable\nthe answer took too long to make\n")

    /// RFC 9110 §15.2: an interim status is no answer.
    static let notFinal = Response(
        status: .internalServerError, body: "500 Internal Server Error\n")
}
