// SPDX-License-Identifier: Apache-2.0

// MARK: - From any thread

extension Channel {
    /// True when nothing can be sent any more.
    var isClosed: Bool { inbox.withLock { $0.state.isClosed } }

    /// True when the channel is closed and every Worker has ended.
    var isOver: Bool { inbox.withLock { $0.state.isOver } }

    /// Queues a terminate message per Worker behind everything and closes the channel.
    ///
    /// Returns how many; nil, and nothing is done, when it is closed already.
    @discardableResult
    package func sendTerminates() -> Int? {
        close { inbox, count in
            for _ in 0..<count {
                var message: Message? = .terminate
                _ = append(&message, to: &inbox)
            }
            terminates.store(terminates.value + count)
        }
    }

    /// Closes the channel: nothing can be sent, what is queued can still be received.
    package func close() {
        _ = close { _, _ in }
    }

    /// Closes the channel with the last words of `body`, unless it is closed, and wakes everybody.
    private func close(_ body: (inout Inbox, Int) -> Void) -> Int? {
        let (count, parkers, waiters) = inbox.withLock { inbox -> (Int?, [Parker], [Waiter]) in
            guard !inbox.state.isClosed else { return (nil, [], []) }
            let (count, woken) = inbox.state.close()
            body(&inbox, count)
            publish(inbox)
            // Taken out: they need no turn any more, and the buffer has one owner.
            defer { inbox.waiters = [] }
            return (count, woken.compactMap(inbox.parker), inbox.waiters)
        }
        for parker in parkers { parker.condition.signal() }
        for waiter in waiters { waiter.condition.signal() }
        return count
    }

    /// Takes all jobs out of the queue and tells them that the pool was shut down.
    func dropAllJobs() {
        let removed = outbox.withLock { outbox in
            inbox.withLock { inbox in
                let removed = outbox.messages.removeJobs() + inbox.messages.removeJobs()
                for message in removed { countTaken(message) }
                publish(inbox)
                return removed
            }
        }
        for case .newJob(let job) in removed { drop(job, .shutDown) }
    }
}
