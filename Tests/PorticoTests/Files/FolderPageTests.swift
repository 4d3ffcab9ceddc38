// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct FolderPageTests {
    private func page(_ target: String, _ fill: (FileTree) throws -> Void) throws -> String {
        var html = ""
        try FileTree.make { tree in
            try fill(tree)
            var options = FileOptions()
            options.listsFolders = true
            let folder = try FileFolder(root: tree.path("in"), options: options)
            let response = try folder.response(to: Request(target: target), context: Context())
            #expect(
                response.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
            html = response.text
        }
        return html
    }

    @Test func listsWhatWouldBeServedAndNothingElse() throws {
        let html = try page("/") { tree in
            try tree.write("in/b.txt", "12345")
            try tree.write("in/A.txt", "")
            try tree.write("in/folder/x", "")
            try tree.write("in/.hidden", "")
            try tree.write("out/secret", "")
            try tree.makePipe("in/fifo")
            try tree.link("in/leaves", symbolicallyTo: "../out")
            try tree.link("in/stays", symbolicallyTo: "b.txt")
        }
        let links = html.split(separator: "<a href=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        #expect(links == ["./folder/", "./A.txt", "./b.txt", "./stays"])
        #expect(html.contains("<span class=\"size\">5 B</span>"))
        #expect(!html.contains("<script"))
        #expect(html.contains("prefers-color-scheme: dark"))
        #expect(html.contains("name=\"viewport\""))
    }

    @Test func namesCannotWriteIntoThePage() throws {
        let html = try page("/a%3Cb%3E&'/") { tree in
            try tree.write("in/a<b>&'/<img src=x onerror=alert(1)>\"&'.txt", "")
            try tree.write("in/a<b>&'/\u{202e}gpj.exe", "")
            try tree.write("in/a<b>&'/javascript:alert(1)", "")
        }
        #expect(!html.contains("<img"))
        #expect(!html.contains("<b>"))
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;.txt"))
        #expect(html.contains("<title>/a&lt;b&gt;&amp;&#39;/</title>"))
        #expect(html.contains("href=\"./javascript%3Aalert(1)\""))
        #expect(html.contains("\u{FFFD}gpj.exe"))
        #expect(html.contains("href=\"../\""))
    }

    @Test func linksLeadWhereTheySay() throws {
        try FileTree.make { tree in
            let names = ["a b", "é", "50%", "x?y", "x#y", "a:b", "a&b", "a;b=c", "~a", "+"]
            for name in names { try tree.write(name, name) }
            var options = FileOptions()
            options.listsFolders = true
            let folder = try FileFolder(root: tree.root, options: options)
            for name in names {
                let target = "/" + PercentEncoding.encode(pathPart: name)
                let response = try folder.response(to: Request(target: target), context: Context())
                #expect(response.body.count == name.utf8.count, "\(target)")
            }
        }
    }

    @Test func anEmptyFolderSaysSo() throws {
        let html = try page("/") { tree in try tree.write("in/.hidden", "") }
        #expect(html.contains("Nothing lies here."))
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1549, "1.5 kB"), (9999, "9.9 kB"),
        (10_000, "10 kB"), (999_999, "999 kB"), (1_000_000, "1.0 MB"), (52_428_800, "52 MB"),
        (1_000_000_000, "1.0 GB"), (Int.max, "9.2 EB"),
    ])
    func sizesHaveTwoDigitsOrThree(_ bytes: Int, _ text: String) {
        #expect(FileSize.text(bytes) == text)
    }

    @Test(arguments: [(0, "1970-01-01 00:00"), (784_111_777, "1994-11-06 08:49"), (-1, "")])
    func datesAreThoseOfUTC(_ seconds: Int, _ text: String) {
        #expect(FileDate.text(seconds) == text)
    }
}
