// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct FileFolderTests {
    /// Fills a folder, and opens it.
    private func withFolder(
        _ files: [String: String], configure: (inout FileOptions) -> Void = { _ in },
        _ body: (FileFolder, FileTree) throws -> Void
    ) throws {
        try FileTree.make { tree in
            for (name, text) in files { try tree.write(name, text) }
            var options = FileOptions()
            configure(&options)
            try body(try FileFolder(root: tree.root, options: options), tree)
        }
    }

    private func ask(
        _ folder: FileFolder, _ target: String, _ headers: HTTPFields = [:],
        context: Context = Context()
    ) throws -> Response {
        let request = Request(target: target, headers: headers)
        do {
            return try folder.response(to: request, context: context)
        } catch let error as HTTPError {
            return error.response(from: request, context: context)
        }
    }

    @Test(arguments: [
        ("/a.txt", 200), ("/a.txt?x=y", 200), ("/%61.txt", 200), ("/b/c.css", 200), ("/b/", 404),
        ("/", 200), ("/a.txt/", 404), ("/none", 404), ("/b/c.css/d", 404), ("/.hidden", 404),
        ("/b%2fc.css", 404), ("/b/../a.txt", 404), ("/a.txt%00", 404), ("//a.txt", 404),
        ("/b\\c.css", 404), ("/%C3%A9.txt", 200), ("/A.TXT", 404), ("/.well-known/x", 200),
    ])
    func servesWhatThePathNames(_ target: String, _ status: Int) throws {
        let files = [
            "a.txt": "a", "b/c.css": "c", "index.html": "i", ".hidden": "h", "é.txt": "e",
            ".well-known/x": "w",
        ]
        try withFolder(files) { folder, _ throws in
            #expect(try ask(folder, target).status.code == status)
        }
    }

    @Test(arguments: [
        ("/b", "./b/"), ("/b?x=y", "./b/?x=y"), ("/b/d%20e", "./d%20e/"), ("/a:b", "./a%3Ab/"),
    ])
    func sendsAClientFromAFolderToItsSlash(_ target: String, _ location: String) throws {
        try withFolder(["b/d e/x": "", "a:b/x": ""]) { folder, _ in
            let response = try ask(folder, target)
            #expect(response.status == .movedPermanently)
            #expect(response.headers[.location] == location)
        }
    }

    @Test func sendsTheIndexOfAFolderIfItHasOne() throws {
        let files = ["b/index.html": "index", "b/start.htm": "start", "c/index.html/x": ""]
        try withFolder(files) { folder, _ in
            let response = try ask(folder, "/b/")
            #expect(response.text == "index")
            #expect(response.body.contentType == "text/html; charset=utf-8")
            #expect(try ask(folder, "/c/").status == .notFound, "index.html is a folder there")
        }
        try withFolder(files, configure: { $0.index = "start.htm" }) { folder, _ throws in
            #expect(try ask(folder, "/b/").text == "start")
        }
        try withFolder(files, configure: { $0.index = nil }) { folder, _ throws in
            #expect(try ask(folder, "/b/").status == .notFound)
        }
    }

    @Test func sendsTheFallbackForPathsOfAnApplication() throws {
        let files = ["index.html": "app", "a.js": "js", "b/c": "c"]
        try withFolder(files, configure: { $0.fallback = "index.html" }) { folder, _ in
            for target in ["/users/7", "/b/none", "/b/", "/users/"] {
                let response = try ask(folder, target)
                #expect(response.text == "app", "\(target)")
                #expect(response.status == .ok)
            }
            #expect(try ask(folder, "/none.js").status == .notFound)
            #expect(try ask(folder, "/a.js").text == "js")
            #expect(try ask(folder, "/../x").status == .notFound)
        }
    }

    @Test func showsHiddenFilesIfItMay() throws {
        try withFolder([".a/b": "x"], configure: { $0.showsHiddenFiles = true }) {
            folder, _ throws in
            #expect(try ask(folder, "/.a/b").text == "x")
        }
    }

    @Test func saysHowLongCachesMayKeepWhat() throws {
        let files = ["a.html": "", "a.js": "", "assets/x.png": ""]
        try withFolder(files) { folder, _ throws in
            #expect(try ask(folder, "/a.js").headers[.cacheControl] == "no-cache")
            #expect(
                try ask(folder, "/a.js", [.ifNoneMatch: "*"]).headers[.cacheControl] == "no-cache")
        }
        try withFolder(
            files,
            configure: {
                $0.cache = .maxAge(60)
                $0.cacheRules = [
                    .below("assets", .maxAge(31_536_000, isImmutable: true)),
                    .names(ending: [".html", ".png"], .unsaid),
                ]
            }
        ) { folder, _ throws in
            #expect(try ask(folder, "/a.js").headers[.cacheControl] == "max-age=60")
            #expect(try ask(folder, "/a.html").headers[.cacheControl] == nil)
            #expect(
                try ask(folder, "/assets/x.png").headers[.cacheControl]
                    == "max-age=31536000, immutable")
        }
    }

    @Test(
        arguments: [
            ("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzipped"), (nil, nil, "plain"),
            ("gzip;q=0", nil, "plain"), ("gzip, br;q=0.1", "gzip", "gzipped"),
        ] as [(String?, String?, String)])
    func sendsTheFormThatLiesBesideAFile(
        _ accept: String?, _ coding: String?, _ content: String
    ) throws {
        let files = ["a.js": "plain", "a.js.br": "brotli", "a.js.gz": "gzipped"]
        try withFolder(files, configure: { $0.servesPrecompressed = true }) { folder, tree in
            try tree.setTime(1000, "a.js")
            var headers: HTTPFields = [:]
            headers[.acceptEncoding] = accept
            let response = try ask(folder, "/a.js", headers)
            #expect(response.text == content)
            #expect(response.headers[.contentEncoding] == coding)
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(response.body.contentType == "text/javascript; charset=utf-8")
            let direct = try ask(folder, "/a.js.gz", headers)
            #expect(direct.text == "gzipped")
            #expect(direct.headers[.contentEncoding] == nil)
            #expect(direct.body.contentType == "application/gzip")
        }
    }

    @Test func doesNotSendAFormThatIsOlderThanItsFile() throws {
        let files = ["a.js": "new", "a.js.gz": "old"]
        try withFolder(files, configure: { $0.servesPrecompressed = true }) { folder, tree in
            try tree.setTime(1000, "a.js.gz")
            #expect(try ask(folder, "/a.js", [.acceptEncoding: "gzip"]).text == "new")
        }
        try withFolder(["a.js.gz": "alone"], configure: { $0.servesPrecompressed = true }) {
            folder, _ throws in
            #expect(try ask(folder, "/a.js", [.acceptEncoding: "gzip"]).status == .notFound)
        }
    }

    @Test func aRouteMayNameTheFileAndWhatBecomesOfIt() throws {
        try withFolder(["reports/7.pdf": "pdf"]) { folder, tree in
            let request = Request(target: "/download?id=7")
            let response = try folder.response(
                to: request, path: "reports/7.pdf", context: Context(),
                disposition: .attachment(name: "Report 7.pdf"))
            #expect(response.text == "pdf")
            #expect(response.body.contentType == "application/pdf")
            #expect(
                response.headers[.contentDisposition] == "attachment; filename=\"Report 7.pdf\"")
            #expect(throws: HTTPError.self) {
                _ = try folder.response(to: request, path: "../x", context: Context())
            }
            let own = try Response(
                file: tree.path("reports/7.pdf"), to: request, context: Context(),
                disposition: .inline())
            #expect(own.text == "pdf")
            #expect(own.headers[.contentDisposition] == "inline")
            for path in ["reports", "none"] {
                #expect(throws: HTTPError.self) {
                    _ = try Response(file: tree.path(path), to: request, context: Context())
                }
            }
        }
    }

    // MARK: What is no file

    @Test func sendsNothingThatIsNoFileOrLiesOutside() throws {
        try withFolder(["in/a": "a", "in/b": "b", "out/secret": "secret"]) { _, tree in
            try tree.makePipe("in/fifo")
            try tree.link("in/leaves", symbolicallyTo: "../out/secret")
            try tree.link("in/folder", symbolicallyTo: "../out")
            try tree.link("in/device", symbolicallyTo: "/dev/zero")
            try tree.link("in/stays", symbolicallyTo: "a")
            let log = LogBook()
            let folder = try FileFolder(root: tree.path("in"))
            let context = Context(logger: log.logger)
            for target in ["/fifo", "/leaves", "/folder/secret", "/folder/", "/device"] {
                #expect(try ask(folder, target, context: context).status == .notFound, "\(target)")
            }
            #expect(log.entries.count == 5)
            #expect(log.entries.allSatisfy { $0.metadata["path"] != nil })
            #expect(try ask(folder, "/stays").text == "a")
        }
    }

    @Test func stillServesTheFolderThatItOpened() throws {
        try withFolder(["in/a": "a", "other/a": "other"]) { _, tree in
            let folder = try FileFolder(root: tree.path("in"))
            unsafe rename(tree.path("in"), tree.path("moved"))
            try tree.link("in", symbolicallyTo: "other")
            #expect(try ask(folder, "/a").text == "a")
        }
    }

    @Test(arguments: [
        (ENOENT, FileRefusal.nothingThere), (ENOTDIR, .nothingThere), (ENAMETOOLONG, .nothingThere),
        (EXDEV, .notServed), (ELOOP, .notServed), (ENXIO, .notServed), (EACCES, .forbidden),
        (EPERM, .forbidden), (EMFILE, .shortage), (ENFILE, .shortage), (ENOMEM, .shortage),
        (EIO, .failed), (ESTALE, .failed),
    ])
    func eachRefusalOfTheSystemHasItsAnswer(_ code: Int32, _ refusal: FileRefusal) {
        #expect(FileRefusal(code) == refusal)
    }

    @Test func answers503WhenDescriptorsHaveRunOut() throws {
        try withFolder(["a": "a"]) { folder, _ in
            let log = LogBook()
            let context = Context(logger: log.logger)
            var limit = rlimit()
            let resource = CInt(RLIMIT_NOFILE.rawValue)
            try #require(unsafe getrlimit(resource, &limit) == 0)
            var none = rlimit(rlim_cur: 0, rlim_max: limit.rlim_max)
            unsafe setrlimit(resource, &none)
            let response = try ask(folder, "/a", context: context)
            unsafe setrlimit(resource, &limit)
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "1")
            #expect(log.entries.map(\.message) == ["a file could not be opened"])
            #expect(try ask(folder, "/a").text == "a")
        }
    }

    @Test func saysAtTheStartThatARootIsNone() throws {
        try withFolder(["a": "a"]) { _, tree in
            let (none, file) = (tree.path("none"), tree.path("a"))
            #expect(throws: FileError.folderNotFound(path: none)) {
                _ = try FileFolder(root: none)
            }
            #expect(throws: FileError.notAFolder(path: file)) {
                _ = try FileMiddleware(root: file)
            }
            #expect(
                "\(FileError.folderNotFound(path: none))"
                    == "cannot serve \(none): there is no such folder; make it or check the path")
        }
    }
}
