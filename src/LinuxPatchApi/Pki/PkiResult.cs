namespace LinuxPatchApi.Pki;

/// <summary><paramref name="Failure"/> is null on success. <paramref name="Lines"/>: what was done or why not, for people.</summary>
internal sealed record PkiResult(PkiFailure? Failure, IReadOnlyList<string> Lines)
{
    public static PkiResult Done(params string[] lines) => new(null, lines);

    public static PkiResult Fail(PkiFailure failure, string line) => new(failure, [line]);
}
