// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct AcceptEncodingTests {
    @Test(
        arguments: [
            (nil, []), ("", []), ("identity", []), ("gzip", [.gzip]), ("br", [.brotli]),
            ("gzip, deflate, br, zstd", [.brotli, .gzip]), ("GZIP", [.gzip]), ("x-gzip", [.gzip]),
            ("*", [.brotli, .gzip]), ("gzip;q=1.0, br;q=0.5", [.gzip, .brotli]),
            ("br;q=0.5,gzip;q=0.5", [.brotli, .gzip]), ("gzip;q=0", []), ("gzip;q=0.000", []),
            ("gzip;q=0.001", [.gzip]), ("*;q=0, gzip", [.gzip]), ("br;q=0, *", [.gzip]),
            ("gzip ; Q=0.5 , br ; q=0.25", [.gzip, .brotli]),
            // §12.5.3: identity that is wanted more.
            ("identity, gzip;q=0.5", []), ("identity;q=0.5, gzip", [.gzip]),
            ("gzip, identity", [.gzip]), ("identity;q=0, gzip;q=0.1", [.gzip]),
            // §12.4.2: a weight that is none; the member is left out.
            ("gzip;q=2", []), ("gzip;q=-1", []), ("gzip;q=0.1234", []), ("gzip;q=", []),
            ("gzip;q=1.001", []), ("gzip;q=.5", []), (";q=1, br", [.brotli]),
            ("gzip;level=1", [.gzip]),
        ] as [(String?, [ContentCoding])])
    func prefersTheSmallestThatIsAccepted_RFC9110Section12_5_3(
        _ text: String?, _ codings: [ContentCoding]
    ) {
        #expect(AcceptEncoding(text).preferred == codings + [.identity])
    }
}
