namespace LinuxPatchApi.Tls.Pem;

/// <summary>
/// Something that is not as RFC 7468 has it. <paramref name="Line"/> is counted from 1. <paramref name="IsDamage"/>: a block could not be
/// read, so the file may say more than what was read of it; else all was read, or what was not read was meant to be left out.
/// </summary>
internal sealed record PemFinding(int Line, string Text, bool IsDamage)
{
    public override string ToString() => $"line {Line}: {Text}";
}
