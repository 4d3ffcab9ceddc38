// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One bookmark in the list, also when it is sent to open pages.
struct BookmarkItem {
    let bookmark: Bookmark
    let canEdit: Bool

    init(_ bookmark: Bookmark, canEdit: Bool) {
        (self.bookmark, self.canEdit) = (bookmark, canEdit)
    }

    var html: HTML {
        """
        <li id="bookmark-\(bookmark.id)">
        <a class="title" href="\(bookmark.url)" rel="noreferrer">\(bookmark.title)</a>
        <p class="soft">\(host) · \(bookmark.addedBy) · <time datetime="\(time)">\(day)</time></p>
        \(note)
        \(bookmark.file.map(link) ?? "")
        \(canEdit ? edit : "")
        </li>
        """
    }

    private var host: String { URLComponents(string: bookmark.url)?.host ?? "" }
    private var time: String { bookmark.addedAt.formatted(.iso8601) }
    private var day: String { bookmark.addedAt.formatted(.iso8601.year().month().day()) }

    private var note: HTML {
        bookmark.note.isEmpty ? "" : "<p class=\"note\">\(bookmark.note)</p>"
    }

    private func link(to file: Attachment) -> HTML {
        """
        <p><a class="file" href="/bookmarks/\(bookmark.id)/file">\(file.name)</a> \
        <span class="soft">\(ByteCount.text(file.bytes))</span></p>
        """
    }

    private var edit: HTML {
        """
        <details>
        <summary>Edit</summary>
        <form method="post" action="/bookmarks/\(bookmark.id)">
        \(BookmarkFields(bookmark).html)
        <button>Save</button>
        </form>
        <form method="post" action="/bookmarks/\(bookmark.id)/file" enctype="multipart/form-data">
        <label>File, up to \(ByteCount.text(FileStore.maxBytes)) <input type="file" name="file" required></label>
        <button class="quiet">Upload</button>
        </form>
        <form method="post" action="/bookmarks/\(bookmark.id)/delete">
        <button class="danger">Delete</button>
        </form>
        </details>
        """
    }
}
