// The record format: what a line of the three streams is.
//
// A stream is a sequence of lines. A line is one JSON object in UTF-8 without any white space between its tokens,
// ended by LF, at most `Limits.lineBytes` long with the LF. Every line is canonical: one record has one spelling.
//
//   line      = article | duplicate | rejection                                    then LF
//   article   = {"id":digest, ["title":string,] "text":string, "source":string, "added":time, ["created":time,]
//                "seq":number, "metadata":{delivery, digested, content [,"duplicate":near] more}}
//   duplicate = near | text | bytes
//     near    = as an article, but "duplicate" must be there
//     text    = as near without "text", and "duplicate":same
//     bytes   = {"id":digest, "source":string, "added":time, "seq":number,
//                "metadata":{delivery, digested, "duplicate":same more}}
//   rejection = {"seq":number, "added":time, "reason":reason, "detail":string, "metadata":{delivery, rejected more}}
//
//   delivery  = "file":string [,"file_base64":base64] [,"original":string] ,"bytes":number
//   digested  = ,"sha256":digest ,"modified":time
//   rejected  = [,"sha256":digest] ,"modified":time
//   content   = ,"encoding":string [,"language":string] ,"words":number [,"section":string] [,"byline":string]
//               [,"dateline":string] [,"published":string] [,"captions":strings] [,"credits":strings]
//               ,"rules":rules [,"removed":[removal {,removal}]]
//   removal   = {"rule":string [,"lines":[lines {,lines}]] [,"part":true] [,"prints":[print {,print}]]}
//   lines     = [number,number]                      first and last, from 1, first <= last
//   near      = {"of":digest,"kind":"near","relation":relation,"jaccard":share,"containment":share}
//   same      = {"of":digest,"kind":"text"} | {"of":digest,"kind":"bytes"}
//   more      = {,key:value}                         keys this version does not know; any JSON value, not too deep
//
//   digest    = 64 lower-case hex digits in quotes   print = 16 of them     rules = 12 of them
//   time      = "YYYY-MM-DDTHH:MM:SSZ"               a real one, years 0001 to 9999
//   number    = 0 ... 9007199254740991               no sign, no leading zero: exact as a double too
//   share     = 0.dddd or 1.0000                     always four decimals
//   strings   = [string {,string}]                   never empty: no strings, no key
//   reason    = one of `Rejection.Reason`;  relation = one of `Near.Relation`
//   base64    = RFC 4648 with padding
//   string    = UTF-8 with these and no other escapes: \" \\ \b \f \n \r \t, \u00XX for other characters below
//               U+0020, and U+0085, U+2028, U+2029 (line ends for some readers), all in lower-case hex
//
// `text`, `source` and the digest `id` are never empty; a value that is absent is left out, never null.
//
// Growth. The top level is closed. New keys come last in `metadata`, and the meaning and type of a known key never
// change; so a reader skips what it does not know there, and a store written by a newer version can be read, appended
// to and recovered by an older one. Anywhere else an unknown key is damage.
//
// Worked line (an article of 14 bytes with a headline; one line in the file):
//
//   {"id":"6f3c1f9b…","title":"Ferry back","text":"It runs again.","source":"harbour","added":"2031-03-02T06:00:01Z",
//   "created":"2031-03-02T00:00:00Z","seq":7,"metadata":{"file":"harbour/ferry.txt","original":"000001/harbour/ferry.txt",
//   "bytes":61,"sha256":"0c57…","modified":"2031-03-02T05:59:58Z","encoding":"utf-8","language":"en","words":3,
//   "published":"2 March 2031","rules":"0123456789ab","removed":[{"rule":"share-prompt","lines":[[5,5]]}]}}
//
// Derived, and therefore nowhere else:
//   - the real bytes of `file` are `file_base64` where that is given, else the string's UTF-8;
//   - the real bytes of `original`, when `file_base64` is given, are its first component, a slash, and those of `file`;
//   - the stream of a record: articles for articles (also those marked near), duplicates, rejected;
//   - index, status and what was learned of recurring lines: all functions of the streams.

/// Bounds of the format and of what one commit may hold.
public enum Limits {
    /// Bytes of a line with its LF (64 MiB): what a reader must be ready to hold.
    public static let lineBytes = 64 << 20
    /// Lines of one commit over all streams: what a crash can leave undone, and so what recovery may cut.
    public static let commitLines = 4_096
    /// Bytes of one commit over all streams (256 MiB); see `commitLines`.
    public static let commitBytes = 256 << 20
    /// The largest number in a line: 2^53 - 1, exact in readers that make every number a double.
    public static let number = 9_007_199_254_740_991
    /// Nesting of a value under a key that this version does not know: far more than a record needs, no danger to the stack.
    static let unknownDepth = 16
    /// Bytes asked of the volume at a time (1 MiB) when a stream is read in order: large enough to hide the cost of a call.
    static let readBytes = 1 << 20
    /// Bytes asked at a time when single lines are sought (64 KiB): several ordinary lines.
    static let probeBytes = 64 << 10
}
