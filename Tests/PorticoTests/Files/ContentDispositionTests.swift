// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

struct ContentDispositionTests {
    @Test(
        arguments: [
            (.attachment(), "attachment"), (.inline(), "inline"),
            (.attachment(name: ""), "attachment"),
            (.attachment(name: "a b.pdf"), "attachment; filename=\"a b.pdf\""),
            (
                .inline(name: "€ rates.txt"),
                "inline; filename=\"_ rates.txt\"; filename*=UTF-8''%E2%82%AC%20rates.txt"
            ),
            (
                .attachment(name: "say \"hi\".txt"),
                "attachment; filename=\"say _hi_.txt\"; filename*=UTF-8''say%20%22hi%22.txt"
            ),
            (
                .attachment(name: "50%.txt"),
                "attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt"
            ),
            (.attachment(name: "../../etc/passwd"), "attachment; filename=\"passwd\""),
            (.attachment(name: "C:\\x\\a.exe"), "attachment; filename=\"a.exe\""),
            (.attachment(name: "a\r\nX: y\u{0}.txt"), "attachment; filename=\"aX: y.txt\""),
            (.attachment(name: "it's (1)*.txt"), "attachment; filename=\"it's (1)*.txt\""),
        ] as [(ContentDisposition, String)])
    func namesFilesAsRFC6266Says(_ disposition: ContentDisposition, _ text: String) {
        #expect(disposition.description == text)
    }
}
