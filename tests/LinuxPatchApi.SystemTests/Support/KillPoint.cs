using System.Globalization;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>An instant in the life of a job at which the agent is killed (tests/Support/KillPoints/README.md).</summary>
/// <param name="When"><c>torn</c>, <c>written</c> or <c>synced</c>.</param>
/// <param name="Record">The record of the journal, from 1.</param>
/// <param name="Microseconds">After the record is on the disk; <c>synced</c> only.</param>
internal sealed record KillPoint(string When, int Record, int Microseconds = 0)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{When} {Record} {Microseconds}");
}
