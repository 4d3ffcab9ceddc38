// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Testing

struct AcceptTests {
    private func accepts(_ accept: String?, _ offers: [String]) -> String? {
        var headers = HTTPFields()
        headers[.accept] = accept
        return Request(target: "/", headers: headers).accepts(offers)
    }

    /// RFC 9110 §12.5.1, the table behind the last example: each type against one of a known quality.
    @Test(arguments: [
        ("text/plain;format=flowed", 1.0), ("text/plain", 0.7), ("text/html", 0.3),
        ("image/jpeg", 0.5), ("text/plain;format=fixed", 0.4), ("text/html;level=3", 0.3),
    ])
    func ranksAsTheStandardDoes(_ type: String, _ quality: Double) {
        let accept =
            "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
        for (other, name) in [(quality - 0.05, "x/less"), (quality + 0.05, "x/more")] {
            guard other <= 1 else { continue }
            let chosen = accepts(accept + ", \(name);q=\(other.formatted)", [type, name])
            #expect(chosen == (other < quality ? type : name))
        }
    }

    @Test(arguments: [
        // RFC 9110 §12.5.1
        ("audio/*; q=0.2, audio/basic", "audio/mp3", "audio/basic"),
        ("text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c", "text/plain", "text/html"),
        ("text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c", "text/x-dvi", "text/x-c"),
        // What browsers send.
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "application/json", "text/html"
        ),
        // §12.4.2: 0 is not acceptable, however wide the range that says otherwise.
        ("*/*, a/x;q=0", "a/x", "b/y"), ("a/x;q=0.000, a/*", "a/x", "a/y"),
        ("A/X;Q=0.1, a/Y", "a/x", "a/y"), ("a/y;p=\"1,2\" , a/x;q=0.9", "a/x", "a/y;p=\"1,2\""),
        ("a/y;p=\"\\\"\";q=1, a/x;q=0.9", "a/x", "a/y;p=\"\\\"\""),
        // Malformed members are left out.
        ("a/x;q=2, a/y;q=0.1", "a/x", "a/y"), ("nonsense, a/y;q=0.1", "a/x", "a/y"),
        ("*/x, a/y;q=0.1", "a/x", "a/y"), ("a/x;q, a/y;q=0.1", "a/x", "a/y"),
    ])
    func prefersTheSecondOffer(_ accept: String, _ first: String, _ second: String) {
        #expect(accepts(accept, [first, second]) == second)
        #expect(accepts(accept, [second, first]) == second)
    }

    @Test(arguments: [nil, "", " ", "*/*", "a/*", "a/y, a/x", "a/y;q=0.5, a/x;q=0.5", "nonsense"])
    func takesTheFirstOfEqualOffers(_ accept: String?) {
        #expect(accepts(accept, ["a/x", "a/y"]) == "a/x")
        #expect(accepts(accept, ["a/y", "a/x"]) == "a/y")
    }

    @Test(arguments: ["b/x", "a/x;q=0", "*/*;q=0", "a/x;level=1"])
    func findsNothingForOthers(_ accept: String) {
        #expect(accepts(accept, ["a/x"]) == nil)
        #expect(accepts(accept, []) == nil)
    }

    @Test func refusesAnOfferThatIsNoMediaType() async {
        await #expect(processExitsWith: .failure) { _ = Request(target: "/").accepts(["html"]) }
    }
}

extension Double {
    /// With two digits behind the point.
    fileprivate var formatted: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
