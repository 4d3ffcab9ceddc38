// SPDX-License-Identifier: Apache-2.0
import PorticoPool

// The only way from a Worker, or from any other thread, to a loop thread.
//
// Any thread posts; the loop thread receives. A message is either delivered, in the order of
// posting, or refused by `post`, never lost: `close()` delivers what had been posted before it.
// The loop is woken only by a post that finds the mailbox empty, so a burst of replies costs one
// wake-up. While the loop is delivering, new posts gather for its next turn.

/// Carries messages from any thread to the loop thread.
///
/// They are objects: as this class is compiled without knowing their type, values would be copied by
/// looking up how, each time.
@safe package final class Mailbox<Message: AnyObject & Sendable>: @unchecked Sendable {
    // Sendable because `state` has a lock, and the rest is used on the loop thread only.
    private struct State {
        var messages: [Message] = []
        /// Nil when the mailbox is closed.
        var wakeUp: Event?
    }

    private let state = Guarded(State())
    private var deliver: (([Message]) -> Void)?
    /// What takes messages where there is no loop.
    private let takeAtOnce: (@Sendable (Message) -> Bool)?
    /// What is being delivered, otherwise empty; on the loop thread only.
    private var batch: [Message] = []

    /// Opens a mailbox whose messages arrive at `deliver`, a batch at a time, on the loop thread.
    package init(
        on loop: EventLoop, deliver: @escaping ([Message]) -> Void
    ) throws(LibeventError) {
        self.deliver = deliver
        takeAtOnce = nil
        let wakeUp = try Event(on: loop) { [unowned self] in receive() }
        state.withLock { $0.wakeUp = wakeUp }
    }

    /// Opens a mailbox without a loop: `take` gets each message on the thread that posts it, and says whether
    /// it was delivered.
    package init(takingAtOnce take: @escaping @Sendable (Message) -> Bool) {
        takeAtOnce = take
    }

    // MARK: From any thread

    /// Hands `message` over and wakes the loop if it was not about to look anyway.
    ///
    /// - Returns: False when the mailbox is closed; the message is then dropped.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        let isPosted = state.withLock { state in
            guard let wakeUp = state.wakeUp else { return false }
            state.messages.append(message)
            // Woken under the lock, and only here: otherwise `close()` could free the event meanwhile.
            if state.messages.count == 1 { wakeUp.activate() }
            return true
        }
        return isPosted || takeAtOnce?(message) ?? false
    }

    // MARK: On the loop thread

    /// Refuses messages from now on, after delivering those that were posted before.
    package func close() {
        let last = state.withLock { $0.wakeUp.take() }
        receive()
        deliver = nil
        withExtendedLifetime(last) {}
    }

    private func receive() {
        state.withLock { swap(&$0.messages, &batch) }
        if !batch.isEmpty { deliver?(batch) }
        batch.removeAll(keepingCapacity: batch.count < 1024)
    }
}
