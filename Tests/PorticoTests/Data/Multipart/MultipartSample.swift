// SPDX-License-Identifier: Apache-2.0
@testable import Portico

/// What a parser makes of a body: each part with its content.
struct ReadPart: Equatable, CustomStringConvertible {
    let name: String
    let filename: String?
    let contentType: String?
    var bytes: [UInt8]

    init(
        _ name: String, filename: String? = nil, type contentType: String? = nil, _ bytes: [UInt8]
    ) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.bytes = bytes
    }

    init(
        _ name: String, filename: String? = nil, type contentType: String? = nil, _ text: String
    ) {
        self.init(name, filename: filename, type: contentType, Array(text.utf8))
    }

    var description: String {
        "\(name.debugDescription) \(filename.debugDescription) \(contentType ?? "-"): "
            + String(decoding: bytes, as: UTF8.self).debugDescription
    }
}

extension MultipartParser {
    /// Reads a body that comes in `pieces`.
    static func read(
        _ pieces: [[UInt8]], boundary: String, limits: MultipartLimits = MultipartLimits()
    ) throws(MultipartError) -> [ReadPart] {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        var (parts, rest) = ([ReadPart](), pieces[...])
        while true {
            switch try parser.next() {
            case .part(let header):
                parts.append(
                    ReadPart(
                        header.name, filename: header.filename, type: header.contentType, [UInt8]())
                )
            case .content(let bytes): parts[parts.count - 1].bytes += bytes
            case .endOfPart: continue
            case .end: return parts
            case .needsInput:
                if let piece = rest.popFirst() { try parser.take(piece) } else { try parser.end() }
            }
        }
    }

    static func read(
        _ body: String, boundary: String = "b", limits: MultipartLimits = MultipartLimits()
    ) throws(MultipartError) -> [ReadPart] {
        try read([Array(body.utf8)], boundary: boundary, limits: limits)
    }
}

/// A body, and what is in it.
struct MultipartSample: Sendable, CustomStringConvertible {
    let description: String
    let contentType: String
    let body: [UInt8]
    let parts: [ReadPart]

    init(_ name: String, boundary: String, _ body: String, _ parts: [ReadPart]) {
        self.init(name, type: "multipart/form-data; boundary=\(boundary)", Array(body.utf8), parts)
    }

    init(_ name: String, type contentType: String, _ body: [UInt8], _ parts: [ReadPart]) {
        description = name
        self.contentType = contentType
        self.body = body
        self.parts = parts
    }

    var request: Request {
        Request(
            method: .post, target: "/", headers: [.contentType: contentType], body: body)
    }

    /// As curl 7.88, requests 2.34 and Chromium sent them, and as RFC 7578 and RFC 2046 have them.
    static let all = [curl, requests, chromium, emptyChromium, rfc7578, rfc2046, withoutContent]

    // curl -F 't=a b' -F 'f=@ä"b.txt;filename="ä\"b\\c.txt"' -F 'na"me=<ä"b.txt;type=text/plain'
    static let curl = MultipartSample(
        "curl", boundary: "------------------------403f20cb3c1196a3",
        """
        --------------------------403f20cb3c1196a3\r
        Content-Disposition: form-data; name="t"\r
        \r
        a b\r
        --------------------------403f20cb3c1196a3\r
        Content-Disposition: form-data; name="f"; filename="ä%22b\\c.txt"\r
        Content-Type: text/plain\r
        \r
        hello\n\r
        --------------------------403f20cb3c1196a3\r
        Content-Disposition: form-data; name="na%22me"\r
        Content-Type: text/plain\r
        \r
        hello\n\r
        --------------------------403f20cb3c1196a3--\r\n
        """,
        [
            ReadPart("t", "a b"),
            ReadPart("f", filename: #"ä"b\c.txt"#, type: "text/plain", "hello\n"),
            ReadPart(#"na"me"#, type: "text/plain", "hello\n"),
        ])

    // requests.post(u, data={'t': 'a b', 'ü"x': '1'}, files={'f': ('ä"b\\c.txt', b'\x00hello', 'text/plain')})
    static let requests = MultipartSample(
        "requests", boundary: "fbc267a9576422508a101a229cc53430",
        """
        --fbc267a9576422508a101a229cc53430\r
        Content-Disposition: form-data; name="t"\r
        \r
        a b\r
        --fbc267a9576422508a101a229cc53430\r
        Content-Disposition: form-data; name="ü%22x"\r
        \r
        1\r
        --fbc267a9576422508a101a229cc53430\r
        Content-Disposition: form-data; name="f"; filename="ä%22b\\c.txt"\r
        Content-Type: text/plain\r
        \r
        \0hello\r
        --fbc267a9576422508a101a229cc53430--\r\n
        """,
        [
            ReadPart("t", "a b"), ReadPart(#"ü"x"#, "1"),
            ReadPart("f", filename: #"ä"b\c.txt"#, type: "text/plain", "\0hello"),
        ])

    /// `FormData` with names, filenames and bytes that need care, and a file input that was left empty.
    static let chromium = MultipartSample(
        "Chromium", type: "multipart/form-data; boundary=----WebKitFormBoundarydAtV5ykoQ4bBEmzx",
        Array(
            """
            ------WebKitFormBoundarydAtV5ykoQ4bBEmzx\r
            Content-Disposition: form-data; name="na%22me%0D%0Axä%22"\r
            \r
            v\r\nw\r\nz\r
            ------WebKitFormBoundarydAtV5ykoQ4bBEmzx\r
            Content-Disposition: form-data; name="file"; filename="q%22u\\oé%0A.txt"\r
            Content-Type: text/plain\r
            \r
            hi\r
            ------WebKitFormBoundarydAtV5ykoQ4bBEmzx\r
            Content-Disposition: form-data; name="blob"; filename="blob"\r
            Content-Type: application/octet-stream\r
            \r\n
            """.utf8) + [0, 13, 10, 45, 45, 255]
            + Array(
                """
                \r
                ------WebKitFormBoundarydAtV5ykoQ4bBEmzx\r
                Content-Disposition: form-data; name="empty"; filename=""\r
                Content-Type: application/octet-stream\r
                \r
                \r
                ------WebKitFormBoundarydAtV5ykoQ4bBEmzx--\r\n
                """.utf8),
        [
            ReadPart("na\"me\r\nxä\"", "v\r\nw\r\nz"),
            ReadPart("file", filename: "q\"u\\oé\n.txt", type: "text/plain", "hi"),
            ReadPart(
                "blob", filename: "blob", type: "application/octet-stream",
                [0, 13, 10, 45, 45, 255]),
            ReadPart("empty", filename: "", type: "application/octet-stream", ""),
        ])

    // fetch(u, {method: 'POST', body: new FormData()})
    static let emptyChromium = MultipartSample(
        "Chromium, nothing", boundary: "----WebKitFormBoundary9WWNDtBtQUQB0hoE",
        "------WebKitFormBoundary9WWNDtBtQUQB0hoE--\r\n", [])

    /// RFC 7578 §4.2, §4.4 and §4.5 with §4.6: several files of one name, and a charset.
    static let rfc7578 = MultipartSample(
        "RFC 7578", boundary: "AaB03x",
        """
        --AaB03x\r
        Content-Disposition: form-data; name="user"\r
        \r
        Joe Blow\r
        --AaB03x\r
        content-disposition: form-data; name="field1"\r
        content-type: text/plain;charset=UTF-8\r
        content-transfer-encoding: 8bit\r
        \r
        Joe owes €100.\r
        --AaB03x\r
        Content-Disposition: form-data; name="files"; filename="file1.txt"\r
        Content-Type: text/plain\r
        \r
        ... contents of file1.txt ...\r
        --AaB03x\r
        Content-Disposition: form-data; name="files"; filename="file2.gif"\r
        Content-Type: image/gif\r
        X-Other: whatever\r
        \r
        GIF89a\r
        --AaB03x--\r\n
        """,
        [
            ReadPart("user", "Joe Blow"),
            ReadPart("field1", type: "text/plain;charset=UTF-8", "Joe owes €100."),
            ReadPart(
                "files", filename: "file1.txt", type: "text/plain", "... contents of file1.txt ..."),
            ReadPart("files", filename: "file2.gif", type: "image/gif", "GIF89a"),
        ])

    /// RFC 2046 §5.1.1: a preamble, blanks behind a boundary, an explicit line end, a quoted boundary, an
    /// epilogue.
    static let rfc2046 = MultipartSample(
        "RFC 2046",
        type: #"Multipart/Form-Data; charset=utf-8; Boundary="gc0pJq0M:08jU5'34 (0p"; x=y"#,
        Array(
            """
            This is the preamble. It is to be ignored.\r
            --gc0pJq0M:08jU5'34 (0\r
            \r
            --gc0pJq0M:08jU5'34 (0p \t \r
            Content-Disposition: form-data; name=implicit\r
            \r
            It does NOT end with a linebreak.\r
            --gc0pJq0M:08jU5'34 (0p\r
            Content-Disposition: form-data; name="explicit"\r
            \r
            It DOES end with a linebreak.\r\n\r
            --gc0pJq0M:08jU5'34 (0p--  \r
            This is the epilogue.\r
            --gc0pJq0M:08jU5'34 (0p\r
            It is also to be ignored.\r\n
            """.utf8),
        [
            ReadPart("implicit", "It does NOT end with a linebreak."),
            ReadPart("explicit", "It DOES end with a linebreak.\r\n"),
        ])

    /// RFC 2046 §5.1.1: `body-part := MIME-part-headers [CRLF *OCTET]`, and no line end behind the last boundary.
    static let withoutContent = MultipartSample(
        "without content", boundary: "b",
        """
        --b\r
        Content-Disposition: form-data; name="a"\r
        \r
        --b\r
        Content-Disposition: form-data; name="c"\r
        \r
        \r
        --b\r
        Content-Disposition: form-data; name="d"\r
        \r
        \r\n\r
        --b--
        """,
        [ReadPart("a", ""), ReadPart("c", ""), ReadPart("d", "\r\n")])
}
