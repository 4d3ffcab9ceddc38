// SPDX-License-Identifier: Apache-2.0
import HTTP1

// MARK: On the loop thread: deadlines

extension Connection {
    /// Ends what takes too long, with a reply if one can still be sent.
    func checkDeadline() {
        guard !isBodyTooSlow() else { return refuseBody(.bodyTooSlow) }
        let deadlines = ConnectionDeadlines(limits: front.limits, now: front.time)
        switch action(deadlines) {
        case .none: break
        case .closeIfIdle: closeIfIdle()
        case .refuse(let refusal): refuse(refusal)
        case .answerInstead: if let unanswered { front.delegate?.isOverdue(unanswered) }
        case .reset:
            failStream(.clientTooSlow)
            socket.resetOnClose()
            close()
        case .close: close()
        }
    }

    private func action(_ deadlines: ConnectionDeadlines) -> ConnectionDeadlines.Action {
        switch phase {
        case .proxied:
            return deadlines.whileProxied(since: since)
        case .reading:
            return deadlines.whileReading(requestGuard.stage, isNew: isNew, since: since)
        case .busy where reception != nil:
            // What holds the exchange up is the client, unless the handler does not read.
            guard reception?.isHeldUp == true else { return .none }
            return deadlines.whileBusy(since: since, own: received?.handlerDeadline)
        case .busy:
            halfClose?.check(received, at: deadlines.now)
            return deadlines.whileBusy(since: since, own: received?.handlerDeadline)
        case .streaming where pendingWrite == nil:
            checkQuietStream()
            return .none
        case .flushing, .streaming:
            let limits = deadlines.limits
            if pendingWrite?.hasProgressed(by: limits.minBytesPerStall) == true {
                since = deadlines.now
            }
            return deadlines.whileFlushing(since: since)
        case .lingering:
            guard let lingering else { return .close }
            return deadlines.whileLingering(
                since: lingering.lastProgress, began: lingering.began)
        case .ended:
            return .none
        }
    }
}
