import Host
import LinuxHost

extension StandardStream {
    /// Writes all of the text.
    func write(_ text: String) throws(Fault) {
        try write(Array(text.utf8).span)
    }
}
