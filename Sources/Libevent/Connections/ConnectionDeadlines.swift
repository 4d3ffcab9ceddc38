// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// Says what is to be done with a connection that takes too long.
///
/// It sees no socket: times are the front's, which moves with its sweeps.
struct ConnectionDeadlines {
    /// What is to be done.
    enum Action: Equatable {
        case none
        /// Nothing was asked, so nothing is answered.
        case closeIfIdle
        case refuse(Refusal)
        /// The handler has not answered in time.
        case answerInstead
        /// The client reads too little.
        case reset
        case close
    }

    let limits: FrontLimits
    /// The front's time.
    let now: Duration

    /// For a connection whose proxy has not said who its client is.
    func whileProxied(since: Duration) -> Action {
        isOver(limits.headDeadline, since) ? .close : .none
    }

    /// For a connection on which a request is awaited or coming.
    func whileReading(_ stage: RequestGuard.Stage, isNew: Bool, since: Duration) -> Action {
        switch stage {
        case .nothing:
            return isOver(isNew ? limits.headDeadline : limits.idleTime, since)
                ? .closeIfIdle : .none
        case .head:
            return isOver(limits.headDeadline, since) ? .refuse(.headTooSlow) : .none
        case .body(let count):
            let seconds = Int((now - since).components.seconds)
            let needed = limits.minBodyBytesPerSecond.multipliedReportingOverflow(by: seconds)
            let isTooSlow =
                isOver(FrontLimits.bodyGrace, since)
                && (needed.overflow || count < needed.partialValue)
            return isTooSlow || isOver(limits.bodyDeadline, since) ? .refuse(.bodyTooSlow) : .none
        }
    }

    /// For a connection whose request is with a handler, which may have a deadline of its own.
    func whileBusy(since: Duration, own deadline: Duration? = nil) -> Action {
        isOver(limits.handlerDeadline, since) || isOver(deadline, since) ? .answerInstead : .none
    }

    /// For a connection whose reply the kernel has not taken whole.
    func whileFlushing(since: Duration) -> Action {
        isOver(limits.writeStallTime, since) ? .reset : .none
    }

    /// For a connection that is closed as RFC 9112 §9.6 says: `since` is when the client last sent enough.
    func whileLingering(since: Duration, began: Duration) -> Action {
        isOver(FrontLimits.lingerTime, since) || isOver(FrontLimits.maxLingerTime, began)
            ? .close : .none
    }

    /// Whether `limit` has passed since then.
    ///
    /// A sweep is added, so that no client is cut off early.
    private func isOver(_ limit: Duration?, _ since: Duration) -> Bool {
        guard let limit else { return false }
        return now - since > limit + limits.sweepInterval
    }
}
