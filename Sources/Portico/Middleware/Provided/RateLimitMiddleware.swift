// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import PorticoPool

/// Answers 429 to those who ask too often.
///
/// ```swift
/// api.add(middleware: RateLimitMiddleware(100, per: .seconds(60)))
/// ```
/// A key, by default the client's address, may have a burst of `count` requests, and one more each time that
/// `period / count` has passed. `Retry-After` says in how many seconds the next one is answered,
/// [RFC 6585 §4](https://www.rfc-editor.org/rfc/rfc6585#section-4). Behind a proxy all clients have one address,
/// unless it is one of ``Configuration/trustedProxies``.
public struct RateLimitMiddleware: Middleware {
    private let buckets: RateBuckets
    private let key: @Sendable (Request, Context) -> String?

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - count: How many requests, and how long a burst.
    ///   - period: In how much time.
    ///   - maxKeys: How many keys are kept, some 100 bytes each. Beyond it those are forgotten that asked least.
    ///   - key: Who asks; requests with nil pass.
    /// - Precondition: `count` and `maxKeys` are at least 1, and `period` is more than zero.
    public init(
        _ count: Int, per period: Duration, maxKeys: Int = 65_536,
        key: @escaping @Sendable (Request, Context) -> String? = { _, context in
            context.clientAddress?.host
        }
    ) {
        precondition(
            count >= 1 && maxKeys >= 1 && period > .zero,
            "\(count) requests per \(period) for \(maxKeys) keys is no limit; choose more than 0 of each"
        )
        buckets = RateBuckets(count: count, period: period, maxKeys: maxKeys)
        self.key = key
    }

    /// Counts the request, and answers it if it is one too many.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<Void> {
        guard let key = key(request, context), let wait = buckets.take(key, at: .now) else {
            return .next()
        }
        let (seconds, attoseconds) = wait.components
        let retry = seconds + (attoseconds > 0 ? 1 : 0)
        return .answer(
            Response(
                status: .tooManyRequests, headers: [.retryAfter: "\(retry)"],
                body: ResponseBody("429 Too Many Requests: try again in \(retry) s\n")))
    }
}

/// How much each key has left.
///
/// For each one the time is kept at which its bucket is full again; that says all about it.
final class RateBuckets: Sendable {
    private let interval: Duration
    private let period: Duration
    private let maxKeys: Int
    private let fullAt = Guarded<[String: ContinuousClock.Instant]>([:])

    init(count: Int, period: Duration, maxKeys: Int) {
        (interval, self.period, self.maxKeys) = (period / count, period, maxKeys)
    }

    /// How many keys are kept.
    var count: Int { fullAt.withLock { $0.count } }

    /// Takes one from the bucket of `key`; when it is empty, says how long it takes until there is one.
    func take(_ key: String, at now: ContinuousClock.Instant) -> Duration? {
        fullAt.withLock { fullAt in
            let full = max(fullAt[key] ?? now, now) + interval
            let excess = now.duration(to: full) - period
            if excess > .zero { return excess }
            if fullAt[key] == nil, fullAt.count >= maxKeys { Self.forget(&fullAt, now, maxKeys) }
            fullAt[key] = full
            return nil
        }
    }

    /// Forgets the keys whose buckets are full, and if that does not help the half that has most left.
    private static func forget(
        _ fullAt: inout [String: ContinuousClock.Instant], _ now: ContinuousClock.Instant,
        _ maxKeys: Int
    ) {
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count >= maxKeys else { return }
        let middle = fullAt.values.sorted()[fullAt.count / 2]
        fullAt = fullAt.filter { $0.value > middle }
    }
}
