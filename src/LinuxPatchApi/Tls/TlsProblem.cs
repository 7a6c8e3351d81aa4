using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls;

/// <summary>
/// <paramref name="IsFatal"/>: nothing can be served with these files. Otherwise they are used and health says so: an agent that answers
/// with an expired certificate can still be repaired from afar, one that does not answer cannot.
/// </summary>
internal sealed record TlsProblem(TlsFailure Reason, bool IsFatal, string Path, string Detail)
{
    public override string ToString() => $"{Path}: {Detail}";

    public static TlsProblem Fatal(TlsFailure reason, string path, string detail) => new(reason, true, path, detail);

    public static TlsProblem Notice(TlsFailure reason, string path, string detail) => new(reason, false, path, detail);

    public static TlsProblem Of(FileProblem problem) => Fatal(
        problem.Reason switch
        {
            FileFailure.NotFound => TlsFailure.FileMissing,
            FileFailure.TooOpen => TlsFailure.KeyTooOpen,
            _ => TlsFailure.FileUnreadable,
        },
        problem.Path, problem.Detail);
}
