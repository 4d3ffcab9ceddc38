// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct ContentTypesTests {
    @Test(arguments: [
        ("index.html", "text/html; charset=utf-8"), ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"), ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.js.map", "application/json"), ("app.webmanifest", "application/manifest+json"),
        ("a.json", "application/json"), ("a.svg", "image/svg+xml"), ("a.wasm", "application/wasm"),
        ("a.woff2", "font/woff2"), ("a.ttf", "font/ttf"), ("a.otf", "font/otf"),
        ("a.avif", "image/avif"), ("a.webp", "image/webp"), ("a.ico", "image/vnd.microsoft.icon"),
        ("a.mp4", "video/mp4"), ("a.webm", "video/webm"), ("a.txt", "text/plain; charset=utf-8"),
        ("a.xml", "application/xml"), ("a.pdf", "application/pdf"), ("PHOTO.JPG", "image/jpeg"),
        ("a.tar.gz", "application/gzip"), ("README", "application/octet-stream"),
        ("a.", "application/octet-stream"), (".html", "application/octet-stream"),
        ("a.html.exe", "application/octet-stream"), ("", "application/octet-stream"),
    ])
    func goByTheEndOfTheName(_ name: String, _ type: String) {
        #expect(ContentTypes.type(ofFile: name) == type)
    }
}
