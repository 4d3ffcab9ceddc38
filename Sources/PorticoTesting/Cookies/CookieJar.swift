// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Portico
import PorticoPool

/// The cookies of one client.
///
/// From any thread.
final class CookieJar: Sendable {
    private let cookies = Guarded<[StoredCookie]>([])

    /// Adds the cookies for `target` to `headers`, unless the request has some of its own.
    func add(to headers: inout HTTPFields, for target: String) {
        guard headers[.cookie] == nil else { return }
        let (host, now) = (Self.host(headers), Date.now)
        let path = String(target.prefix { $0 != "?" })
        let sent = cookies.withLock { cookies in
            cookies.filter { !$0.isOver(at: now) && $0.isFor(host, path) }
        }
        guard !sent.isEmpty else { return }
        // The sort is stable: of equal ones, the oldest first.
        headers[.cookie] = sent.sorted { $0.order < $1.order }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// Keeps, changes and removes cookies, as the reply to `request` says.
    func take(_ headers: HTTPFields, replyTo request: TestRequest) {
        let (host, now) = (Self.host(request.fields), Date.now)
        for field in headers[values: .setCookie] {
            guard let cookie = StoredCookie(field, from: host, request.target, at: now) else {
                continue
            }
            cookies.withLock { cookies in
                let place = cookies.firstIndex(where: cookie.replaces) ?? cookies.endIndex
                let others = place..<min(place + 1, cookies.endIndex)
                cookies.replaceSubrange(others, with: cookie.isOver(at: now) ? [] : [cookie])
            }
        }
    }

    /// The value of the newest cookie `name`.
    func value(of name: String) -> String? {
        let now = Date.now
        return cookies.withLock { $0.last { $0.name == name && !$0.isOver(at: now) }?.value }
    }

    /// The host that a request is for, without its port.
    private static func host(_ headers: HTTPFields) -> String {
        let host = HTTPField.Name("Host").flatMap { headers[$0] } ?? "localhost"
        guard !host.hasPrefix("[") else { return host }
        return host.prefix { $0 != ":" }.lowercased()
    }
}
