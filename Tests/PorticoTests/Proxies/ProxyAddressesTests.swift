// SPDX-License-Identifier: Apache-2.0
import Libevent
import Testing

@testable import Portico

struct ProxyAddressesTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.0/24", "192.0.2.255"), ("192.0.2.77/24", "192.0.2.0"),
        ("192.0.2.0/25", "192.0.2.127"), ("0.0.0.0/0", "203.0.113.9"), ("::1", "::1"),
        ("2001:db8::/32", "2001:db8:ffff::1"), ("2001:DB8::/33", "2001:db8:7fff::"),
        ("::/0", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
    ])
    func contain(_ range: String, _ address: String) throws {
        let (range, address) = (ProxyAddresses(range), IPAddress(address))
        #expect(try #require(range).contains(#require(address)))
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.2"), ("192.0.2.0/24", "192.0.3.0"), ("192.0.2.0/25", "192.0.2.128"),
        ("0.0.0.0/0", "::1"), ("::/0", "127.0.0.1"), ("2001:db8::/33", "2001:db8:8000::"),
    ])
    func doNotContain(_ range: String, _ address: String) throws {
        let (range, address) = (ProxyAddresses(range), IPAddress(address))
        #expect(try !#require(range).contains(#require(address)))
    }

    @Test(arguments: [
        "", "/", "192.0.2.1/", "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/+8", "192.0.2.1/8/8",
        "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1:80", "localhost", "[::1]", "::1/129",
        "fe80::1%lo", "::ffff:192.0.2.1/24", " 192.0.2.1", "192.0.2.1\0", "unix:",
    ])
    func areNotReadFrom(_ text: String) {
        #expect(ProxyAddresses(text) == nil)
    }
}
