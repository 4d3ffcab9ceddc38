// SPDX-License-Identifier: Apache-2.0
import PorticoPool

// The only way from a Worker, or from any other thread, to a loop thread.
//
// Any thread posts; the loop thread receives. A message is either delivered, in the order of
// posting, or refused by `post`, never lost: `close()` delivers what had been posted before it.
// The loop is woken only by a post that finds the mailbox empty, so a burst of replies costs one
// wake-up. While the loop is delivering, new posts gather for its next turn.

/// Carries messages from any thread to the loop thread.
@safe package final class Mailbox<Message: Sendable>: @unchecked Sendable {
    // Sendable because every stored variable is read and written under `lock` alone; `deliver` is
    // called on the loop thread only.
    private let lock = PosixMutex()
    private var messages: [Message] = []
    private var wakeUp: Event?
    private var deliver: (([Message]) -> Void)?

    /// Opens a mailbox whose messages arrive at `deliver`, a batch at a time, on the loop thread.
    package init(
        on loop: EventLoop, deliver: @escaping ([Message]) -> Void
    ) throws(LibeventError) {
        self.deliver = deliver
        wakeUp = try Event(on: loop) { [unowned self] in receive() }
    }

    // MARK: From any thread

    /// Hands `message` over and wakes the loop if it was not about to look anyway.
    ///
    /// - Returns: False when the mailbox is closed; the message is then dropped.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        guard let wakeUp else { return false }
        messages.append(message)
        // Woken under the lock, and only here: otherwise `close()` could free the event meanwhile.
        if messages.count == 1 { wakeUp.activate() }
        return true
    }

    // MARK: On the loop thread

    /// Refuses messages from now on, after delivering those that were posted before.
    package func close() {
        lock.lock()
        let last = wakeUp
        wakeUp = nil
        lock.unlock()
        receive()
        deliver = nil
        withExtendedLifetime(last) {}
    }

    private func receive() {
        lock.lock()
        let batch = messages
        messages = []
        lock.unlock()
        if !batch.isEmpty { deliver?(batch) }
    }
}
