using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls;

/// <summary>
/// <paramref name="IsFatal"/>: the agent cannot serve with these files. Otherwise it uses them and health reports the problem: an agent
/// that answers with an expired certificate can be repaired remotely, one that does not answer cannot.
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
