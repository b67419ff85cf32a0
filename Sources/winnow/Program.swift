/// The program as a whole.
enum Program {
    /// `winnow --version` prints it; package and manual have the same.
    static let version = "0.1.0"
}
