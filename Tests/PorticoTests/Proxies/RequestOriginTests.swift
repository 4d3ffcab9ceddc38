// SPDX-License-Identifier: Apache-2.0
import Libevent
import Testing

@testable import Portico

/// What is believed of who has sent a request.
struct RequestOriginTests {
    /// A request of `peer`, and what must be known of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        var peer = "10.0.0.1"
        var port: UInt16 = 4000
        let fields: [(name: String, value: String)]
        /// Address and port.
        let client: String
        var scheme: String?
        var authority: String?
        var testDescription: String { name }
    }

    private static let trusted: [ProxyAddresses] = ["10.0.0.0/8", "fd00::/8", .unixSockets]

    private static func check(_ test: Case, _ proxies: TrustedProxies?) {
        let request = ReceivedRequest(
            id: ExchangeID(slot: -1, serial: 0),
            head: RequestHead(method: "GET", target: "/", fields: test.fields), body: [],
            remoteAddress: Endpoint(host: test.peer, port: test.port))
        let origin = RequestOrigin(
            of: request.head, from: request.remoteAddress, proxies)
        #expect(SocketAddress(origin.address).description == test.client)
        #expect(origin.scheme == test.scheme)
        #expect(origin.authority == test.authority)
    }

    private static func xForwarded(
        _ name: String, _ values: String..., client: String
    ) -> Case {
        Case(name: name, fields: values.map { ("X-Forwarded-For", $0) }, client: client)
    }

    private static let peer = "10.0.0.1:4000"

    private static let xForwardedCases = [
        Case(name: "nothing is said", fields: [], client: peer),
        xForwarded("one proxy", "203.0.113.9", client: "203.0.113.9"),
        xForwarded("two proxies", "203.0.113.9, 10.2.3.4", client: "203.0.113.9"),
        xForwarded("several lines", "203.0.113.9", "10.2.3.4,10.3.3.3", client: "203.0.113.9"),
        xForwarded("a made-up address in front", "1.1.1.1, 203.0.113.9", client: "203.0.113.9"),
        xForwarded("a made-up line in front", "1.1.1.1", "203.0.113.9", client: "203.0.113.9"),
        xForwarded("a made-up proxy in front", "10.9.9.9, 203.0.113.9", client: "203.0.113.9"),
        xForwarded(
            "a made-up client of a made-up proxy", "1.1.1.1, 10.9.9.9, 203.0.113.9",
            client: "203.0.113.9"),
        xForwarded("proxies only", "10.9.9.9, 10.8.8.8", client: "10.9.9.9"),
        xForwarded("a port", "203.0.113.9:5000", client: "203.0.113.9:5000"),
        xForwarded("IPv6", "2001:DB8:0::1", client: "2001:db8::1"),
        xForwarded("IPv6 in brackets", "[2001:db8::1]", client: "2001:db8::1"),
        xForwarded("IPv6 with a port", "[2001:db8::1]:5000", client: "[2001:db8::1]:5000"),
        xForwarded("IPv4 in the form of IPv6", "::ffff:203.0.113.9", client: "203.0.113.9"),
        xForwarded("a proxy in the form of IPv6", "1.1.1.1, ::ffff:10.2.3.4", client: "1.1.1.1"),
        xForwarded("blanks", "\t 203.0.113.9 \t,\t10.2.3.4 ", client: "203.0.113.9"),
        xForwarded("no address", "unknown", client: peer),
        xForwarded("no address behind one", "1.1.1.1, unknown", client: peer),
        xForwarded("no address behind a proxy", "unknown, 10.2.3.4", client: "10.2.3.4"),
        xForwarded("nothing between commas", "1.1.1.1,,10.2.3.4", client: "10.2.3.4"),
        xForwarded("a comma at the end", "1.1.1.1,", client: peer),
        xForwarded("an empty value", "", client: peer),
        xForwarded("a unix client of a proxy", "1.1.1.1, unix:", client: peer),
        xForwarded("a name", "client.example", client: peer),
        xForwarded("a wrong address", "203.0.113.256", client: peer),
        xForwarded("a wrong port", "203.0.113.9:65536", client: peer),
        xForwarded("an empty port", "203.0.113.9:", client: peer),
        xForwarded("IPv4 in brackets", "[203.0.113.9]", client: peer),
        xForwarded("a zone", "fe80::1%eth0", client: peer),
        xForwarded("quotes", "\"203.0.113.9\"", client: peer),
        Case(
            name: "nobody is trusted there", peer: "203.0.113.1",
            fields: [
                ("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-Host", "evil.example"),
            ], client: "203.0.113.1:4000"),
        Case(
            name: "a proxy of IPv6", peer: "fd00::1", fields: [("X-Forwarded-For", "1.1.1.1")],
            client: "1.1.1.1"),
        Case(
            name: "a proxy by a unix socket", peer: "unix:", port: 0,
            fields: [("X-Forwarded-For", "1.1.1.1")], client: "1.1.1.1"),
        Case(
            name: "scheme and host",
            fields: [("X-Forwarded-Proto", "HTTPS"), ("X-Forwarded-Host", "a.example:8443")],
            client: peer, scheme: "https", authority: "a.example:8443"),
        Case(
            name: "lists of schemes and hosts",
            fields: [
                ("X-Forwarded-Proto", "https, http"), ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Host", "a.example"),
            ], client: peer, scheme: "http", authority: "a.example"),
        Case(
            name: "no scheme and no host",
            fields: [("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Host", "a b/c")],
            client: peer),
        Case(
            name: "empty ones", fields: [("X-Forwarded-Proto", ""), ("X-Forwarded-Host", "")],
            client: peer),
        Case(
            name: "the other field", fields: [("Forwarded", "for=1.1.1.1;proto=https;host=b")],
            client: peer),
        Case(
            name: "both fields",
            fields: [("Forwarded", "for=1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")],
            client: "203.0.113.9"),
    ]

    @Test(arguments: xForwardedCases)
    func isReadFromXForwardedFields(_ test: Case) {
        Self.check(test, TrustedProxies(Self.trusted))
    }

    private static func forwarded(
        _ name: String, _ values: String..., client: String, scheme: String? = nil,
        authority: String? = nil
    ) -> Case {
        Case(
            name: name, fields: values.map { ("Forwarded", $0) }, client: client, scheme: scheme,
            authority: authority)
    }

    private static let forwardedCases = [
        forwarded("one proxy", "for=203.0.113.9", client: "203.0.113.9"),
        forwarded(
            "all that there is", "For=\"203.0.113.9:80\"; PROTO=https; host=\"a.example:1\";by=_x",
            client: "203.0.113.9:80", scheme: "https", authority: "a.example:1"),
        forwarded(
            "the element of the client counts",
            "for=203.0.113.9;proto=https;host=a, for=10.2.3.4;proto=http;host=b",
            client: "203.0.113.9", scheme: "https", authority: "a"),
        forwarded(
            "a made-up element in front", "for=1.1.1.1;proto=https;host=evil", "for=203.0.113.9",
            client: "203.0.113.9"),
        forwarded("IPv6", "for=\"[2001:db8::1]\"", client: "2001:db8::1"),
        forwarded("IPv6 with a port", "for=\"[2001:db8::1]:80\"", client: "[2001:db8::1]:80"),
        forwarded("a comma in quotes", "for=203.0.113.9;x=\",;\"", client: "203.0.113.9"),
        forwarded(
            "a quote that is never closed", "for=\"1.1.1.1", "for=203.0.113.9",
            client: "203.0.113.9"),
        forwarded(
            "one that swallows", "for=1.1.1.1;x=\", for=203.0.113.9;y=z", client: "203.0.113.9"),
        forwarded("an unknown client", "for=unknown;proto=https", client: peer, scheme: "https"),
        forwarded("a hidden client", "for=1.1.1.1, for=_hidden", client: peer),
        forwarded("no client", "for=1.1.1.1, proto=https", client: peer, scheme: "https"),
        forwarded("an unknown client of a proxy", "for=unknown, for=10.2.3.4", client: "10.2.3.4"),
        forwarded("a wrong element", "for=1.1.1.1, for", client: peer),
        forwarded("an empty element", "for=1.1.1.1,", client: peer),
        forwarded("an empty value", "for=1.1.1.1, for=", client: peer),
        forwarded("an empty field", "", client: peer),
        forwarded("a quote in the middle", "for=1.1\".1.1\"", client: peer),
        forwarded("a half quote", "for=1.1.1.1\"", client: peer),
        forwarded("a backslash", "for=\"1.1.1.1\\\"\"", client: peer),
        forwarded("two clients", "for=1.1.1.1;for=203.0.113.9", client: peer),
        forwarded("no scheme", "for=203.0.113.9;proto=ftp", client: "203.0.113.9"),
        forwarded("no host", "for=203.0.113.9;host=\"a b\"", client: "203.0.113.9"),
        Case(
            name: "the other fields",
            fields: [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Proto", "https")], client: peer),
        Case(
            name: "nobody is trusted there", peer: "203.0.113.1",
            fields: [("Forwarded", "for=1.1.1.1;proto=https;host=b")], client: "203.0.113.1:4000"),
    ]

    @Test(arguments: forwardedCases)
    func isReadFromForwarded(_ test: Case) {
        Self.check(test, TrustedProxies(Self.trusted, fields: .forwarded))
    }

    @Test(arguments: xForwardedCases + forwardedCases)
    func isTheConnectionWhereNobodyIsTrusted(_ test: Case) {
        let peer =
            test.port == 0 ? test.peer : Endpoint(host: test.peer, port: test.port).description
        let own = Case(
            name: test.name, peer: test.peer, port: test.port, fields: test.fields, client: peer)
        Self.check(own, nil)
        Self.check(own, TrustedProxies([]))
        Self.check(own, TrustedProxies([], fields: .forwarded))
    }
}
