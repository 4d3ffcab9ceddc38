// SPDX-License-Identifier: Apache-2.0
import HTTP1

/// The loop's side of a streamed body: what the client is waited for, and for how long.
///
/// On the loop thread.
final class BodyReception {
    let body: IncomingBody
    private let deadline: IncomingBody.Policy.Deadline
    /// Whether the client waits for 100 before it sends the body, RFC 9110 §10.1.1.
    private(set) var awaitsContinue = false
    /// Whether nothing is read from the client, as the handler has not taken what is held.
    var isPaused = false
    /// How long the client, and not the handler, has held things up.
    private var clientTime = Duration.zero
    /// The front's time up to which that has been counted.
    private var counted: Duration

    init(_ policy: IncomingBody.Policy, bufferBytes: Int, at now: Duration) {
        body = IncomingBody(limit: bufferBytes)
        deadline = policy.deadline
        counted = now
    }

    /// Whether the handler holds things up.
    var isHeldUp: Bool { isPaused || awaitsContinue }

    /// Has the client wait for 100 until the handler reads.
    func awaitContinue() {
        awaitsContinue = true
        body.waitForReader()
    }

    /// The client has been told to go on, or has sent the body without waiting.
    func noteContinue() { awaitsContinue = false }

    /// Counts the time since the last look; true when the client has taken too long for `count` bytes.
    func isTooSlow(after count: Int, _ limits: FrontLimits, now: Duration) -> Bool {
        if !isHeldUp { clientTime += now - counted }
        counted = now
        // A sweep is added, so that no client is cut off early.
        let time = clientTime - limits.sweepInterval
        let seconds = Int(clientTime.components.seconds)
        let needed = limits.minBodyBytesPerSecond.multipliedReportingOverflow(by: seconds)
        if time > FrontLimits.bodyGrace, needed.overflow || count < needed.partialValue {
            return true
        }
        return switch deadline {
        case .ofServer: limits.bodyDeadline.map { time > $0 } ?? false
        case .own(let deadline): deadline.map { time > $0 } ?? false
        }
    }
}
