// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Libevent

struct ResolvedAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "::1"), ("::", "::"),
        ("2001:DB8::0:1", "2001:db8::1"), ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"), ("::192.0.2.7", "::192.0.2.7"),
    ])
    func ofANumericHostIsThatOne(_ host: String, _ text: String) throws {
        let addresses = try ResolvedAddress.all(of: host)
        #expect(addresses.map(\.host) == [text])
        #expect(addresses[0].isIPv4 == !text.contains(":"))
        #expect(addresses[0].isAnyIPv6 == (text == "::"))
    }

    @Test func ofANameAreEachOnce() throws {
        let addresses = try ResolvedAddress.all(of: "localhost")
        #expect(Set(addresses).count == addresses.count)
        #expect(addresses.contains { $0.host == "127.0.0.1" || $0.host == "::1" })
    }

    @Test(arguments: [
        ("::ffff:192.0.2.7", "192.0.2.7"), ("192.0.2.7", "192.0.2.7"), ("::1", "::1"),
        ("2001:db8::ffff:1", "2001:db8::ffff:1"), ("::ffff:1:2", "::ffff:1:2"), ("", ""),
    ])
    func ofAClientIsOfIPv4IfItStandsForOne(_ host: String, _ text: String) {
        #expect(Endpoint.withoutMapping(host) == text)
    }
}
