// SPDX-License-Identifier: Apache-2.0

/// What the lines of an ``AccessLog`` look like.
///
/// In each of them, what a client has sent can neither end the line nor a field of it, and holds no control
/// character.
public enum AccessLogFormat: Sendable, Hashable {
    /// The common log format of the first servers, with the time as UTC.
    ///
    /// `127.0.0.1 - - [27/Nov/2026:06:01:02 +0000] "GET /a HTTP/1.1" 200 12`, with the bytes of the body. Bytes of
    /// the client that are not printable ASCII, quotes and backslashes are written as `\xHH`.
    case common

    /// The same, and then the fields `Referer` and `User-Agent` in quotes.
    case combined

    /// An object of JSON on each line.
    ///
    /// Members that have no value are left out. Times are in seconds, see ``Portico/ExchangeRecord`` for each:
    /// `time`, `request_id`, `client`, `method`, `target`, `route`, `protocol`, `status`, `reject`,
    /// `request_bytes`, `reply_bytes`, `body_bytes`, `complete`, `duration`, `queue_wait`, `run_time`, `referer`,
    /// `user_agent`.
    case json
}
