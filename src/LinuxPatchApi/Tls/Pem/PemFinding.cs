namespace LinuxPatchApi.Tls.Pem;

/// <summary>
/// A deviation from RFC 7468. <paramref name="Line"/> counts from 1. <paramref name="IsDamage"/>: a block could not be read, so the file
/// may contain more than what was read; otherwise everything was read, or what was not read is of no use in that file.
/// </summary>
internal sealed record PemFinding(int Line, string Text, bool IsDamage)
{
    public override string ToString() => $"line {Line}: {Text}";
}
